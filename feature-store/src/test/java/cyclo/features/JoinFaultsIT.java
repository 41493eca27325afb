package cyclo.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import cyclo.common.CycloException;
import cyclo.common.ExitCode;
import cyclo.common.table.ValueType;
import cyclo.features.files.TableFiles;
import cyclo.services.EmbeddedPostgres;
import cyclo.services.Ports;
import cyclo.services.TestServices;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** PostgreSQL dies in the middle of a join: a sentence with exit code 4, the old file as it was, and no piece of a new one. */
class JoinFaultsIT {
    private static final int ROWS = 400_000;
    private static final String ENTITIES = "SELECT (i %% 1000)::int8 AS driver_id, timestamptz '2024-01-02' AS event_timestamp, %s AS note FROM generate_series(1, "
            + ROWS + ") i";
    private static final String HISTORY = "SELECT (i %% 1000)::int8 AS driver_id, timestamptz '2024-01-01' + i * interval '1 ms' AS event_timestamp, %s AS x"
            + " FROM generate_series(1, " + ROWS + ") i";
    /** The server ends the connection when it comes to a row in the middle. */
    private static final String CUT = "CASE WHEN i = " + ROWS / 2 + " THEN pg_terminate_backend(pg_backend_pid())::int::int8 ELSE i::int8 END";
    /** The server waits there, until the test has killed it. */
    private static final String WAIT = "CASE WHEN i = " + ROWS / 2 + " THEN length(pg_sleep(60)::text)::int8 ELSE i::int8 END";

    @TempDir private Path folder;

    @Test void killedInMidJoinNothingIsHalfWritten() throws IOException {
        Path data = folder.resolve("postgres");
        int port = Ports.free();
        EmbeddedPostgres server = EmbeddedPostgres.start(data, port, true);
        Path file = Files.createDirectory(folder.resolve("out")).resolve("joined.parquet");
        Files.writeString(file, "what was there before");
        int kills = 0;
        try {
            TestProject project = TestProject.on(TestServices.freshName("project"), server.database("joins"), TestServices.redis());
            for (HistoricalOptions options : List.of(HistoricalOptions.standard(), HistoricalOptions.standard().within(1 << 20))) {
                kills += fails(project, ENTITIES.formatted(CUT), HISTORY.formatted("i::int8"), options, file);
                kills += fails(project, ENTITIES.formatted("1"), HISTORY.formatted(CUT), options, file);
                EmbeddedPostgres dying = server;
                CompletableFuture<Void> killed = CompletableFuture.runAsync(() -> crashOnceAsleep(project.config(), dying));
                kills += fails(project, ENTITIES.formatted("1"), HISTORY.formatted(WAIT), options, file);
                killed.join();
                server = EmbeddedPostgres.start(data, port, true);
            }
            assertThat(Files.readString(file)).isEqualTo("what was there before");
            try (FeatureStore store = store(project, HISTORY.formatted("i::int8"))) {
                assertThat(join(store, ENTITIES.formatted("1"), HistoricalOptions.standard(), file).rows()).isEqualTo(ROWS);
            }
            assertThat(TableFiles.read(file).rows()).isEqualTo(ROWS);
        } finally {
            server.discard();
        }
        System.out.printf("PostgreSQL killed in mid-join %d times (entity rows, history, whole server; in memory and in parts): %d times exit code 4, "
                + "0 files half-written%n", kills, kills);
    }

    private static int fails(TestProject project, String entities, String history, HistoricalOptions options, Path file) throws IOException {
        long left = laidAside();
        try (FeatureStore store = store(project, history)) {
            CycloException lost = catchThrowableOfType(CycloException.class, () -> join(store, entities, options, file));
            assertThat(lost).isNotNull();
            assertThat(lost.exitCode()).as(lost.getMessage()).isEqualTo(ExitCode.UNAVAILABLE);
            assertThat(lost).hasMessageContaining("PostgreSQL at 127.0.0.1:").hasMessageContaining("did not answer to the end");
        }
        try (Stream<Path> files = Files.list(file.getParent())) {
            assertThat(files).containsExactly(file);
        }
        assertThat(laidAside()).isLessThanOrEqualTo(left);
        return 1;
    }

    private static HistoricalReport join(FeatureStore store, String entities, HistoricalOptions options, Path file) {
        return store.historical(new EntityRows.OfQuery(entities), store.features(List.of("facts:x"), false), options, rows -> TableFiles.write(rows, file));
    }

    private static FeatureStore store(TestProject project, String history) {
        Field key = Field.of("driver_id", ValueType.INT64);
        DataSource source = new DataSource("facts_source", new DataSource.Query(history), "event_timestamp", Optional.empty(), Map.of(), "", Map.of(), "");
        FeatureView view = FeatureView.of("facts", List.of(key), List.of(Field.of("x", ValueType.INT64)), Duration.ZERO, source);
        project.apply(new Definitions("", List.of(new Entity("driver_id", key, "", Map.of(), "")), List.of(source), List.of(), List.of(view), List.of(), List.of()));
        return project.open(Instant.parse("2024-02-01T00:00:00Z"));
    }

    private static long laidAside() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(file -> file.getFileName().toString().startsWith("cyclo-join-")).count();
        }
    }

    private static void crashOnceAsleep(FeatureStoreConfig config, EmbeddedPostgres server) {
        PostgresConfig postgres = (PostgresConfig) config.offline();
        try (Connection connection = DriverManager.getConnection(postgres.jdbcUrl(), postgres.properties()); Statement statement = connection.createStatement()) {
            boolean asleep = false;
            while (!asleep) {
                try (ResultSet result = statement.executeQuery("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'")) {
                    result.next();
                    asleep = result.getLong(1) > 0;
                }
            }
            new ProcessBuilder("kill", "-QUIT", String.valueOf(server.process().pid())).start().onExit().join();
            server.process().onExit().join();
        } catch (SQLException | IOException e) {
            throw new IllegalStateException("the server was not killed", e);
        }
    }
}
