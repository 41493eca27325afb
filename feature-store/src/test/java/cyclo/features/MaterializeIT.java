package cyclo.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cyclo.common.CycloException;
import cyclo.common.table.Column;
import cyclo.common.table.Table;
import cyclo.common.table.ValueType;
import cyclo.features.definitions.Registry;
import cyclo.features.files.TableFiles;
import cyclo.features.online.InMemoryOnlineStore;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MaterializeIT {
    private static final Instant NOON = Instant.parse("2024-01-01T12:00:00Z");
    private static final Field DRIVER = Field.of("driver_id", ValueType.INT64);

    private final TestProject project = TestProject.fresh();

    @TempDir private Path folder;

    @Test void anIntervalIsClosedAtBothEnds() {
        prepare(Duration.ofDays(1));
        load(row(1, 0, 0.1), row(2, 60, 0.2), row(3, -1, 0.3), row(4, 61, 0.4));
        try (FeatureStore store = project.open(NOON.plusSeconds(100))) {
            MaterializeReport report = store.materialize(List.of("stats"), NOON, NOON.plusSeconds(60));
            assertThat(report.views()).containsExactly(new MaterializeReport.View("stats", NOON, NOON.plusSeconds(60), 2, 2, 0, 0, 0));
            assertThat(rates(store, 1, 2, 3, 4)).containsExactly(0.1, 0.2, null, null);
        }
    }

    @Test void incrementalGoesOnWhereTheLastRunEnded() {
        prepare(Duration.ofSeconds(60));
        load(row(1, -61, 0.1), row(2, -60, 0.2));
        try (FeatureStore store = project.open(NOON)) {
            assertThat(store.materializeIncremental(List.of(), NOON).views().get(0).start()).isEqualTo(NOON.minusSeconds(60));
            assertThat(rates(store, 1, 2)).containsExactly(null, 0.2);
            load(row(1, 5, 0.3));
            MaterializeReport.View next = store.materializeIncremental(List.of(), NOON.plusSeconds(10)).views().get(0);
            assertThat(next.start()).isEqualTo(NOON);
            assertThat(rates(store, 1, 2)).containsExactly(0.3, 0.2);
            assertThat(Registry.open(project.config(), Clock.systemUTC()).read().view("stats").materialized())
                    .containsExactly(new Interval(NOON.minusSeconds(60), NOON), new Interval(NOON, NOON.plusSeconds(10)));
            store.materialize(List.of(), NOON.minusSeconds(100), NOON.minusSeconds(50));
            assertThat(store.materializeIncremental(List.of(), NOON.plusSeconds(10)).views().get(0).start()).as("a period of long ago was filled in later")
                    .isEqualTo(NOON.plusSeconds(10));
            assertThatThrownBy(() -> store.materializeIncremental(List.of(), NOON)).isInstanceOf(CycloException.class)
                    .hasMessageStartingWith("Cannot materialize 'stats' up to 2024-01-01T12:00:00Z: it would begin at 2024-01-01T12:00:10Z, where its last run ended");
        }
    }

    @Test void withoutALifetimeTheFirstIncrementalRunGoesBackFiftyTwoWeeks() {
        prepare(Duration.ZERO);
        try (FeatureStore store = project.open(NOON)) {
            assertThat(store.materializeIncremental(List.of(), NOON).views().get(0).start()).isEqualTo(NOON.minus(Duration.ofDays(364)));
        }
    }

    @Test void aLifetimeLongerThanTheCalendarGoesBackToItsFirstDay() {
        prepare(Duration.ofDays(365 * 3000));
        try (FeatureStore store = project.open(NOON)) {
            assertThat(store.materializeIncremental(List.of(), NOON).views().get(0).start()).isEqualTo(Instant.parse("0001-01-01T00:00:00Z"));
        }
    }

    @Test void aCorrectionAtTheSameEventTimeArrives() {
        prepare(Duration.ZERO);
        load(row(1, 0, 0.1));
        try (FeatureStore store = project.open(NOON)) {
            store.materialize(List.of(), NOON, NOON);
            load(new Object[] {1L, NOON, NOON.plusSeconds(3600), 0.9});
            store.materialize(List.of(), NOON, NOON);
            assertThat(rates(store, 1)).containsExactly(0.9);
        }
    }

    /** Killed at any moment, the next run ends in the same state as an undisturbed one, and only that run is recorded. */
    @Test void aRunThatIsCutOffIsMadeGoodByTheNext() {
        prepare(Duration.ZERO);
        Random random = new Random(7);
        List<Object[]> rows = new ArrayList<>();
        for (int i = 0; i < 9000; i++) {
            rows.add(row(random.nextInt(3500), random.nextInt(600), random.nextDouble()));
        }
        load(rows.toArray(Object[][]::new));
        Clock clock = Clock.fixed(NOON.plusSeconds(600), ZoneOffset.UTC);
        Registry registry = Registry.open(project.config(), clock);
        InMemoryOnlineStore undisturbed = new InMemoryOnlineStore();
        new FeatureStore(project.config(), registry, project.offline(), undisturbed, clock).materialize(List.of(), NOON, NOON.plusSeconds(600));
        int recorded = registry.read().view("stats").materialized().size();
        for (int cut = 0; cut < 4; cut++) {
            InMemoryOnlineStore online = new InMemoryOnlineStore();
            FeatureStore dying = new FeatureStore(project.config(), registry, project.offline(), new DyingStore(online, cut), clock);
            assertThatThrownBy(() -> dying.materialize(List.of(), NOON, NOON.plusSeconds(600))).hasMessageContaining("killed");
            assertThat(registry.read().view("stats").materialized()).hasSize(recorded + cut);
            FeatureStore next = new FeatureStore(project.config(), registry, project.offline(), online, clock);
            next.materialize(List.of(), NOON, NOON.plusSeconds(600));
            long[] drivers = new Random(9).longs(500, 0, 3500).toArray();
            assertThat(rates(next, drivers)).isEqualTo(rates(new FeatureStore(project.config(), registry, project.offline(), undisturbed, clock), drivers));
        }
    }

    @Test void aFileIsASourceToo() {
        Path file = folder.resolve("stats.csv");
        TableFiles.write(table(row(1, 0, 0.1), row(1, 30, 0.2), row(2, 10, 0.3)), file);
        FeatureView view = FeatureView.of("stats", List.of(DRIVER), List.of(Field.of("rate", ValueType.DOUBLE)), Duration.ZERO,
                new DataSource("stats_file", new DataSource.File(file), "event_timestamp", Optional.of("created"), Map.of(), "", Map.of(), ""));
        project.apply(definitions(view));
        try (FeatureStore store = project.open(NOON.plusSeconds(100))) {
            FeatureSelection wanted = store.features(List.of("stats:rate"), false);
            Table entities = Table.of(Column.of("driver_id", ValueType.INT64, List.of(1L, 1L)),
                    Column.of("event_timestamp", ValueType.UNIX_TIMESTAMP, List.of(NOON.plusSeconds(29), NOON.plusSeconds(30))));
            Column joined = store.historical(entities, wanted, HistoricalOptions.standard()).table().column("rate");
            assertThat(List.of(joined.value(0), joined.value(1))).containsExactly(0.1, 0.2);
            store.materialize(List.of(), NOON, NOON.plusSeconds(60));
            assertThat(rates(store, 1, 2)).containsExactly(0.2, 0.3);
        }
    }

    @Test void whatCannotBeMaterializedIsTold() {
        prepare(Duration.ZERO);
        try (FeatureStore store = project.open(NOON)) {
            assertThatThrownBy(() -> store.materialize(List.of("stat"), NOON, NOON)).hasMessageContaining("Did you mean 'stats'?");
            assertThatThrownBy(() -> store.materialize(List.of(), NOON, NOON.minusSeconds(1))).hasMessageContaining("the start is after the end");
            assertThatThrownBy(() -> store.materialize(List.of(), Instant.parse("0000-12-31T00:00:00Z"), NOON)).hasMessageContaining("years 1 to 9999");
            assertThatThrownBy(() -> store.materializeIncremental(List.of(), Instant.parse("+10000-01-01T00:00:00Z"))).hasMessageContaining("years 1 to 9999");
        }
    }

    private void prepare(Duration ttl) {
        load();
        project.apply(definitions(FeatureView.of("stats", List.of(DRIVER), List.of(Field.of("rate", ValueType.DOUBLE)), ttl,
                DataSource.table("stats_source", "stats", "event_timestamp", Optional.of("created")))));
    }

    private static Definitions definitions(FeatureView view) {
        return new Definitions("", List.of(new Entity("driver_id", DRIVER, "", Map.of(), "")), List.of(view.source()), List.of(), List.of(view), List.of(), List.of());
    }

    private void load(Object[]... rows) {
        project.load("stats", List.of("driver_id"), Optional.of("created"), table(rows));
    }

    private static Table table(Object[]... rows) {
        String[] names = {"driver_id", "event_timestamp", "created", "rate"};
        ValueType[] types = {ValueType.INT64, ValueType.UNIX_TIMESTAMP, ValueType.UNIX_TIMESTAMP, ValueType.DOUBLE};
        List<Column> columns = new ArrayList<>();
        for (int i = 0; i < names.length; i++) {
            Column.Builder column = Column.builder(names[i], types[i], rows.length);
            for (Object[] row : rows) {
                column.add(row[i]);
            }
            columns.add(column.build());
        }
        return new Table(columns);
    }

    private static Object[] row(long driver, int second, double rate) {
        return new Object[] {driver, NOON.plusSeconds(second), NOON.plusSeconds(second + 1), rate};
    }

    private static List<Object> rates(FeatureStore store, long... drivers) {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (long driver : drivers) {
            rows.add(Map.of("driver_id", driver));
        }
        OnlineFeatures read = store.online(rows, store.features(List.of("stats:rate"), false));
        List<Object> rates = new ArrayList<>();
        for (int row = 0; row < read.rows(); row++) {
            rates.add(read.lookup(row, 0) instanceof Lookup.Present present ? present.value() : null);
        }
        return rates;
    }
}
