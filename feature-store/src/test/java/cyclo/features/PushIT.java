package cyclo.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cyclo.common.CycloException;
import cyclo.common.table.Column;
import cyclo.common.table.Table;
import cyclo.common.table.ValueType;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PushIT {
    private static final Instant NOON = Instant.parse("2024-02-01T12:00:00Z");
    private static final Field DRIVER = Field.of("driver_id", ValueType.INT64);
    private static final DataSource SOURCE = DataSource.table("stats_source", "stats", "event_timestamp", Optional.of("created"));
    private static final PushSource PUSH = new PushSource("stats_push", SOURCE, "", Map.of(), "");

    private final TestProject project = TestProject.fresh();
    private FeatureStore store;

    @BeforeEach void applyAndOpen() {
        FeatureView rates = fed(FeatureView.of("rates", List.of(DRIVER), List.of(Field.of("rate", ValueType.FLOAT)), Duration.ofDays(1), SOURCE));
        FeatureView trips = fed(FeatureView.of("trips", List.of(DRIVER), List.of(Field.of("trips", ValueType.INT32)), Duration.ofDays(1), SOURCE));
        DataSource mapped = new DataSource("mapped", new DataSource.Table("mapped"), "at", Optional.empty(), Map.of("rating_raw", "rating"), "", Map.of(), "");
        FeatureView ratings = FeatureView.of("ratings", List.of(DRIVER), List.of(Field.of("rating", ValueType.DOUBLE)), Duration.ZERO, mapped);
        DataSource query = new DataSource("query", new DataSource.Query("SELECT 1"), "at", Optional.empty(), Map.of(), "", Map.of(), "");
        FeatureView asked = FeatureView.of("asked", List.of(DRIVER), List.of(Field.of("answer", ValueType.DOUBLE)), Duration.ZERO, query);
        project.apply(new Definitions("", List.of(new Entity("driver_id", DRIVER, "", Map.of(), "")), List.of(SOURCE, mapped, query), List.of(PUSH),
                List.of(rates, trips, ratings, asked), List.of(), List.of()));
        store = project.open(NOON.plusSeconds(100));
    }

    @AfterEach void close() {
        store.close();
    }

    @Test void onePushReachesEveryViewOfItsSource() {
        assertThat(store.push("stats_push", rows(row(1, 0, 0, 0.5, 7), row(2, 0, 0, null, 8)), PushTo.ONLINE_AND_OFFLINE))
                .isEqualTo(new PushCounts(2, 4, 2));
        assertThat(online(1)).containsExactly(0.5f, 7);
        assertThat(online(2)).containsExactly(null, 8);
        assertThat(history()).containsExactly("1 0 0 0.5 7", "2 0 0 null 8");
    }

    @Test void onlyTheStoreThatIsNamedIsWritten() {
        assertThat(store.push("stats_push", rows(row(1, 0, 0, 0.5, 7)), PushTo.ONLINE)).isEqualTo(new PushCounts(1, 2, 0));
        assertThat(project.offline().exists("stats")).isFalse();
        assertThat(store.push("stats_push", rows(row(2, 0, 0, 0.6, 8)), PushTo.OFFLINE)).isEqualTo(new PushCounts(1, 0, 1));
        assertThat(online(2)).containsExactly(null, null);
        assertThat(history()).containsExactly("2 0 0 0.6 8");
    }

    @Test void anOlderRowOrOneOfTheSameTimeIsIgnoredOnline() {
        store.push("stats_push", rows(row(1, 60, 0, 0.5, 7)), PushTo.ONLINE);
        assertThat(store.push("stats_push", rows(row(1, 59, 0, 0.1, 1)), PushTo.ONLINE).taken()).isZero();
        assertThat(store.push("stats_push", rows(row(1, 60, 5, 0.2, 2)), PushTo.ONLINE).taken()).isZero();
        assertThat(online(1)).containsExactly(0.5f, 7);
        assertThat(store.push("stats_push", rows(row(1, 61, 0, 0.3, 3), row(1, 62, 0, 0.4, 4), row(1, 50, 0, 0.6, 6)), PushTo.ONLINE).taken()).isEqualTo(2);
        assertThat(online(1)).containsExactly(0.4f, 4);
    }

    @Test void pushedAgainTheHistoryStaysAsItIs() {
        Table rows = rows(row(1, 0, 0, 0.5, 7), row(1, 0, 1, 0.6, 8), row(2, 0, 0, 0.7, 9));
        store.push("stats_push", rows, PushTo.OFFLINE);
        store.push("stats_push", rows, PushTo.OFFLINE);
        store.push("stats_push", rows(row(1, 0, 0, 0.9, 70), row(1, 1, 0, 0.1, 1), row(1, 1, 0, 0.2, 2)), PushTo.ONLINE_AND_OFFLINE);
        assertThat(history()).as("same keys, time and created: the row given last").containsExactly("1 0 0 0.9 70", "1 0 1 0.6 8", "1 1 0 0.2 2",
                "2 0 0 0.7 9");
        assertThat(online(1)).containsExactly(0.2f, 2);
    }

    @Test void aTableOfSomebodyElseKeepsItsTypesAndOtherColumns() {
        project.sql("CREATE SCHEMA offline");
        project.sql("CREATE TABLE offline.stats (note text, driver_id int4, event_timestamp timestamp, created timestamptz, trips int8, rate numeric)");
        project.sql("INSERT INTO offline.stats VALUES ('mine', 1, '2024-02-01 12:00:00', '2024-02-01 12:00:00+00', 1, 0.25)");
        Table rows = rows(row(1, 0, 0, 0.5, 7), row(2, 0, 0, 0.75, 8));
        store.push("stats_push", rows, PushTo.OFFLINE);
        assertThat(history()).containsExactly("1 0 0 0.5 7", "2 0 0 0.75 8");
        assertThat(project.offline().query("SELECT note FROM stats ORDER BY driver_id").column("note").value(0)).isEqualTo("mine");
        store.push("stats_push", rows.with(Column.of("note", ValueType.STRING, List.of("yours", "theirs")))
                .with(Column.of("other", ValueType.INT64, List.of(1L, 2L))), PushTo.OFFLINE);
        assertThat(project.offline().query("SELECT * FROM stats ORDER BY driver_id").names()).doesNotContain("other");
        assertThat(project.offline().query("SELECT note FROM stats ORDER BY driver_id").column("note").value(1)).isEqualTo("theirs");
        assertThat(project.offline().query("SELECT count(*) AS n FROM pg_indexes WHERE tablename = 'stats'").column("n").value(0)).isEqualTo(1L);
    }

    @Test void rowsWithNullsInTheirKeysOrCreatedTimesAreKeptOnce() {
        Table rows = rows(new Object[] {null, NOON, NOON, 0.5, 7}, new Object[] {1L, NOON, null, 0.6, 8});
        assertThat(store.push("stats_push", rows, PushTo.ONLINE_AND_OFFLINE)).isEqualTo(new PushCounts(2, 2, 2));
        store.push("stats_push", rows, PushTo.ONLINE_AND_OFFLINE);
        assertThat(history()).containsExactly("1 0 null 0.6 8", "null 0 0 0.5 7");
        assertThat(online(1)).containsExactly(0.6f, 8);
    }

    @Test void textTimesNumbersAndExtraColumnsAreTakenAsFeastTakesThem() {
        Table rows = Table.of(Column.of("rating", ValueType.INT64, List.of(4L, 5L)), Column.of("driver_id", ValueType.DOUBLE, List.of(1.0, 2.0)),
                Column.of("at", ValueType.STRING, List.of("2024-02-01T12:00:00.250", "2024-02-01 13:00:00+01:00")),
                Column.of("extra", ValueType.STRING, List.of("a", "b")));
        assertThat(store.writeToOnlineStore("ratings", rows)).isEqualTo(new PushCounts(2, 2, 0));
        assertThat(store.writeToOfflineStore("ratings", rows)).isEqualTo(new PushCounts(2, 0, 2));
        Table kept = project.offline().query("SELECT * FROM mapped ORDER BY driver_id");
        assertThat(kept.row(0)).isEqualTo(Map.of("driver_id", 1L, "at", NOON.plusMillis(250), "rating_raw", 4.0));
        assertThat(kept.row(1)).containsEntry("at", NOON);
        OnlineFeatures read = store.online(List.of(Map.of("driver_id", 2L)), store.features(List.of("ratings:rating"), false));
        assertThat(read.lookup(0, 0)).isEqualTo(new Lookup.Present(5.0, NOON));
    }

    @Test void aColumnThatIsNewToTheTableIsAdded() {
        project.sql("CREATE SCHEMA offline");
        project.sql("CREATE TABLE offline.stats (driver_id int8, event_timestamp timestamptz, created timestamptz, rate float4)");
        store.push("stats_push", rows(row(1, 0, 0, 0.5, 7)), PushTo.OFFLINE);
        assertThat(history()).containsExactly("1 0 0 0.5 7");
    }

    @Test void largeBatchesAndManySmallOnesLeaveOneRowEach() {
        Object[][] many = new Object[5000][];
        for (int i = 0; i < many.length; i++) {
            many[i] = row(i % 100, i / 100, 0, i / 8.0, i);
        }
        store.push("stats_push", rows(many), PushTo.OFFLINE);
        store.push("stats_push", rows(many), PushTo.OFFLINE);
        for (int from = 0; from < 500; from += 50) {
            store.push("stats_push", rows(Arrays.copyOfRange(many, from, from + 50)), PushTo.OFFLINE);
        }
        assertThat(project.offline().rows("stats")).isEqualTo(5000);
        assertThat(project.offline().query("SELECT count(*) AS n FROM pg_class WHERE relname LIKE 'cyclo_%'").column("n").value(0))
                .as("temporary tables, however many batches").isEqualTo(1L);
    }

    @Test void writersAtOnceLeaveEachRowOnce() {
        List<CompletableFuture<PushCounts>> writers = new ArrayList<>();
        for (int writer = 0; writer < 8; writer++) {
            int first = writer * 25;
            writers.add(CompletableFuture.supplyAsync(() -> {
                PushCounts last = null;
                for (int turn = 0; turn < 20; turn++) {
                    Object[][] some = new Object[100][];
                    for (int i = 0; i < some.length; i++) {
                        some[i] = row((first + i) % 200, turn, 0, (first + i) % 200 / 8.0, turn);
                    }
                    last = store.push("stats_push", rows(some), PushTo.ONLINE_AND_OFFLINE);
                }
                return last;
            }));
        }
        writers.forEach(writer -> assertThat(writer.join().offline()).isEqualTo(100));
        assertThat(project.offline().rows("stats")).as("200 drivers, 20 times").isEqualTo(4000);
        assertThat(online(199)).containsExactly(199 / 8.0f, 19);
    }

    /** The connection that is kept between writes may have been cut meanwhile. */
    @Test void aWriteAfterTheConnectionWasLostOpensAnother() {
        store.push("stats_push", rows(row(1, 0, 0, 0.5, 7)), PushTo.OFFLINE);
        project.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");
        store.push("stats_push", rows(row(2, 0, 0, 0.6, 8)), PushTo.OFFLINE);
        assertThat(history()).containsExactly("1 0 0 0.5 7", "2 0 0 0.6 8");
    }

    /** A row per driver and city must not give way to another city's, though one of the views knows drivers only. */
    @Test void rowsAreKnownByTheKeysOfAllViewsOfTheirTable() {
        Field city = Field.of("city", ValueType.STRING);
        FeatureView drivers = fed(FeatureView.of("drivers", List.of(DRIVER), List.of(Field.of("rate", ValueType.FLOAT)), Duration.ZERO, SOURCE));
        FeatureView cities = fed(FeatureView.of("cities", List.of(DRIVER, city), List.of(Field.of("trips", ValueType.INT32)), Duration.ZERO, SOURCE));
        project.apply(new Definitions("", List.of(new Entity("driver_id", DRIVER, "", Map.of(), ""), new Entity("city", city, "", Map.of(), "")),
                List.of(SOURCE), List.of(PUSH), List.of(drivers, cities), List.of(), List.of()));
        try (FeatureStore two = project.open(NOON)) {
            Table rows = rows(row(1, 0, 0, 0.5, 7), row(1, 0, 0, 0.5, 8)).with(Column.of("city", ValueType.STRING, List.of("Berlin", "Köln")));
            two.push("stats_push", rows, PushTo.OFFLINE);
            assertThat(history()).containsExactlyInAnyOrder("1 0 0 0.5 7", "1 0 0 0.5 8");
        }
    }

    @Test void aLoadOfTheSameTableIsNotWaitedForForEver() throws SQLException {
        store.push("stats_push", rows(row(1, 0, 0, 0.5, 7)), PushTo.OFFLINE);
        try (Connection load = ((PostgresConfig) project.config().offline()).connect(); Statement sql = load.createStatement()) {
            load.setAutoCommit(false);
            sql.execute("SELECT pg_advisory_xact_lock(hashtext('cyclo load offline.stats'))");
            assertThatThrownBy(() -> store.push("stats_push", rows(row(2, 0, 0, 0.5, 7)), PushTo.OFFLINE)).isInstanceOf(CycloException.class)
                    .hasMessage("Cannot write 1 rows to source 'stats_source': another load writes the same table, "
                            + "for longer than 10 s. Try again when it has ended.");
            load.rollback();
        }
        assertThat(store.push("stats_push", rows(row(2, 0, 0, 0.5, 7)), PushTo.OFFLINE).offline()).isOne();
    }

    @Test void whatIsWrongIsToldBeforeAnythingIsWritten() {
        assertThatThrownBy(() -> store.push("stats_pusch", rows(), PushTo.ONLINE)).isInstanceOf(CycloException.class)
                .hasMessageContaining("Cannot find push source 'stats_pusch'").hasMessageContaining("Did you mean 'stats_push'?");
        Table rows = rows(row(1, 0, 0, 0.5, 7));
        for (String missing : List.of("driver_id", "event_timestamp", "created", "rate", "trips")) {
            assertThatThrownBy(() -> store.push("stats_push", rows.without(missing), PushTo.ONLINE_AND_OFFLINE)).isInstanceOf(CycloException.class)
                    .hasMessageContaining("the rows have no column '" + missing + "'");
        }
        assertThatThrownBy(() -> store.push("stats_push", rows.with(Column.of("trips", ValueType.STRING, List.of("many"))), PushTo.ONLINE_AND_OFFLINE))
                .hasMessage("Cannot write to feature view 'trips': column 'trips': 'many' is text, not INT32.");
        assertThatThrownBy(() -> store.push("stats_push", rows(new Object[] {1L, null, NOON, 0.5, 7}), PushTo.ONLINE))
                .hasMessageContaining("1 of 1 rows have no 'event_timestamp'");
        assertThatThrownBy(() -> store.writeToOfflineStore("asked", Table.of(Column.of("driver_id", ValueType.INT64, List.of(1L)),
                Column.of("at", ValueType.UNIX_TIMESTAMP, List.of(NOON)), Column.of("answer", ValueType.DOUBLE, List.of(1.0)))))
                .hasMessageContaining("Cannot write to source 'query': it is a query");
        assertThatThrownBy(() -> PushTo.parse("sideways")).hasMessage("Cannot push to 'sideways': write one of [online, offline, online_and_offline].");
        assertThat(project.offline().exists("stats")).isFalse();
        assertThat(online(1)).containsExactly(null, null);
    }

    private static FeatureView fed(FeatureView view) {
        return new FeatureView(view.name(), view.entities(), view.joinKeys(), view.features(), view.ttl(), view.source(), Optional.of(PUSH), true, "", Map.of(),
                "", List.of(), Map.of());
    }

    private static Object[] row(long driver, int second, int createdSecond, Double rate, int trips) {
        return new Object[] {driver, NOON.plusSeconds(second), NOON.plusSeconds(createdSecond), rate, trips};
    }

    private static Table rows(Object[]... rows) {
        String[] names = {"driver_id", "event_timestamp", "created", "rate", "trips"};
        ValueType[] types = {ValueType.INT64, ValueType.UNIX_TIMESTAMP, ValueType.UNIX_TIMESTAMP, ValueType.DOUBLE, ValueType.INT32};
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

    private List<Object> online(long driver) {
        OnlineFeatures read = store.online(List.of(Map.of("driver_id", driver)), store.features(List.of("rates:rate", "trips:trips"), false));
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            values.add(read.lookup(0, i).usable().orElse(null));
        }
        return values;
    }

    /** Driver, seconds since noon of the event and of created, rate, trips. */
    private List<String> history() {
        Table table = project.offline().query("SELECT driver_id, event_timestamp, created, rate::float4 AS rate, trips FROM stats ORDER BY 1, 2, 3");
        List<String> lines = new ArrayList<>();
        for (int row = 0; row < table.rows(); row++) {
            List<String> line = new ArrayList<>();
            for (Column column : table.columns()) {
                Object value = column.value(row);
                line.add(value instanceof Instant time ? String.valueOf(Duration.between(NOON, time).toSeconds()) : String.valueOf(value));
            }
            lines.add(String.join(" ", line));
        }
        return lines;
    }
}
