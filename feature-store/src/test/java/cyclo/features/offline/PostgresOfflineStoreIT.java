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

class PostgresOfflineStoreIT {
    private static final TableTarget STATS = new TableTarget("stats", List.of("driver_id"), "event_timestamp", Optional.of("created"), TableTarget.Mode.MERGE);
    private static final Instant NOON = Instant.parse("2024-01-01T12:00:00Z");

    private final PostgresConfig config = config();
    private final PostgresOfflineStore store = new PostgresOfflineStore(config);

    @TempDir private Path folder;

    @Test void everyTypeSurvivesTheWayInAndOut() {
        Object[] samples = {new byte[] {0, -1}, "ü '\"\\", -5, Long.MIN_VALUE, Double.NaN, Float.NEGATIVE_INFINITY, true, Instant.parse("1900-01-01T00:00:00.000001Z"),
            Arrays.asList(new byte[] {}, null), List.of("a,b", "{}"), Arrays.asList(1, null, -1), List.of(Long.MAX_VALUE), List.of(Double.NaN), List.of(1.5f),
            List.of(true, false), List.of(NOON, Instant.EPOCH)};
        List<Column> columns = new ArrayList<>();
        for (int i = 0; i < samples.length; i++) {
            ValueType type = ValueType.values()[i];
            columns.add(Column.of("c_" + type, type, Arrays.asList(samples[i], null, type.isList() ? List.of() : samples[i])));
        }
        store.load(new TableTarget("types", List.of(), "", Optional.empty(), TableTarget.Mode.REPLACE), TableStream.of(new Table(columns)), "a test");
        Table back = store.query("SELECT * FROM types;");
        for (Column column : columns) {
            Column read = back.column(column.name());
            assertThat(read.type()).isEqualTo(column.type());
            for (int row = 0; row < 3; row++) {
                assertThat(GoldenFeast.same(read.value(row), column.value(row))).as("%s row %d", column.name(), row).isTrue();
            }
        }
    }

    @Test void theSameFileTwiceLeavesTheSameRows() {
        Path file = folder.resolve("stats.parquet");
        TableFiles.write(stats(row(1, 0, 10, 0.1), row(1, 5, null, 0.2), row(2, 0, 10, 0.3), row(null, 0, 10, 0.4), row(2, 0, 10, 0.5)), file);
        assertThat(store.load(STATS, file)).isEqualTo(new LoadCounts(5, 0, 5));
        List<Object> before = all();
        assertThat(store.load(STATS, file)).isEqualTo(new LoadCounts(5, 0, 5));
        assertThat(all()).isEqualTo(before);
        assertThat(store.rows("stats")).isEqualTo(5);
    }

    @Test void aCorrectionReplacesItsRowAndAnotherCreatedStaysBeside() {
        load(stats(row(1, 0, 10, 0.1), row(2, 0, 10, 0.2)));
        assertThat(load(stats(row(1, 0, 10, 0.9), row(2, 0, 20, 0.8)))).isEqualTo(new LoadCounts(2, 1, 3));
        assertThat(store.query("SELECT rate FROM stats ORDER BY rate").column("rate").value(2)).isEqualTo(0.9);
    }

    @Test void replacingMakesTheFileTheTable() {
        load(stats(row(1, 0, 10, 0.1), row(2, 0, 10, 0.2)));
        TableTarget replace = new TableTarget("stats", List.of("driver_id"), "event_timestamp", Optional.empty(), TableTarget.Mode.REPLACE);
        Table other = Table.of(Column.of("driver_id", ValueType.STRING, List.of("x")), Column.of("event_timestamp", ValueType.UNIX_TIMESTAMP, List.of(NOON)));
        assertThat(store.load(replace, TableStream.of(other), "a test")).isEqualTo(new LoadCounts(1, 2, 1));
        assertThat(store.query("SELECT * FROM stats").names()).containsExactly("driver_id", "event_timestamp");
    }

    @Test void anEmptyFileIsAnEmptyTable() {
        assertThat(load(stats())).isEqualTo(new LoadCounts(0, 0, 0));
        assertThat(store.exists("stats")).isTrue();
        assertThat(store.rows("none")).isZero();
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

    @Test void aFileWithoutItsKeyIsRefused() {
        Table rows = Table.of(Column.of("driverid", ValueType.INT64, List.of(1L)));
        assertThatThrownBy(() -> load(rows)).hasMessage("Cannot load a test into table 'stats': the file has no column 'driver_id'. Did you mean 'driverid'?")
                .extracting(e -> ((CycloException) e).exitCode()).isEqualTo(ExitCode.USAGE);
    }

    @Test void predictionsOfARunGiveWayToThoseOfTheSameRun() {
        Path file = folder.resolve("predictions.parquet");
        TableFiles.write(predictions("a", 0.1, 0.2), file);
        assertThat(store.write("predictions", file, Optional.of("run_id"))).isEqualTo(2);
        TableFiles.write(predictions("b", 0.3), file);
        store.write("predictions", file, Optional.of("run_id"));
        TableFiles.write(predictions("a", 0.4), file);
        store.write("predictions", file, Optional.of("run_id"));
        assertThat(store.query("SELECT run_id, p FROM predictions ORDER BY p").column("p").value(0)).isEqualTo(0.3);
        assertThat(store.rows("predictions")).isEqualTo(2);
        store.write("predictions", file, Optional.empty());
        assertThat(store.rows("predictions")).isEqualTo(1);
    }

    @Test void aQueryGivesTypesThatCycloHas() {
        Table read = store.query("SELECT 1::int2 AS a, 1.5::numeric AS b, date '2024-01-01' AS c, 'x'::varchar(3) AS d, '{1,2}'::int2[] AS e, "
                + "timestamp '2024-01-01 12:00:00' AS f, '7c1f0d0e-0000-0000-0000-000000000001'::uuid AS g, NULL AS h, '{\"k\": 1}'::jsonb AS i -- a remark");
        assertThat(read.columns().stream().map(Column::type)).containsExactly(ValueType.INT32, ValueType.DOUBLE, ValueType.UNIX_TIMESTAMP, ValueType.STRING,
                ValueType.INT32_LIST, ValueType.UNIX_TIMESTAMP, ValueType.STRING, ValueType.STRING, ValueType.STRING);
        assertThat(read.row(0).values()).containsExactly(1, 1.5, Instant.parse("2024-01-01T00:00:00Z"), "x", List.of(1, 2), NOON,
                "7c1f0d0e-0000-0000-0000-000000000001", null, "{\"k\": 1}");
    }

    @Test void aQueryMayHandOnItsRowsSomeAtATime() {
        for (int[] expected : new int[][] {{7, 3, 3, 3, 1}, {6, 3, 3, 3}, {0, 3, 0}}) {
            List<Table> parts = new ArrayList<>();
            store.query("SELECT i, 'r' || i AS name FROM generate_series(1, " + expected[0] + ") AS i ORDER BY i", expected[1], parts::add);
            assertThat(parts.stream().mapToInt(Table::rows)).containsExactly(Arrays.stream(expected).skip(2).boxed().toArray(Integer[]::new));
            assertThat(parts).allSatisfy(part -> assertThat(part.names()).containsExactly("i", "name"));
            Table whole = Table.concat(parts);
            for (int row = 0; row < whole.rows(); row++) {
                assertThat(whole.row(row)).containsEntry("i", row + 1).containsEntry("name", "r" + (row + 1));
            }
        }
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

    @Test void loadsOfTwoTablesMayBothMakeTheSchema() {
        List<LoadCounts> done = IntStream.range(0, 8).parallel().mapToObj(i -> store.load(new TableTarget("t" + i, List.of("driver_id"), "event_timestamp",
                Optional.of("created"), TableTarget.Mode.MERGE), TableStream.of(stats(row(1, 0, 10, 0.1))), "a test")).toList();
        assertThat(done).hasSize(8).containsOnly(new LoadCounts(1, 0, 1));
    }

    @Test void aWrongQueryIsToldInPostgresWords() {
        assertThatThrownBy(() -> store.query("SELECT nothing FROM nowhere")).isInstanceOf(CycloException.class)
                .hasMessageStartingWith("Cannot run the query 'SELECT nothing FROM nowhere': PostgreSQL says: relation \"nowhere\" does not exist");
        assertThatThrownBy(() -> store.query("SELECT 1 AS a, 2 AS a")).hasMessageContaining("two of its columns are called 'a'");
    }

    @Test void aServerThatIsNotThereIsTold() {
        PostgresConfig nowhere = new PostgresConfig("127.0.0.1", 1, "cyclo", "public", "cyclo", "secret", "disable");
        assertThatThrownBy(() -> new PostgresOfflineStore(nowhere).ping()).isInstanceOf(CycloException.class)
                .hasMessageContaining("127.0.0.1:1").hasMessageContaining("./cyclo up").hasMessageNotContaining("secret")
                .extracting(e -> ((CycloException) e).exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
    }

    private LoadCounts load(Table rows) {
        return store.load(STATS, TableStream.of(rows), "a test");
    }

    private List<Object> all() {
        Table read = store.query("SELECT * FROM stats ORDER BY driver_id, event_timestamp, created, rate");
        List<Object> rows = new ArrayList<>();
        for (int row = 0; row < read.rows(); row++) {
            rows.add(read.row(row));
        }
        return rows;
    }

    private record Row(List<Object> values) {}

    private static Row row(Integer driver, int minute, Integer created, double rate) {
        return new Row(Arrays.asList(driver == null ? null : (Object) driver.longValue(), NOON.plusSeconds(60L * minute),
                created == null ? null : NOON.plusSeconds(60L * created), rate));
    }

    private static Table stats(Row... rows) {
        String[] names = {"driver_id", "event_timestamp", "created", "rate"};
        ValueType[] types = {ValueType.INT64, ValueType.UNIX_TIMESTAMP, ValueType.UNIX_TIMESTAMP, ValueType.DOUBLE};
        List<Column> columns = new ArrayList<>();
        for (int i = 0; i < names.length; i++) {
            int column = i;
            columns.add(Column.of(names[i], types[i], Arrays.stream(rows).map(row -> row.values().get(column)).collect(java.util.stream.Collectors.toList())));
        }
        return new Table(columns);
    }

    private static Table predictions(String run, Double... values) {
        return Table.of(Column.of("run_id", ValueType.STRING, Arrays.stream(values).map(value -> run).toList()), Column.of("p", ValueType.DOUBLE, List.of(values)));
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
