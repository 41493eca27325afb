package cyclo.features.offline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cyclo.common.CycloException;
import cyclo.common.ExitCode;
import cyclo.common.table.Column;
import cyclo.common.table.Table;
import cyclo.common.table.TableStream;
import cyclo.common.table.ValueType;
import cyclo.features.DataSource;
import cyclo.features.FeatureView;
import cyclo.features.Field;
import cyclo.features.GoldenFeast;
import cyclo.features.Interval;
import cyclo.features.files.TableFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every offline store does, wherever its rows lie. */
abstract class OfflineStoreContract {
    static final TableTarget STATS = new TableTarget("stats", List.of("driver_id"), "event_timestamp", Optional.of("created"), TableTarget.Mode.MERGE);
    static final Instant NOON = Instant.parse("2024-01-01T12:00:00Z");

    @TempDir Path folder;
    private OfflineStore store;

    /** An empty one. @param project a folder that is there */
    abstract OfflineStore open(Path project);

    @BeforeEach void openIt() {
        store = open(folder);
    }

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

    @Test void anIdentifyingColumnThatTheTableLacksIsAdded() {
        for (String table : List.of("loaded", "appended")) {
            Table old = stats(row(1, 0, 10, 0.1)).select(List.of("driver_id", "event_timestamp", "rate"));
            store.load(new TableTarget(table, List.of("driver_id"), "event_timestamp", Optional.empty(), TableTarget.Mode.MERGE), TableStream.of(old), "a test");
            if (table.equals("loaded")) {
                TableTarget created = new TableTarget(table, List.of("driver_id"), "event_timestamp", Optional.of("created"), TableTarget.Mode.MERGE);
                store.load(created, TableStream.of(stats(row(1, 0, 10, 0.2))), "a test");
            } else {
                store.append(DataSource.table("s", table, "event_timestamp", Optional.of("created")), List.of("driver_id"), stats(row(1, 0, 10, 0.2)), Table.of());
            }
            assertThat(store.query("SELECT created, rate FROM " + table + " ORDER BY rate").column("created").nullCount()).as(table).isOne();
            assertThat(store.rows(table)).as("the old row has no created time: it is another one").isEqualTo(2);
        }
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

    @Test void aQueryMayHandOnItsRowsSomeAtATime() {
        for (int[] expected : new int[][] {{7, 3, 3, 3, 1}, {6, 3, 3, 3}, {0, 3, 0}}) {
            List<Table> parts = new ArrayList<>();
            store.query("SELECT CAST(i AS integer) AS i, 'r' || i AS name FROM generate_series(1, " + expected[0] + ") AS s(i) ORDER BY i", expected[1], parts::add);
            assertThat(parts.stream().mapToInt(Table::rows)).containsExactly(Arrays.stream(expected).skip(2).boxed().toArray(Integer[]::new));
            assertThat(parts).allSatisfy(part -> assertThat(part.names()).containsExactly("i", "name"));
            Table whole = Table.concat(parts);
            for (int row = 0; row < whole.rows(); row++) {
                assertThat(whole.row(row)).containsEntry("i", row + 1).containsEntry("name", "r" + (row + 1));
            }
        }
    }

    @Test void loadsOfSeveralTablesDoNotDisturbEachOther() {
        List<LoadCounts> done = IntStream.range(0, 8).parallel().mapToObj(i -> store.load(new TableTarget("t" + i, List.of("driver_id"), "event_timestamp",
                Optional.of("created"), TableTarget.Mode.MERGE), TableStream.of(stats(row(1, 0, 10, 0.1))), "a test")).toList();
        assertThat(done).hasSize(8).containsOnly(new LoadCounts(1, 0, 1));
    }

    @Test void rowsThatArriveTwiceAreThereOnceAndTheOthersKeepTheirPlace() {
        DataSource source = source();
        Table first = stats(row(1, 0, 10, 0.1), row(2, 0, 10, 0.2), row(null, 0, null, 0.4));
        assertThat(store.append(source, List.of("driver_id"), first, Table.of())).isEqualTo(3);
        assertThat(store.append(source, List.of("driver_id"), first, Table.of())).isEqualTo(3);
        assertThat(store.append(source, List.of("driver_id"), stats(row(2, 0, 10, 0.9), row(2, 0, 10, 0.8), row(3, 0, 10, 0.3)), Table.of())).isEqualTo(3);
        assertThat(store.query("SELECT rate FROM stats ORDER BY rate").column("rate")).satisfies(rates -> {
            assertThat(IntStream.range(0, rates.size()).mapToObj(rates::value)).containsExactly(0.1, 0.3, 0.4, 0.8);
        });
    }

    @Test void otherColumnsAreWrittenWhereTheSourceHasThem() {
        Table notes = Table.of(Column.of("note", ValueType.STRING, List.of("new")));
        store.append(source(), List.of("driver_id"), stats(row(1, 0, 10, 0.1)), notes);
        assertThat(store.query("SELECT * FROM stats").has("note")).isFalse();
        load(stats(row(2, 0, 10, 0.2)).with(Column.of("note", ValueType.STRING, List.of("old"))));
        store.append(source(), List.of("driver_id"), stats(row(2, 0, 10, 0.3)), notes);
        Table read = store.query("SELECT rate, note FROM stats ORDER BY driver_id");
        assertThat(read.row(0)).containsEntry("rate", 0.1).containsEntry("note", null);
        assertThat(read.row(1)).containsEntry("rate", 0.3).containsEntry("note", "new");
    }

    @Test void theNewestRowOfEachEntityIsHandedOnInTheOrderOfKeys() {
        load(stats(row(2, 0, 10, 0.2), row(1, 0, 10, 0.1), row(1, 5, 10, 0.15), row(1, 5, 20, 0.9), row(1, 5, 20, 0.8), row(1, 9, null, 0.7), row(null, 0, 10, 0.4),
                row(3, 30, 10, 0.3)));
        Interval period = new Interval(NOON, NOON.plusSeconds(1200));
        List<Object> found = new ArrayList<>();
        NewestCounts counts = store.newest(view(), NewestScope.of(period), row -> found.add(row.keys().get(0) + " " + row.values().get(0)));
        assertThat(found).containsExactly("1 0.9", "2 0.2");
        assertThat(counts).isEqualTo(new NewestCounts(1, 1));
        List<Object> beyond = new ArrayList<>();
        store.newest(view(), new NewestScope(period, true, Optional.of(List.of(1L))), row -> beyond.add(row.keys().get(0)));
        assertThat(beyond).containsExactly(2L);
    }

    @Test void aMarkTellsWhetherRowsCameSince() {
        load(stats(row(1, 0, 10, 0.1)));
        Interval period = new Interval(NOON, NOON.plusSeconds(600));
        String mark = store.mark(view()).orElseThrow();
        assertThat(store.changedSince(view(), period, mark)).isFalse();
        load(stats(row(1, 1, 10, 0.2)));
        assertThat(store.changedSince(view(), period, mark)).isTrue();
    }

    @Test void whatIsWrongWithASourceIsTold() {
        load(stats(row(1, 0, 10, 0.1)));
        FeatureView wrong = FeatureView.of("v", List.of(Field.of("driver_id", ValueType.INT64)), List.of(Field.of("rates", ValueType.DOUBLE)), Duration.ZERO, source());
        assertThatThrownBy(() -> store.history(wrong, wrong.features(), Optional.empty(), NOON)).isInstanceOf(CycloException.class)
                .hasMessageStartingWith("Cannot read").hasMessageContaining("'v'").hasMessageContaining("rates")
                .extracting(e -> ((CycloException) e).exitCode()).isEqualTo(ExitCode.USAGE);
    }

    /** The table {@code stats}. */
    private static DataSource source() {
        return DataSource.table("stats_source", "stats", "event_timestamp", Optional.of("created"));
    }

    private static FeatureView view() {
        return FeatureView.of("v", List.of(Field.of("driver_id", ValueType.INT64)), List.of(Field.of("rate", ValueType.DOUBLE)), Duration.ZERO, source());
    }

    final LoadCounts load(Table rows) {
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

    record Row(List<Object> values) {}

    static Row row(Integer driver, int minute, Integer created, double rate) {
        return new Row(Arrays.asList(driver == null ? null : (Object) driver.longValue(), NOON.plusSeconds(60L * minute),
                created == null ? null : NOON.plusSeconds(60L * created), rate));
    }

    static Table stats(Row... rows) {
        String[] names = {"driver_id", "event_timestamp", "created", "rate"};
        ValueType[] types = {ValueType.INT64, ValueType.UNIX_TIMESTAMP, ValueType.UNIX_TIMESTAMP, ValueType.DOUBLE};
        List<Column> columns = new ArrayList<>();
        for (int i = 0; i < names.length; i++) {
            int column = i;
            columns.add(Column.of(names[i], types[i], Arrays.stream(rows).map(row -> row.values().get(column)).collect(Collectors.toList())));
        }
        return new Table(columns);
    }

    static Table predictions(String run, Double... values) {
        return Table.of(Column.of("run_id", ValueType.STRING, Arrays.stream(values).map(value -> run).toList()), Column.of("p", ValueType.DOUBLE, List.of(values)));
    }
}
