package cyclo.features;

import static org.assertj.core.api.Assertions.assertThat;

import cyclo.common.table.Column;
import cyclo.common.table.Table;
import cyclo.common.table.ValueType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TimeZone;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Times before 1970, of leap days, of changes of the clock, of the year 9999 and a microsecond apart: pushed as text, materialized, joined. */
class OddTimesIT {
    /** In their order; each is newer than the one before it. */
    private static final List<String> TIMES = List.of("0001-01-01T00:00:00Z", "1582-10-15T00:00:00Z", "1899-12-31T23:59:59.999999Z", "1900-01-01T00:00:00Z",
            "1969-12-31T23:59:58.999999Z", "1969-12-31T23:59:59Z", "1969-12-31T23:59:59.999999Z", "1970-01-01T00:00:00Z", "1970-01-01T00:00:00.000001Z",
            "2000-02-29T12:00:00Z", "2024-02-28T23:59:59.999999Z", "2024-02-29 00:00:00", "2024-02-29T00:00:00.000001", "2024-03-01",
            "2024-03-10T01:59:59-05:00", "2024-03-10T03:00:00-04:00", "2024-11-03T01:30:00-04:00", "2024-11-03T01:30:00-05:00", "2038-01-19T03:14:08Z",
            "2286-11-20T17:46:40Z", "9999-12-31T23:59:58.999999Z", "9999-12-31T23:59:59Z");
    private static final Field DRIVER = Field.of("driver_id", ValueType.INT64);
    private static final DataSource SOURCE = DataSource.table("s", "stats", "event_timestamp", Optional.empty());
    private static final PushSource PUSH = new PushSource("push", SOURCE, "", Map.of(), "");

    private final TestProject project = TestProject.fresh();
    private final TimeZone zone = TimeZone.getDefault();

    @BeforeEach void apply() {
        TimeZone.setDefault(TimeZone.getTimeZone("America/New_York"));
        FeatureView view = new FeatureView("stats", List.of("driver_id"), List.of(DRIVER), List.of(Field.of("n", ValueType.INT64)), Duration.ZERO, SOURCE,
                Optional.of(PUSH), true, "", Map.of(), "", List.of(), Map.of());
        project.apply(new Definitions("", List.of(new Entity("driver_id", DRIVER, "", Map.of(), "")), List.of(SOURCE), List.of(PUSH), List.of(view), List.of(),
                List.of()));
    }

    @AfterEach void restore() {
        TimeZone.setDefault(zone);
    }

    @Test void everyTimeIsKeptToTheMicrosecondAndOrdered() {
        Set<Instant> distinct = new TreeSet<>();
        try (FeatureStore store = project.open(Instant.parse("9999-12-31T23:59:59Z"))) {
            for (int i = 0; i < TIMES.size(); i++) {
                // Of driver i the newest is time i: pushed before and after older ones.
                store.push("push", rows(i, i), PushTo.ONLINE_AND_OFFLINE);
                for (int older = 0; older < i; older++) {
                    assertThat(store.push("push", rows(i, older), PushTo.ONLINE_AND_OFFLINE).taken())
                            .as("%s after %s", TIMES.get(older), TIMES.get(i)).isZero();
                }
                distinct.add(online(store, i).eventTime());
            }
            assertThat(distinct).as("each its own").hasSize(TIMES.size());
            List<Lookup.Present> pushed = IntStream.range(0, TIMES.size()).mapToObj(i -> online(store, i)).toList();
            assertThat(pushed.stream().map(Lookup.Present::value))
                    .containsExactlyElementsOf(IntStream.range(0, TIMES.size()).mapToObj(i -> (Object) (long) i).toList());
            assertThat(pushed.stream().map(Lookup.Present::eventTime)).isSorted();

            store.online().removeProject();
            MaterializeReport.View materialized = store.materialize(List.of(), Instant.parse("0001-01-01T00:00:00Z"),
                    Instant.parse("9999-12-31T23:59:59Z")).views().get(0);
            assertThat(materialized.entities()).isEqualTo(TIMES.size());
            assertThat(IntStream.range(0, TIMES.size()).mapToObj(i -> online(store, i)).toList()).isEqualTo(pushed);

            Table entities = Table.of(Column.of("driver_id", ValueType.INT64, IntStream.range(0, TIMES.size()).mapToObj(i -> (long) i).toList()),
                    Column.of("event_timestamp", ValueType.UNIX_TIMESTAMP, pushed.stream().map(Lookup.Present::eventTime).toList()));
            Column joined = store.historical(entities, store.features(List.of("stats:n"), false), HistoricalOptions.standard()).table().column("n");
            Table before = entities.with(Column.of("event_timestamp", ValueType.UNIX_TIMESTAMP,
                    pushed.stream().map(present -> present.eventTime().minusNanos(1000)).toList()));
            Column joinedBefore = store.historical(before, store.features(List.of("stats:n"), false), HistoricalOptions.standard()).table().column("n");
            for (int i = 0; i < TIMES.size(); i++) {
                assertThat(joined.value(i)).isEqualTo((long) i);
                assertThat(joinedBefore.value(i)).as("a microsecond before %s", TIMES.get(i)).isEqualTo(i == 0 ? null : (long) i - 1);
            }
            System.out.printf("%d odd times: %d pushes of an older one ignored, all materialized and joined to the microsecond%n", TIMES.size(),
                    TIMES.size() * (TIMES.size() - 1) / 2);
        }
    }

    @Test void aPeriodEndsAtItsMicrosecond() {
        try (FeatureStore store = project.open(Instant.parse("2024-02-29T12:00:00Z"))) {
            store.push("push", rows(1, TIMES.indexOf("2024-02-29 00:00:00")), PushTo.OFFLINE);
            store.push("push", rows(1, TIMES.indexOf("2024-02-29T00:00:00.000001")), PushTo.OFFLINE);
            Instant leapDay = Instant.parse("2024-02-29T00:00:00Z");
            store.materialize(List.of(), leapDay.minusSeconds(86_400), leapDay);
            assertThat(online(store, 1).eventTime()).isEqualTo(leapDay);
            store.materialize(List.of(), leapDay, leapDay.plusNanos(1999));
            assertThat(online(store, 1).eventTime()).isEqualTo(leapDay.plusNanos(1000));
        }
    }

    private static Table rows(long driver, int time) {
        return Table.of(Column.of("driver_id", ValueType.INT64, List.of(driver)), Column.of("event_timestamp", ValueType.STRING, List.of(TIMES.get(time))),
                Column.of("n", ValueType.INT64, List.of((long) time)));
    }

    private static Lookup.Present online(FeatureStore store, long driver) {
        return (Lookup.Present) store.online(List.of(Map.of("driver_id", driver)), store.features(List.of("stats:n"), false)).lookup(0, 0);
    }
}
