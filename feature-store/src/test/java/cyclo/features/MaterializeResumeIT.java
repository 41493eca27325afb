package cyclo.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import cyclo.common.table.Column;
import cyclo.common.table.Table;
import cyclo.common.table.ValueType;
import cyclo.features.definitions.Registry;
import cyclo.features.online.InMemoryOnlineStore;
import cyclo.features.online.OnlineStore;
import cyclo.features.online.ViewFeatures;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Where a run goes on that follows one which was cut off, and that the store's own way of picking rows is the same. */
class MaterializeResumeIT {
    private static final Instant START = Instant.parse("2024-01-01T00:00:00Z");
    private static final Instant END = Instant.parse("2024-01-02T00:00:00Z");
    private static final Field DRIVER = Field.of("driver_id", ValueType.INT64);
    private static final int DRIVERS = 30_000;
    private static final int CUT_OFF_AFTER = 25;

    private final TestProject project = TestProject.fresh();
    private final InMemoryOnlineStore online = new InMemoryOnlineStore();

    @BeforeEach void loadApplyAndCutARunOff() {
        project.sql("CREATE SCHEMA offline");
        project.sql("CREATE TABLE offline.stats AS SELECT d AS driver_id, timestamptz '2024-01-01 06:00:00Z' AS event_timestamp,"
                + " timestamptz '2024-01-01 07:00:00Z' AS created, d / 8.0::float8 AS rate FROM generate_series(1::int8, " + DRIVERS + ") d");
        apply(List.of(Field.of("rate", ValueType.DOUBLE)));
        assertThatThrownBy(() -> store(new DyingStore(online, CUT_OFF_AFTER)).materialize(List.of(), START, END)).hasMessageContaining("killed");
    }

    @Test void unchangedTheNextRunGoesOn() {
        MaterializeReport.View next = store(online).materialize(List.of(), START, END).views().get(0);
        assertThat(next).extracting(MaterializeReport.View::entities, MaterializeReport.View::written, MaterializeReport.View::before)
                .containsExactly((long) DRIVERS, (long) DRIVERS, 20_000L);
        assertThat(rates(1, 20_000, 20_001, DRIVERS)).containsExactly(0.125, 2500.0, 2500.125, 3750.0);
        assertThat(store(online).materialize(List.of(), START, END).views().get(0).before()).as("a run that ended leaves no note").isZero();
    }

    @Test void aRowThatChangedMeanwhileIsNotMissed() {
        project.sql("UPDATE offline.stats SET rate = 77, created = created + interval '1 h' WHERE driver_id = 3");
        assertThat(store(online).materialize(List.of(), START, END).views().get(0).before()).isZero();
        assertThat(rates(3)).containsExactly(77.0);
    }

    @Test void aRowThatCameMeanwhileIsNotMissed() {
        project.sql("INSERT INTO offline.stats VALUES (4, '2024-01-01 08:00:00Z', '2024-01-01 08:00:00Z', 78)");
        assertThat(store(online).materialize(List.of(), START, END).views().get(0).before()).isZero();
        assertThat(rates(4)).containsExactly(78.0);
    }

    @Test void rowsOfAnotherPeriodAndOtherTablesDoNotCount() {
        project.sql("INSERT INTO offline.stats VALUES (4, '2024-01-02 08:00:00Z', '2024-01-02 08:00:00Z', 78)");
        project.sql("CREATE TABLE offline.other AS SELECT 1 AS x");
        assertThat(store(online).materialize(List.of(), START, END).views().get(0).before()).isEqualTo(20_000);
    }

    @Test void anotherPeriodBeginsAnew() {
        assertThat(store(online).materialize(List.of(), START, END.plusSeconds(1)).views().get(0).before()).isZero();
    }

    @Test void anotherDefinitionBeginsAnew() {
        project.sql("ALTER TABLE offline.stats ADD COLUMN trips int4 DEFAULT 5");
        apply(List.of(Field.of("rate", ValueType.DOUBLE), Field.of("trips", ValueType.INT32)));
        assertThat(store(online).materialize(List.of(), START, END).views().get(0).before()).isZero();
    }

    @Test void anotherTableOfTheNameBeginsAnew() {
        project.sql("CREATE TABLE offline.copy AS SELECT * FROM offline.stats; DROP TABLE offline.stats; ALTER TABLE offline.copy RENAME TO stats");
        assertThat(store(online).materialize(List.of(), START, END).views().get(0).before()).isZero();
    }

    @Test void whatTheOnlineStoreLostIsWrittenAgain() {
        online.removeView(new ViewFeatures("stats", List.of("rate")));
        assertThat(store(online).materialize(List.of(), START, END).views().get(0).before()).isZero();
        assertThat(rates(1, DRIVERS)).containsExactly(0.125, 3750.0);
    }

    @Test void anIncrementalRunThatWasCutOffIsEndedBeforeTheRestIsBegun() {
        store(online).materialize(List.of(), START, START.plusSeconds(60));
        Instant first = START.plusSeconds(60);
        assertThatThrownBy(() -> store(new DyingStore(online, CUT_OFF_AFTER)).materializeIncremental(List.of(), END)).hasMessageContaining("killed");
        List<MaterializeReport.View> runs = store(online).materializeIncremental(List.of(), END.plusSeconds(30)).views();
        assertThat(runs).extracting(MaterializeReport.View::start, MaterializeReport.View::end, MaterializeReport.View::before)
                .containsExactly(tuple(first, END, 20_000L), tuple(END, END.plusSeconds(30), 0L));
        assertThat(registry().read().view("stats").materializedUntil()).contains(END.plusSeconds(30));
    }

    /** Its start moves on with the clock: the next one is not the same, but what was asked for is. */
    @Test void theFirstIncrementalRunOfAllGoesOnToo() {
        apply(List.of(Field.of("rate", ValueType.DOUBLE)), Duration.ofDays(1));
        Clock later = Clock.fixed(END.plusSeconds(10), ZoneOffset.UTC);
        FeatureStore next = new FeatureStore(project.config(), registry(), project.offline(), online, later);
        assertThat(next.materializeIncremental(List.of(), END.plusSeconds(10)).views())
                .extracting(MaterializeReport.View::start, MaterializeReport.View::end, MaterializeReport.View::before)
                .containsExactly(tuple(START, END, 20_000L), tuple(END, END.plusSeconds(10), 0L));
    }

    /** Ties, exact duplicates, null keys and null created times: the same rows and counts, whoever picks them. */
    @Test void pickedInTheStoreTheRowsAreTheSame() {
        Random random = new Random(11);
        List<Field> keys = List.of(Field.of("a", ValueType.STRING), Field.of("b", ValueType.INT64));
        List<Column> columns = new ArrayList<>();
        int rows = 4000;
        columns.add(RandomRows.column(random, "a", ValueType.STRING, rows, 12));
        columns.add(RandomRows.column(random, "b", ValueType.INT64, rows, 12));
        columns.add(RandomRows.times(random, rows, 0.02).named("event_timestamp"));
        columns.add(RandomRows.times(random, rows, 0.1).named("created"));
        columns.add(RandomRows.column(random, "f", ValueType.DOUBLE, rows, 5));
        columns.add(RandomRows.column(random, "g", ValueType.STRING_LIST, rows, 5));
        project.load("odd", List.of("a", "b"), Optional.of("created"), new Table(columns));
        FeatureView view = FeatureView.of("odd", keys, List.of(Field.of("f", ValueType.DOUBLE), Field.of("g", ValueType.STRING_LIST)), Duration.ZERO,
                DataSource.table("odd_source", "odd", "event_timestamp", Optional.of("created")));
        List<Entity> entities = keys.stream().map(key -> new Entity(key.name(), key, "", Map.of(), "")).toList();
        project.apply(new Definitions("", entities, List.of(view.source()), List.of(), List.of(view), List.of(), List.of()));
        InMemoryOnlineStore picked = new InMemoryOnlineStore();
        Instant end = RandomRows.START.plusSeconds(100);
        MaterializeReport.View all = store(online).materialize(List.of("odd"), RandomRows.START, end).views().get(0);
        MaterializeReport.View few = store(picked, new MaterializationConfig(true, 7)).materialize(List.of("odd"), RandomRows.START, end).views().get(0);
        assertThat(few).isEqualTo(all);
        assertThat(all.nullKeys()).isPositive();
        assertThat(all.nullCreated()).isPositive();
        List<Map<String, Object>> asked = IntStream.range(0, rows).filter(row -> !columns.get(0).isNull(row) && !columns.get(1).isNull(row))
                .mapToObj(row -> Map.of("a", columns.get(0).value(row), "b", columns.get(1).value(row))).distinct().toList();
        assertThat(all.entities()).isLessThanOrEqualTo(asked.size()).isGreaterThan(asked.size() / 2);
        assertThat(lookups(picked, asked)).isEqualTo(lookups(online, asked));
    }

    private List<Object> lookups(OnlineStore from, List<Map<String, Object>> asked) {
        FeatureStore store = store(from);
        OnlineFeatures read = store.online(asked, store.features(List.of("odd:f", "odd:g"), false));
        List<Object> lookups = new ArrayList<>();
        for (int row = 0; row < read.rows(); row++) {
            lookups.add(read.lookup(row, 0));
            lookups.add(read.lookup(row, 1));
        }
        return lookups;
    }

    private void apply(List<Field> features) {
        apply(features, Duration.ZERO);
    }

    private void apply(List<Field> features, Duration ttl) {
        FeatureView view = FeatureView.of("stats", List.of(DRIVER), features, ttl,
                DataSource.table("stats_source", "stats", "event_timestamp", Optional.of("created")));
        project.apply(new Definitions("", List.of(new Entity("driver_id", DRIVER, "", Map.of(), "")), List.of(view.source()), List.of(),
                List.of(view), List.of(), List.of()));
    }

    private Registry registry() {
        return Registry.open(project.config(), Clock.systemUTC());
    }

    private FeatureStore store(OnlineStore to) {
        return store(to, MaterializationConfig.STANDARD);
    }

    private FeatureStore store(OnlineStore to, MaterializationConfig materialization) {
        FeatureStoreConfig config = project.config();
        return new FeatureStore(new FeatureStoreConfig(config.project(), config.folder(), config.registry(), config.offline(), config.online(),
                materialization), registry(), project.offline(), to, Clock.fixed(END, ZoneOffset.UTC));
    }

    private List<Object> rates(long... drivers) {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (long driver : drivers) {
            rows.add(Map.of("driver_id", driver));
        }
        FeatureStore store = store(online);
        OnlineFeatures read = store.online(rows, store.features(List.of("stats:rate"), false));
        return IntStream.range(0, read.rows()).mapToObj(row -> read.lookup(row, 0).usable().orElse(null)).toList();
    }
}
