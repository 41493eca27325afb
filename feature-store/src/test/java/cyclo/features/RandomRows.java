package cyclo.features;

import cyclo.common.table.Column;
import cyclo.common.table.ValueType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Seeded random columns with few distinct values, so that there are ties, and with nulls. */
final class RandomRows {
    static final Instant START = Instant.parse("2024-01-01T00:00:00Z");

    private RandomRows() {}

    static List<Column> keys(Random random, List<ValueType> types, int rows) {
        List<Column> keys = new ArrayList<>();
        for (int i = 0; i < types.size(); i++) {
            keys.add(column(random, "k" + i, types.get(i), rows, 12));
        }
        return keys;
    }

    /** Within two minutes, on half seconds. */
    static Column times(Random random, int rows, double nulls) {
        Column.Builder times = Column.builder("t", ValueType.UNIX_TIMESTAMP, rows);
        for (int row = 0; row < rows; row++) {
            times.add(random.nextDouble() < nulls ? null : START.plusMillis(500L * random.nextInt(240)));
        }
        return times.build();
    }

    static Column column(Random random, String name, ValueType type, int rows, int distinct) {
        Column.Builder values = Column.builder(name, type, rows);
        for (int row = 0; row < rows; row++) {
            values.add(random.nextInt(20) == 0 ? null : value(random, type, distinct));
        }
        return values.build();
    }

    /** One of about {@code distinct} values, odd ones among them. */
    static Object value(Random random, ValueType type, int distinct) {
        int n = random.nextInt(distinct) - distinct / 3;
        return switch (type) {
            case BYTES -> n == 0 ? new byte[0] : new byte[] {(byte) n, 0, -1};
            case STRING -> n == 0 ? "" : "ü " + n + ",\"'";
            case INT32 -> n == 1 ? Integer.MIN_VALUE : n;
            case INT64 -> n == 1 ? Long.MAX_VALUE : (1L << 53) + n;
            case DOUBLE -> n == 0 ? Double.NaN : n == 1 ? Double.NEGATIVE_INFINITY : n / 3.0;
            case FLOAT -> n == 0 ? Float.NaN : n == 1 ? Float.POSITIVE_INFINITY : n / 3f;
            case BOOL -> n > 0;
            case UNIX_TIMESTAMP -> START.plusMillis(n * 700L);
            case NULL -> null;
            default -> {
                List<Object> list = new ArrayList<>();
                for (int i = 0; i < Math.floorMod(n, 3); i++) {
                    list.add(value(random, type.element(), distinct));
                }
                yield list;
            }
        };
    }

    /** Whether two rows of a history hold the same values at the same time: exact duplicates are one answer. */
    static boolean same(PointInTimeJoin.History history, int a, int b) {
        if (a < 0 || b < 0) {
            return a == b;
        }
        return history.times().longAt(a) == history.times().longAt(b)
                && history.values().stream().allMatch(column -> Arrays.deepEquals(new Object[] {column.value(a)}, new Object[] {column.value(b)}));
    }
}
