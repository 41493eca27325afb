package cyclo.benchmarks;

import cyclo.features.EntityRows;
import cyclo.features.FeatureSelection;
import cyclo.features.FeatureStore;
import cyclo.features.HistoricalOptions;
import cyclo.features.files.TableFiles;
import java.nio.file.Path;
import java.util.List;

/** Few entity rows against a long history with its index. */
final class JoinLongHistory implements Benchmark {
    private static final int ENTITY_ROWS = 1_000;
    private static final int HOURS = 2_000;
    private static final double BAR_SECONDS = 0.3;
    private static final String FILL = """
            INSERT INTO long_history
            SELECT driver, timestamptz '2024-01-01' + hour * interval '1 hour', timestamptz '2024-01-01 00:05' + hour * interval '1 hour',
                   driver + hour, driver - hour, hour
            FROM generate_series(0, %d) hour, generate_series(0, %d) driver
            """;

    @Override public String name() {
        return "long-history";
    }

    @Override public String describe() {
        return "point-in-time join of 1,000 entity rows against 20,000,000 rows that have an index";
    }

    @Override public List<Row> run(Lab lab) {
        lab.say("  making %,d rows and their index".formatted(lab.scale().drivers() * HOURS));
        lab.sql("TRUNCATE long_history", FILL.formatted(HOURS - 1, lab.scale().drivers() - 1),
                "CREATE INDEX IF NOT EXISTS long_history_by_key_and_time ON long_history (driver_id, event_timestamp DESC, created DESC)", "VACUUM ANALYZE long_history");
        Path entities = new Data(lab).entities(ENTITY_ROWS);
        Path out = lab.file("long.parquet");
        try (FeatureStore store = lab.store()) {
            FeatureSelection wanted = store.features(List.of("long_history:conv_rate", "long_history:acc_rate", "long_history:avg_daily_trips"), false);
            Sample sample = lab.timed(() -> store.historical(new EntityRows.InFile(entities), wanted, HistoricalOptions.standard(), rows -> TableFiles.write(rows, out)));
            return List.of(Row.of("join of 1,000 entity rows x %,d rows with an index, in process".formatted(lab.scale().drivers() * HOURS), sample)
                    .beside("bar", Sample.of("s", BAR_SECONDS)).bar(1, "<= 0.3 s").build());
        }
    }
}
