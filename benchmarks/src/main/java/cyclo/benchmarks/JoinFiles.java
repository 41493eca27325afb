package cyclo.benchmarks;

import cyclo.common.Env;
import cyclo.features.EntityRows;
import cyclo.features.FeatureSelection;
import cyclo.features.FeatureStore;
import cyclo.features.HistoricalOptions;
import cyclo.features.files.DuckDb;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Clock;
import java.util.List;

/** The DuckDB store beside the engines themselves: Parquet to Parquet, with ties, nulls and a ttl of a day. */
final class JoinFiles implements Benchmark {
    private static final int ROWS = 1_000_000;
    private static final long TTL_SECONDS = 86_400;
    /** Several rows of a driver in an hour are ties; a twentieth of the values is null. */
    private static final String HISTORY = """
            COPY (SELECT (hash(i) %% %1$d)::bigint AS driver_id, timestamptz '2024-01-01' + to_hours((hash(i + 7) %% 100)::int) AS event_timestamp,
                         timestamptz '2024-02-01' + to_seconds((hash(i + 11) %% 1000)::int) AS created,
                         CASE WHEN hash(i + 13) %% 20 > 0 THEN i * 0.5::double END AS conv_rate, i * 0.25::double AS acc_rate, (i %% 1000)::int AS avg_daily_trips
                  FROM range(%2$d) rows(i)) TO %3$s (FORMAT parquet)
            """;
    /** %4$s: nothing, or what keeps the rows in their order, as every join of ours does. */
    private static final String BARE = """
            COPY (SELECT driver_id, event_timestamp, CASE WHEN recent THEN conv_rate END AS conv_rate, CASE WHEN recent THEN acc_rate END AS acc_rate,
                         CASE WHEN recent THEN avg_daily_trips END AS avg_daily_trips
                  FROM (SELECT e.*, conv_rate, acc_rate, avg_daily_trips, f.event_timestamp >= e.event_timestamp - INTERVAL 1 DAY AS recent
                        FROM read_parquet(%1$s, file_row_number = true) e ASOF LEFT JOIN read_parquet(%2$s) f ON e.driver_id = f.driver_id AND e.event_timestamp >= f.event_timestamp) %4$s)
            TO %3$s (FORMAT parquet)
            """;
    private static final String DEFINITIONS = """
            entities:
              - {name: driver, join_keys: [{name: driver_id, type: Int64}]}
            sources:
              - {name: history_source, file: history.parquet, timestamp_field: event_timestamp, created_timestamp_column: created}
            feature_views:
              - name: history
                entities: [driver]
                ttl: 1d
                source: history_source
                schema: [{name: conv_rate, type: Float64}, {name: acc_rate, type: Float64}, {name: avg_daily_trips, type: Int32}]
            """;

    @Override public String name() {
        return "duckdb";
    }

    @Override public String describe() {
        return "the DuckDB store, %,d x %,d rows, Parquet to Parquet with ties, nulls and ttl, beside DuckDB's ASOF join and polars".formatted(ROWS, ROWS);
    }

    @Override public List<Row> run(Lab lab) {
        int rows = lab.scale().rows(ROWS);
        Path project = project(lab);
        Path history = project.resolve("history.parquet");
        lab.duckdb(HISTORY.formatted(lab.scale().drivers(), rows, DuckDb.quoted(history.toString())));
        Path entities = new Data(lab).entities(rows);
        lab.cyclo().of(project).run("feature-server", "apply");
        Path out = lab.file("duckdb_cyclo.parquet");
        Sample cyclo;
        try (FeatureStore store = FeatureStore.open(project, Env.ofProject(project), Clock.systemUTC())) {
            FeatureSelection wanted = store.features(List.of("history:conv_rate", "history:acc_rate", "history:avg_daily_trips"), false);
            cyclo = lab.timed(() -> store.historical(new EntityRows.InFile(entities), wanted, HistoricalOptions.standard(), out));
        }
        Sample bare = bare(lab, entities, history, "");
        Sample inOrder = bare(lab, entities, history, "ORDER BY file_row_number");
        Watched polars = lab.feast().script("asof.py", entities.toString(), history.toString(), lab.file("polars.parquet").toString(),
                String.valueOf(lab.runs() + 1), String.valueOf(TTL_SECONDS));
        Sample joinAsof = Sample.seconds(polars.figures("seconds").subList(1, lab.runs() + 1));
        String what = "DuckDB store, %,d x %,d rows, Parquet to Parquet, in process".formatted(rows, rows);
        return List.of(Row.of(what, cyclo).beside("bare DuckDB ASOF", bare).bar(1 / 1.5, "<= 1.5 x its time")
                        .limit("bare DuckDB ASOF that keeps the rows' order", inOrder).build(),
                Row.of("the same", cyclo).beside("polars join_asof", joinAsof).bar(1 / 2.5, "<= 2.5 x its time").build());
    }

    private static Sample bare(Lab lab, Path entities, Path history, String order) {
        return lab.timed(() -> {
            try (Connection connection = DuckDb.open(); Statement statement = connection.createStatement()) {
                return statement.execute(BARE.formatted(DuckDb.quoted(entities.toString()), DuckDb.quoted(history.toString()),
                        DuckDb.quoted(lab.file("duckdb_bare.parquet").toString()), order));
            }
        });
    }

    private static Path project(Lab lab) {
        Path project = lab.file("files");
        try {
            Files.createDirectories(project);
            Files.writeString(project.resolve("feature_store.yaml"), """
                    project: files
                    provider: local
                    registry: registry.db
                    offline_store: {type: duckdb}
                    online_store: {type: redis, connection_string: "%s"}
                    entity_key_serialization_version: 3
                    """.formatted(lab.redis().connectionString()));
            Files.writeString(project.resolve("features.yaml"), DEFINITIONS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return project;
    }
}
