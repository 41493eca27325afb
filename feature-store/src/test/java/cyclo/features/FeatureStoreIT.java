package cyclo.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cyclo.common.CycloException;
import cyclo.common.table.Column;
import cyclo.common.table.Table;
import cyclo.common.table.ValueType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FeatureStoreIT {
    private static final Instant NOON = Instant.parse("2024-01-01T12:00:00Z");
    private static final Field AIRPORT = Field.of("airport", ValueType.STRING);

    private final TestProject project = TestProject.fresh();

    @BeforeEach void loadAndApply() {
        project.load("weather", List.of("airport"), Optional.empty(), Table.of(
                Column.of("airport", ValueType.STRING, List.of("JFK", "LAX", "JFK")),
                Column.of("event_timestamp", ValueType.UNIX_TIMESTAMP, List.of(NOON, NOON, NOON.minusSeconds(7200))),
                Column.of("temp", ValueType.DOUBLE, List.of(1.0, 20.0, -5.0))));
        FeatureView weather = FeatureView.of("weather", List.of(AIRPORT), List.of(Field.of("temp", ValueType.DOUBLE)), Duration.ofHours(1),
                DataSource.table("weather_source", "weather", "event_timestamp", Optional.empty()));
        Projection from = new Projection("weather", List.of("temp"), Optional.of("there"), Map.of());
        OnDemandView kelvin = new OnDemandView("kelvin", List.of(from), List.of(Field.of("zero", ValueType.DOUBLE)),
                List.of(new OnDemandView.Computed(Field.of("absolute", ValueType.DOUBLE), Optional.of("temp - zero"))), "", Map.of(), "");
        project.apply(new Definitions("", List.of(new Entity("airport", AIRPORT, "", Map.of(), "")), List.of(weather.source()), List.of(), List.of(weather),
                List.of(kelvin), List.of(new FeatureService("warm", List.of(from, new Projection("kelvin", List.of("absolute"), Optional.empty(), Map.of())),
                        "", Map.of(), ""))));
    }

    @Test void aViewIsReadForTwoEntitiesOfOneRow() {
        try (FeatureStore store = project.open(NOON)) {
            FeatureSelection both = new FeatureSelection("both", List.of(
                    new SelectedFeature("here", ValueType.DOUBLE, "weather", "temp", false, Map.of("airport", "origin")),
                    new SelectedFeature("there", ValueType.DOUBLE, "weather", "temp", false, Map.of("airport", "dest"))),
                    List.of(Field.of("origin", ValueType.STRING), Field.of("dest", ValueType.STRING)), List.of());
            Table rows = Table.of(Column.of("origin", ValueType.STRING, Arrays.asList("JFK", null)), Column.of("dest", ValueType.STRING, List.of("LAX", "JFK")),
                    Column.of("event_timestamp", ValueType.UNIX_TIMESTAMP, List.of(NOON, NOON)));
            HistoricalFeatures joined = store.historical(rows, both, HistoricalOptions.standard());
            assertThat(joined.table().row(0)).containsEntry("here", 1.0).containsEntry("there", 20.0);
            assertThat(joined.table().row(1)).containsEntry("here", null).containsEntry("there", 1.0);
            assertThat(joined.counts()).containsEntry("weather of origin", new JoinCounts(2, 1, 1, 0)).containsEntry("weather of dest", new JoinCounts(2, 2, 0, 0));
            store.materialize(List.of(), NOON.minusSeconds(9000), NOON);
            OnlineFeatures read = store.online(List.of(row("origin", "JFK", "dest", "LAX"), row("origin", null, "dest", "JFK")), both);
            assertThat(read.lookup(0, 0)).isEqualTo(new Lookup.Present(1.0, NOON));
            assertThat(read.lookup(0, 1)).isEqualTo(new Lookup.Present(20.0, NOON));
            assertThat(read.lookup(1, 0)).isEqualTo(new Lookup.NotFound());
            assertThat(read.table().column("there").value(1)).isEqualTo(1.0);
        }
    }

    /** Two rows of the same key, time and created: which one counts must not depend on the features that are asked for, or in which order. */
    @Test void exactDuplicatesAreDecidedByAllFeaturesOfTheView() {
        project.load("pairs", List.of("airport", "a"), Optional.empty(), Table.of(Column.of("airport", ValueType.STRING, List.of("JFK", "JFK")),
                Column.of("event_timestamp", ValueType.UNIX_TIMESTAMP, List.of(NOON, NOON)),
                Column.of("a", ValueType.INT64, List.of(2L, 1L)), Column.of("b", ValueType.INT64, List.of(1L, 5L))));
        FeatureView pairs = FeatureView.of("pairs", List.of(AIRPORT), List.of(Field.of("a", ValueType.INT64), Field.of("b", ValueType.INT64)), Duration.ZERO,
                DataSource.table("pairs_source", "pairs", "event_timestamp", Optional.empty()));
        project.apply(new Definitions("", List.of(new Entity("airport", AIRPORT, "", Map.of(), "")), List.of(pairs.source()), List.of(), List.of(pairs),
                List.of(), List.of()));
        Table rows = Table.of(Column.of("airport", ValueType.STRING, List.of("JFK")), Column.of("event_timestamp", ValueType.UNIX_TIMESTAMP, List.of(NOON)));
        try (FeatureStore store = project.open(NOON)) {
            store.materialize(List.of(), NOON.minusSeconds(1), NOON);
            for (List<String> wanted : List.of(List.of("pairs:a", "pairs:b"), List.of("pairs:b", "pairs:a"), List.of("pairs:b"))) {
                FeatureSelection selection = store.features(wanted, false);
                Table offline = store.historical(rows, selection, HistoricalOptions.standard()).table();
                Table online = store.online(List.of(row("airport", "JFK")), selection).table();
                assertThat(offline.column("b").value(0)).as("%s", wanted).isEqualTo(1L).isEqualTo(online.column("b").value(0));
            }
        }
    }

    @Test void aServiceSaysWhatMustBeGivenAndWhatComesBack() {
        try (FeatureStore store = project.open(NOON)) {
            FeatureSelection warm = store.service("warm");
            assertThat(warm.outputNames()).containsExactly("temp", "absolute");
            assertThat(warm.given()).containsExactly(Map.entry("airport", ValueType.STRING), Map.entry("zero", ValueType.DOUBLE));
            assertThat(store.service("warm", true).outputNames()).containsExactly("there__temp", "kelvin__absolute");
            assertThat(store.features(List.of("weather:temp", "kelvin:absolute"), true).outputNames()).containsExactly("weather__temp", "kelvin__absolute");
            assertThat(store.registryDigest()).hasSize(64).isEqualTo(store.registryDigest());
        }
    }

    @Test void anExpiredValueIsToldApartAndNotComputedWith() {
        try (FeatureStore then = project.open(NOON); FeatureStore later = project.open(NOON.plusSeconds(3600)); FeatureStore tooLate = project.open(NOON.plusSeconds(3601))) {
            then.materialize(List.of(), NOON, NOON);
            List<Map<String, Object>> asked = List.of(row("airport", "JFK", "zero", -273.0), row("airport", "XXX", "zero", -273.0), row("airport", "JFK", "zero", null));
            OnlineFeatures fresh = later.online(asked, later.service("warm"));
            assertThat(fresh.lookup(0, 0)).isEqualTo(new Lookup.Present(1.0, NOON));
            assertThat(fresh.lookup(0, 1).usable()).contains(274.0);
            assertThat(fresh.lookup(1, 1).status()).isEqualTo(Lookup.Status.NOT_FOUND);
            assertThat(fresh.lookup(2, 1).status()).isEqualTo(Lookup.Status.NULL_VALUE);
            OnlineFeatures old = tooLate.online(asked, tooLate.service("warm"));
            assertThat(old.lookup(0, 0)).isEqualTo(new Lookup.Expired(1.0, NOON, Duration.ofSeconds(3601), Duration.ofHours(1)));
            assertThat(old.lookup(0, 0).usable()).isEmpty();
            assertThat(old.lookup(0, 1).status()).isEqualTo(Lookup.Status.NULL_VALUE);
        }
    }

    @Test void whatIsWrongIsToldBeforeAnythingIsRead() {
        try (FeatureStore store = project.open(NOON)) {
            FeatureSelection warm = store.service("warm");
            Column times = Column.of("event_timestamp", ValueType.UNIX_TIMESTAMP, List.of(NOON));
            Column airport = Column.of("airport", ValueType.STRING, List.of("JFK"));
            assertThatThrownBy(() -> store.historical(Table.of(times, airport), warm, HistoricalOptions.standard())).isInstanceOf(CycloException.class)
                    .hasMessage("Cannot join features: the entity rows have no column 'zero'. There is: event_timestamp, airport.");
            assertThatThrownBy(() -> store.historical(Table.of(times, Column.of("airport", ValueType.INT64, List.of(1L)), number("zero")), warm,
                    HistoricalOptions.standard())).hasMessage("Cannot join features: column 'airport' of the entity rows is INT64, but STRING is declared "
                    + "('1' is a number, not STRING).");
            assertThatThrownBy(() -> store.historical(Table.of(times, airport, number("zero"), number("temp")), warm, HistoricalOptions.standard()))
                    .hasMessageContaining("the entity rows have a column of that name");
            assertThatThrownBy(() -> store.online(List.of(row("airport", "JFK")), warm)).hasMessage("Cannot read features: row 1 has no 'zero'. There is: airport.");
            assertThatThrownBy(() -> store.online(List.of(row("airport", 5L, "zero", 0.0)), warm))
                    .hasMessage("Cannot read features: 'airport' of row 1: '5' is a number, not STRING.");
            assertThatThrownBy(() -> store.features(List.of("weather"), false)).hasMessage("Cannot select 'weather': write view:feature.");
            assertThatThrownBy(() -> store.service("warn")).hasMessageContaining("Did you mean 'warm'?");
        }
    }

    /** Few go by the index, for many all of history is read: the answers are the same. */
    @Test void manyEntitiesAreAnsweredAsFewAre() {
        try (FeatureStore store = project.open(NOON)) {
            FeatureSelection wanted = store.features(List.of("weather:temp"), false);
            List<Object> airports = new ArrayList<>(Arrays.asList("JFK", null, "LAX", "it's \\ 'here'"));
            for (int rows : new int[] {4, 1000}) {
                while (airports.size() < rows) {
                    airports.add("airport " + airports.size());
                }
                Table asked = Table.of(Column.of("airport", ValueType.STRING, airports),
                        Column.of("event_timestamp", ValueType.UNIX_TIMESTAMP, Collections.nCopies(rows, NOON)));
                Column temp = store.historical(asked, wanted, HistoricalOptions.standard()).table().column("temp");
                assertThat(temp.value(0)).isEqualTo(1.0);
                assertThat(temp.value(2)).isEqualTo(20.0);
                assertThat(temp.nullCount()).isEqualTo(rows - 2);
            }
        }
    }

    @Test void noRowsAreAnsweredWithNoRows() {
        try (FeatureStore store = project.open(NOON)) {
            FeatureSelection warm = store.service("warm");
            Table none = Table.of(Column.ofNulls("airport", ValueType.STRING, 0), Column.ofNulls("event_timestamp", ValueType.UNIX_TIMESTAMP, 0), number("zero").rows(new int[0]));
            assertThat(store.historical(none, warm, HistoricalOptions.standard()).table().names()).containsExactly("airport", "event_timestamp", "zero", "temp", "absolute");
            assertThat(store.online(List.of(), warm).rows()).isZero();
        }
    }

    private static Column number(String name) {
        return Column.of(name, ValueType.DOUBLE, List.of(0.0));
    }

    private static Map<String, Object> row(Object... pairs) {
        Map<String, Object> row = new HashMap<>();
        List<Object> all = new ArrayList<>(Arrays.asList(pairs));
        for (int i = 0; i < all.size(); i += 2) {
            row.put((String) all.get(i), all.get(i + 1));
        }
        return row;
    }
}
