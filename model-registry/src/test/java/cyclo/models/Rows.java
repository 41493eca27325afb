package cyclo.models;

import cyclo.common.table.Column;
import cyclo.common.table.Table;
import cyclo.common.table.ValueType;
import java.util.BitSet;
import java.util.List;
import java.util.Random;

/** Seeded rows of every type that a model reads, with missing values and, from row 200 on, a carrier and a gate of their own. */
final class Rows {
    static final List<InputColumn> INPUTS = List.of(
            new InputColumn("temp", ValueType.DOUBLE), new InputColumn("speed", ValueType.FLOAT), new InputColumn("seats", ValueType.INT64),
            new InputColumn("gate", ValueType.INT32), new InputColumn("carrier", ValueType.STRING), new InputColumn("rain", ValueType.BOOL),
            new InputColumn("sched_dep", ValueType.UNIX_TIMESTAMP));

    private Rows() {}

    static Table random(int count, long seed) {
        Random random = new Random(seed);
        double[] temp = new double[count];
        double[] speed = new double[count];
        long[] seats = new long[count];
        long[] gate = new long[count];
        Object[] carrier = new Object[count];
        long[] rain = new long[count];
        long[] time = new long[count];
        BitSet noTemp = new BitSet();
        BitSet noSeats = new BitSet();
        BitSet noRain = new BitSet();
        BitSet noTime = new BitSet();
        for (int i = 0; i < count; i++) {
            temp[i] = random.nextGaussian() * 12 + 60;
            noTemp.set(i, random.nextInt(10) == 0);
            if (random.nextInt(20) == 0) {
                temp[i] = Double.NaN;
            }
            speed[i] = (float) (random.nextGaussian() * 3);
            seats[i] = random.nextInt(300);
            noSeats.set(i, random.nextInt(7) == 0);
            gate[i] = i < 200 ? random.nextInt(4) : 99;
            carrier[i] = random.nextInt(15) == 0 ? null
                    : i < 200 || random.nextBoolean() ? List.of("UA", "AA", "B6", "d'Or \"é\"").get(random.nextInt(4)) : "ZZ";
            rain[i] = random.nextInt(2);
            noRain.set(i, random.nextInt(9) == 0);
            time[i] = (1_357_000_000L + random.nextInt(31_536_000)) * 1_000_000L + random.nextInt(1_000_000);
            noTime.set(i, random.nextInt(11) == 0);
        }
        return Table.of(Column.ofDoubles("temp", ValueType.DOUBLE, temp, noTemp), Column.ofDoubles("speed", ValueType.FLOAT, speed, new BitSet()),
                Column.ofLongs("seats", ValueType.INT64, seats, noSeats), Column.ofLongs("gate", ValueType.INT32, gate, new BitSet()),
                Column.ofObjects("carrier", ValueType.STRING, carrier), Column.ofLongs("rain", ValueType.BOOL, rain, noRain),
                Column.ofLongs("sched_dep", ValueType.UNIX_TIMESTAMP, time, noTime),
                Column.ofNulls("not_read", ValueType.STRING, count));
    }
}
