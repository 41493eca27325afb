package cyclo.benchmarks;

import cyclo.common.table.Column;
import cyclo.common.table.Table;
import cyclo.common.table.ValueType;
import cyclo.features.FeatureStore;
import cyclo.features.PushTo;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Rows pushed into the online store, in process beside in process. */
final class PushRows implements Benchmark {
    private record Size(int rows, double bar) {}

    private static final List<Size> SIZES = List.of(new Size(1, 20), new Size(100, 10), new Size(10_000, 10));

    @Override public String name() {
        return "push";
    }

    @Override public String describe() {
        return "push of 1, 100 and 10,000 rows into the online store, in process";
    }

    @Override public List<Row> run(Lab lab) {
        List<Row> rows = new ArrayList<>();
        double seconds = lab.scale().seconds(3);
        for (Size size : SIZES) {
            lab.say("  Feast, %,d rows a call".formatted(size.rows()));
            Watched feast = lab.feast().run("push", "--rows", String.valueOf(size.rows()), "--seconds", String.valueOf(seconds), "--runs", String.valueOf(lab.runs()));
            lab.say("  Cyclo");
            rows.add(Row.of("push of %,d row%s, in process".formatted(size.rows(), size.rows() == 1 ? "" : "s"), cyclo(lab, size.rows(), seconds))
                    .beside(lab.feast().name(), Sample.rate("rows/s", feast.figures("rate"))).bar(size.bar(), ">= %.0f x".formatted(size.bar())).build());
        }
        return rows;
    }

    /** Each call brings rows newer than those before it, so that each is written. */
    private static Sample cyclo(Lab lab, int rows, double seconds) {
        List<Long> drivers = IntStream.range(0, rows).mapToObj(Long::valueOf).toList();
        List<Double> rates = new ArrayList<>();
        Instant time = Instant.parse("2025-06-01T00:00:00Z");
        try (FeatureStore store = lab.store()) {
            for (int run = 0; run <= lab.runs(); run++) {
                long begin = System.nanoTime();
                long calls = 0;
                while (System.nanoTime() - begin < seconds * 1e9) {
                    time = time.plusMillis(1);
                    store.push("pushed_source", rows(drivers, time), PushTo.ONLINE);
                    calls++;
                }
                if (run > 0) { // the first warms up
                    rates.add(calls * rows / ((System.nanoTime() - begin) / 1e9));
                }
            }
        }
        return Sample.rate("rows/s", rates);
    }

    private static Table rows(List<Long> drivers, Instant time) {
        Column.Builder ids = Column.builder("driver_id", ValueType.INT64, drivers.size());
        Column.Builder conv = Column.builder("conv_rate", ValueType.DOUBLE, drivers.size());
        Column.Builder acc = Column.builder("acc_rate", ValueType.DOUBLE, drivers.size());
        Column.Builder trips = Column.builder("avg_daily_trips", ValueType.INT32, drivers.size());
        Column.Builder times = Column.builder("event_timestamp", ValueType.UNIX_TIMESTAMP, drivers.size());
        Column.Builder created = Column.builder("created", ValueType.UNIX_TIMESTAMP, drivers.size());
        for (Long driver : drivers) {
            ids.add(driver);
            conv.add(0.5);
            acc.add(0.25);
            trips.add(7);
            times.add(time);
            created.add(time);
        }
        return new Table(List.of(ids.build(), conv.build(), acc.build(), trips.build(), times.build(), created.build()));
    }
}
