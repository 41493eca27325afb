package cyclo.benchmarks;

import cyclo.features.files.DuckDb;
import java.nio.file.Files;
import java.nio.file.Path;

/** The tables and files: the same numbers every time. */
final class Data {
    private static final String HISTORY = """
            CREATE TABLE history_%1$d AS
            SELECT driver::bigint AS driver_id, timestamptz '2024-01-01' + hour * interval '1 hour' AS event_timestamp,
                   timestamptz '2024-01-01 00:05' + hour * interval '1 hour' AS created,
                   random() AS conv_rate_%1$d, random() AS acc_rate_%1$d, (random() * 1000)::int AS avg_daily_trips_%1$d
            FROM generate_series(0, %2$d) hour, generate_series(0, %3$d) driver
            """;
    private static final String LATEST = """
            CREATE TABLE latest AS
            SELECT driver::bigint AS driver_id, timestamptz '2024-01-15' + driver %% 1000 * interval '1 second' AS event_timestamp,
                   timestamptz '2024-01-16' AS created, random() AS conv_rate, random() AS acc_rate, (random() * 1000)::int AS avg_daily_trips
            FROM generate_series(0, %d) driver
            """;
    /** Drivers and times by chance, but the same ones each time. */
    private static final String ENTITIES = """
            COPY (SELECT (hash(i) %% %d)::bigint AS driver_id, timestamptz '2024-01-01' + to_microseconds((hash(i + 1000000007) %% %d)::bigint * 1000000) AS event_timestamp
                  FROM range(%d) rows(i)) TO %s (FORMAT parquet)
            """;

    private final Lab lab;

    Data(Lab lab) {
        this.lab = lab;
    }

    void make() {
        Scale scale = lab.scale();
        lab.sql("SELECT setseed(0.42)");
        for (int n = 1; n <= 3; n++) {
            lab.sql(HISTORY.formatted(n, scale.hours() - 1, scale.drivers() - 1));
        }
        lab.sql(LATEST.formatted(scale.latest() - 1), "CREATE TABLE pushed AS SELECT * FROM latest WHERE false",
                "CREATE TABLE long_history AS SELECT * FROM latest WHERE false");
        for (String table : new String[] {"history_1", "history_2", "history_3", "latest", "pushed", "long_history"}) {
            lab.sql("VACUUM ANALYZE " + table);
        }
    }

    /** A Parquet file of entity rows for the views of history; made once. */
    Path entities(int rows) {
        Path file = lab.file("entities_%d.parquet".formatted(rows));
        if (!Files.exists(file)) {
            lab.duckdb(ENTITIES.formatted(lab.scale().drivers(), lab.scale().hours() * 3600, rows, DuckDb.quoted(file.toString())));
        }
        return file;
    }
}
