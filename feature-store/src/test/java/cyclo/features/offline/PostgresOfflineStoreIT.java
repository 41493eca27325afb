package cyclo.features.offline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cyclo.common.CycloException;
import cyclo.common.ExitCode;
import cyclo.common.table.Column;
import cyclo.common.table.Table;
import cyclo.common.table.TableStream;
import cyclo.common.table.ValueType;
import cyclo.features.GoldenFeast;
import cyclo.features.PostgresConfig;
import cyclo.features.files.TableFiles;
import cyclo.services.PostgresAddress;
import cyclo.services.TestServices;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresOfflineStoreIT extends OfflineStoreContract {
    private final PostgresConfig config = config();
    private final PostgresOfflineStore store = new PostgresOfflineStore(config);

    @Override OfflineStore open(Path project) {
        return store;
    }

    @Test void aNewColumnIsAddedAndTypesOfTheTableStay() {
        sql("CREATE SCHEMA offline", "CREATE TABLE stats (driver_id int8, event_timestamp timestamp, created timestamptz, rate float4)",
                "INSERT INTO stats VALUES (1, '2024-01-01 12:00:00', '2024-01-01 12:10:00+00', 0.5)");
        Table rows = stats(row(1, 0, 10, 0.25)).with(Column.of("note", ValueType.STRING, List.of("new")));
        assertThat(load(rows)).isEqualTo(new LoadCounts(1, 1, 1));
        Table read = store.query("SELECT * FROM stats");
        assertThat(read.column("rate").value(0)).isEqualTo(0.25f);
        assertThat(read.column("event_timestamp").value(0)).isEqualTo(NOON);
        assertThat(read.column("note").value(0)).isEqualTo("new");
    }

    @Test void aFailedLoadLeavesWhatWasThere() {
        sql("CREATE SCHEMA offline", "CREATE TABLE stats (driver_id int8, event_timestamp timestamptz, created timestamptz, rate float8 CHECK (rate < 1))");
        load(stats(row(1, 0, 10, 0.1)));
        assertThatThrownBy(() -> load(stats(row(1, 0, 10, 0.2), row(2, 0, 10, 2.0)))).isInstanceOf(CycloException.class)
                .hasMessageContaining("Cannot load a test into table 'stats': PostgreSQL says: new row for relation \"stats\" violates check constraint");
        assertThat(store.query("SELECT rate FROM stats").column("rate").value(0)).isEqualTo(0.1);
    }

    /** What a kill -9 leaves: the server ends the transaction of a client that is gone. */
    @Test void aLoadWhoseProcessDiesLeavesWhatWasThere() throws SQLException {
        load(stats(row(1, 0, 10, 0.1)));
        Connection dying = config.connect();
        dying.setAutoCommit(false);
        new TableLoad(dying, "offline", STATS, TableStream.of(stats(row(1, 0, 10, 0.9), row(2, 0, 10, 0.9)))).run();
        dying.abort(Runnable::run);
        assertThat(load(stats(row(3, 0, 10, 0.3)))).isEqualTo(new LoadCounts(1, 0, 2));
        assertThat(store.query("SELECT rate FROM stats ORDER BY driver_id").column("rate").value(0)).isEqualTo(0.1);
    }

    @Test void aQueryGivesTypesThatCycloHas() {
        Table read = store.query("SELECT 1::int2 AS a, 1.5::numeric AS b, date '2024-01-01' AS c, 'x'::varchar(3) AS d, '{1,2}'::int2[] AS e, "
                + "timestamp '2024-01-01 12:00:00' AS f, '7c1f0d0e-0000-0000-0000-000000000001'::uuid AS g, NULL AS h, '{\"k\": 1}'::jsonb AS i -- a remark");
        assertThat(read.columns().stream().map(Column::type)).containsExactly(ValueType.INT32, ValueType.DOUBLE, ValueType.UNIX_TIMESTAMP, ValueType.STRING,
                ValueType.INT32_LIST, ValueType.UNIX_TIMESTAMP, ValueType.STRING, ValueType.STRING, ValueType.STRING);
        assertThat(read.row(0).values()).containsExactly(1, 1.5, Instant.parse("2024-01-01T00:00:00Z"), "x", List.of(1, 2), NOON,
                "7c1f0d0e-0000-0000-0000-000000000001", null, "{\"k\": 1}");
    }

    @Test void aLongFileGoesInPieceByPieceAndAFailureInTheLastLeavesNone() {
        Path file = folder.resolve("long.parquet");
        int rows = 250_001;
        long[] keys = IntStream.range(0, rows).mapToLong(i -> i).toArray();
        long[] times = IntStream.range(0, rows).mapToLong(i -> -1_000_000L * i).toArray();
        TableFiles.write(Table.of(Column.ofLongs("id", ValueType.INT64, keys, new BitSet()), Column.ofLongs("t", ValueType.UNIX_TIMESTAMP, times, new BitSet())), file);
        TableTarget target = new TableTarget("long_one", List.of("id"), "t", Optional.empty(), TableTarget.Mode.MERGE);
        assertThat(store.load(target, file)).isEqualTo(new LoadCounts(rows, 0, rows));
        assertThat(store.load(target, file)).isEqualTo(new LoadCounts(rows, 0, rows));
        assertThat(store.query("SELECT sum(id)::int8 AS ids, min(t) AS t FROM long_one").row(0)).containsEntry("ids", rows * (rows - 1L) / 2)
                .containsEntry("t", Instant.ofEpochSecond(-250_000));
        sql("CREATE TABLE offline.narrow (id int8 CHECK (id < 250000), t timestamptz)");
        TableTarget narrow = new TableTarget("narrow", List.of("id"), "t", Optional.empty(), TableTarget.Mode.MERGE);
        assertThatThrownBy(() -> store.load(narrow, file)).hasMessageContaining("violates check constraint");
        assertThat(store.rows("narrow")).isZero();
    }

    @Test void aWrongQueryIsToldInPostgresWords() {
        assertThatThrownBy(() -> store.query("SELECT nothing FROM nowhere")).isInstanceOf(CycloException.class)
                .hasMessage("Cannot run the query 'SELECT nothing FROM nowhere': PostgreSQL says: relation \"nowhere\" does not exist.");
        assertThatThrownBy(() -> store.query("SELECT 1 AS a, 2 AS a")).hasMessageContaining("two of its columns are called 'a'");
    }

    @Test void aServerThatIsNotThereIsTold() {
        PostgresConfig nowhere = new PostgresConfig("127.0.0.1", 1, "cyclo", "public", "cyclo", "secret", "disable");
        assertThatThrownBy(() -> new PostgresOfflineStore(nowhere).ping()).isInstanceOf(CycloException.class)
                .hasMessageContaining("127.0.0.1:1").hasMessageContaining("./cyclo up").hasMessageNotContaining("secret")
                .extracting(e -> ((CycloException) e).exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
    }

    private void sql(String... statements) {
        try (Connection connection = config.connect(); Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static PostgresConfig config() {
        PostgresAddress address = TestServices.freshDatabase();
        return new PostgresConfig(address.host(), address.port(), address.database(), "offline", address.user(), address.password(), "disable");
    }
}
