package cyclo.features;

import static org.assertj.core.api.Assertions.assertThat;

import cyclo.common.table.Column;
import cyclo.common.table.Table;
import cyclo.common.table.TableStream;
import cyclo.common.table.ValueType;
import cyclo.features.HistoricalOptions.Way;
import cyclo.features.files.TableFiles;
import cyclo.features.offline.TableTarget;
import cyclo.features.types.ColumnCast;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** By the index, sorted, or laid out in files by entity: one answer, that of looking at every row. */
class HistoricalWaysIT {
    private static final Instant NOW = Instant.parse("2024-02-01T00:00:00Z");

    @TempDir private Path folder;

    @ParameterizedTest @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void everyWayGivesTheAnswerOfLookingAtEveryRow(int seed) {
        Random random = new Random(seed);
        List<ValueType> types = List.of(List.of(ValueType.INT64), List.of(ValueType.STRING), List.of(ValueType.INT64, ValueType.STRING),
                List.of(ValueType.BYTES, ValueType.INT32), List.<ValueType>of(), List.of(ValueType.INT32), List.of(ValueType.STRING, ValueType.STRING),
                List.of(ValueType.UNIX_TIMESTAMP)).get(seed - 1);
        List<Column> keys = RandomRows.keys(random, types, 900);
        Optional<String> created = seed % 3 == 0 ? Optional.empty() : Optional.of("created");
        Column when = RandomRows.times(random, 900, 0).named("event_timestamp");
        Column written = RandomRows.times(random, 900, 0.05).named("created");
        List<Field> features = List.of(Field.of("a", ValueType.FLOAT), Field.of("b", ValueType.STRING_LIST), Field.of("c", ValueType.INT64));
        List<Column> values = features.stream().map(field -> RandomRows.column(random, field.name(), field.type(), 900, 3)).toList();
        List<Column> columns = new ArrayList<>(keys);
        columns.add(when);
        created.ifPresent(name -> columns.add(written));
        columns.addAll(values);
        TestProject project = TestProject.fresh();
        project.offline().load(new TableTarget("facts", keys.stream().map(Column::name).toList(), "event_timestamp", created,
                TableTarget.Mode.REPLACE), TableStream.of(new Table(columns)), "rows of a test");
        List<Field> joinKeys = keys.stream().map(key -> Field.of(key.name(), key.type())).toList();
        Duration ttl = List.of(Duration.ZERO, Duration.ofSeconds(4), Duration.ofSeconds(50)).get(seed % 3);
        FeatureView view = FeatureView.of("facts", joinKeys, features, ttl, DataSource.table("facts_source", "facts", "event_timestamp", created));
        project.apply(new Definitions("", joinKeys.stream().map(key -> new Entity(key.name(), key, "", Map.of(), "")).toList(), List.of(view.source()),
                List.of(), List.of(view), List.of(), List.of()));
        List<Column> asked = new ArrayList<>(RandomRows.keys(random, types, 300));
        Column times = RandomRows.times(random, 300, 0.02).named("event_timestamp");
        PointInTimeJoin.Labels labels = new PointInTimeJoin.Labels(asked.stream().map(ColumnCast::normalised).toList(), times);
        asked.add(times);
        try (FeatureStore store = project.open(NOW)) {
            PointInTimeJoin.History history = store.offline().history(view, features, Optional.empty(), NOW);
            for (List<String> wanted : List.of(List.of("facts:a", "facts:b", "facts:c"), List.of("facts:c"))) {
                FeatureSelection selection = store.features(wanted, true);
                for (boolean asKnownThen : new boolean[] {false, true}) {
                    int[] slow = ScanEveryRow.rowsKnownAt(labels, history, ttl, asKnownThen);
                    HistoricalOptions options = new HistoricalOptions(asKnownThen).withLeakage();
                    List<HistoricalFeatures> answers = new ArrayList<>();
                    for (HistoricalOptions way : List.of(options.by(Way.INDEX), options.by(Way.SORT_MERGE), options.within(0), options)) {
                        answers.add(store.historical(new Table(asked), selection, way));
                    }
                    for (HistoricalFeatures answer : answers) {
                        assertThat(answer.counts().get("facts").matched()).isEqualTo(IntStream.of(slow).filter(row -> row >= 0).count());
                        assertThat(answer.leaks()).isEqualTo(answers.get(0).leaks());
                        for (String name : wanted) {
                            Column given = answer.table().column(name.replace(":", "__"));
                            Column right = history.values().get(features.indexOf(view.feature(name.substring(6)))).rows(slow);
                            for (int row = 0; row < 300; row++) {
                                assertThat(ValueOrder.compare(right.type(), given.value(row), right.value(row))).as("%s of row %d", name, row).isZero();
                            }
                        }
                    }
                    long leaks = answers.get(0).leaks().get("facts__c");
                    Column then = history.values().get(2).rows(ScanEveryRow.rowsKnownAt(labels, history, ttl, true));
                    Column now = history.values().get(2).rows(slow);
                    assertThat(leaks).isEqualTo(IntStream.range(0, 300).filter(row -> ValueOrder.compare(now.type(), now.value(row), then.value(row)) != 0).count());
                }
            }
        }
    }

    @Test void aFileIsJoinedIntoAFileInPiecesWhenItWouldNotFit() {
        TestProject project = TestProject.fresh();
        project.sql("CREATE SCHEMA IF NOT EXISTS offline");
        FeatureStore store = threeViews(project, 60_000, 5_000);
        Path asked = folder.resolve("asked.parquet");
        TableFiles.write(asked(250_000, 5_000), asked);
        try (store) {
            FeatureSelection wanted = store.features(List.of("v1:x", "v2:x", "v3:x"), true);
            HistoricalReport whole = store.historical(new EntityRows.InFile(asked), wanted, HistoricalOptions.standard(),
                    rows -> TableFiles.write(rows, folder.resolve("whole.parquet")));
            HistoricalReport pieces = store.historical(new EntityRows.InFile(asked), wanted, HistoricalOptions.standard().within(1 << 20),
                    rows -> TableFiles.write(rows, folder.resolve("pieces.parquet")));
            assertThat(pieces).isEqualTo(whole);
            Table a = TableFiles.read(folder.resolve("whole.parquet"));
            Table b = TableFiles.read(folder.resolve("pieces.parquet"));
            assertThat(b.names()).isEqualTo(a.names());
            assertThat(b.rows()).isEqualTo(250_000);
            for (Column column : a.columns()) {
                for (int row = 0; row < a.rows(); row++) {
                    if (ValueOrder.compare(column.type(), column.value(row), b.column(column.name()).value(row)) != 0) {
                        assertThat(b.row(row)).isEqualTo(a.row(row));
                    }
                }
            }
            System.out.printf("250,000 entity rows x 3 views of 60,000 rows, whole and in 64 parts: equal, %,d matched%n", whole.counts().get("v1").matched());
        }
    }

    @Test void severalViewsWithoutEntityRowsAreJoinedAtEachTimeThatOneOfThemHas() {
        TestProject project = TestProject.fresh();
        project.sql("CREATE SCHEMA IF NOT EXISTS offline");
        try (FeatureStore store = threeViews(project, 100, 10)) {
            List<Table> read = new ArrayList<>();
            Instant start = RandomRows.START.plusSeconds(10);
            HistoricalReport report = store.historical(new EntityRows.Between(start, start.plusSeconds(40)), store.features(List.of("v1:x", "v2:x"), true),
                    HistoricalOptions.standard(), rows -> read.add(rows.next().orElseThrow()));
            assertThat(read.get(0).names()).containsExactly("event_timestamp", "driver_id", "v1__x", "v2__x");
            assertThat(report.rows()).isEqualTo(read.get(0).rows()).isEqualTo(41);
            assertThat(read.get(0).column("v1__x").value(0)).isEqualTo(10L);
        }
    }

    /** Row i of each view is of driver i modulo {@code drivers} at second i, and its x is i. */
    private static FeatureStore threeViews(TestProject project, int rows, int drivers) {
        List<FeatureView> views = new ArrayList<>();
        Field key = Field.of("driver_id", ValueType.INT64);
        for (int view = 1; view <= 3; view++) {
            project.sql("""
                    CREATE TABLE v%d AS SELECT (i %% %d)::int8 AS driver_id, timestamptz '%s' + i * interval '1 second' AS event_timestamp, i::int8 AS x
                    FROM generate_series(0, %d) i""".formatted(view, drivers, RandomRows.START, rows - 1));
            views.add(FeatureView.of("v" + view, List.of(key), List.of(Field.of("x", ValueType.INT64)), Duration.ZERO,
                    DataSource.table("s" + view, "v" + view, "event_timestamp", Optional.empty())));
        }
        project.apply(new Definitions("", List.of(new Entity("driver_id", key, "", Map.of(), "")), views.stream().map(FeatureView::source).toList(), List.of(),
                views, List.of(), List.of()));
        return project.open(NOW);
    }

    private static Table asked(int rows, int drivers) {
        Random random = new Random(5);
        long start = Column.micros(RandomRows.START);
        return Table.of(
                Column.ofLongs("driver_id", ValueType.INT64, IntStream.range(0, rows).mapToLong(i -> random.nextInt(drivers)).toArray(), new BitSet()),
                Column.ofLongs("event_timestamp", ValueType.UNIX_TIMESTAMP, IntStream.range(0, rows).mapToLong(i -> start + random.nextInt(70_000) * 1_000_000L)
                        .toArray(), new BitSet()),
                Column.ofObjects("note", ValueType.STRING, IntStream.range(0, rows).mapToObj(i -> i % 7 == 0 ? null : "row " + i).toArray()));
    }
}
