package cyclo.features.definitions;

import static org.assertj.core.api.Assertions.assertThat;

import cyclo.features.Definitions;
import cyclo.features.Interval;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConsequencesTest {
    private static final String FEATURES = """
            entities:
              - {name: driver, join_keys: [{name: driver_id, type: Int64}]}
            sources:
              - {name: s, table: stats, timestamp_field: ts}
            feature_views:
              - {name: stats, entities: [driver], source: s, ttl: 1d, schema: [{name: rate, type: Float64}, {name: trips, type: Int64}]}
              - {name: other, entities: [driver], source: s, ttl: 1d, schema: [{name: seats, type: Int64}]}
            on_demand_views:
              - {name: twice, sources: [stats], features: [{name: double_rate, type: Float64, expression: "rate * 2"}]}
            feature_services:
              - {name: v1, features: [stats, twice]}
              - {name: v2, features: [other]}
            """;

    @TempDir Path folder;
    private Registry registry;

    @BeforeEach void applyAndMaterialize() {
        registry = new FileRegistry(folder.resolve("registry.db"), "p", Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC));
        registry.apply(definitions(FEATURES), "sha");
        registry.recordMaterialization("stats", new Interval(Instant.parse("2026-01-01T00:00:00Z"), Instant.parse("2026-01-02T00:00:00Z")));
    }

    @Test void aShorterLifeTouchesReadersAndNobodyElse() {
        assertThat(said("ttl: 1d, schema: [{name: rate", "ttl: 2h, schema: [{name: rate")).containsExactly(
                "ONLINE_VALUES stats expire after 2h, not after 1d (materialized until 2026-01-02T00:00:00Z) / ",
                "ON_DEMAND_VIEW twice reads stats:rate (kept 2h, not 1d) / ",
                "FEATURE_SERVICE v1 changes in stats:rate, stats:trips (kept 2h, not 1d); twice:double_rate (computed from what changes)"
                        + " / Models trained on it before have seen other values: train them again.");
    }

    @Test void aNewFeatureHasNoValueOnlineYet() {
        assertThat(said("{name: trips, type: Int64}", "{name: trips, type: Int64}, {name: stars, type: Float32}")).containsExactly(
                "ONLINE_VALUES stats are not complete: 'stars' has none yet (materialized until 2026-01-02T00:00:00Z)"
                        + " / Materialize 'stats' again from 2026-01-01T00:00:00Z.",
                "FEATURE_SERVICE v1 gives stats:stars besides / Models use what is new after they are trained again.");
    }

    @Test void anotherTypeMakesStoredValuesWrong() {
        assertThat(said("{name: trips, type: Int64}", "{name: trips, type: Int32}")).first().asString()
                .contains("those of 'trips' are Int64, and now read as Int32").contains("Materialize 'stats' again");
    }

    @Test void otherKeysFindNothingAndAnotherSourceIsAnotherHistory() {
        assertThat(said("{name: driver_id, type: Int64}", "{name: driver_id, type: String}")).first().asString()
                .contains("lie under its old keys (driver_id Int64): none is found under (driver_id String)");
        assertThat(said("table: stats", "table: stats_v2")).first().asString().contains("come from its old source");
        assertThat(said("table: stats",
                "table: stats_v2")).anyMatch(line -> line.startsWith("FEATURE_SERVICE v2 changes in other:seats (read from another source)"));
    }

    @Test void whatIsRemovedIsMissedByItsServices() {
        assertThat(said("{name: rate, type: Float64}, {name: trips, type: Int64}", "{name: rate, type: Float64}")).containsExactly(
                "FEATURE_SERVICE v1 changes in stats:trips (removed) / Models trained on it before have seen other values: train them again.");
        assertThat(said("  - {name: v1, features: [stats, twice]}\n", "")).containsExactly(
                "FEATURE_SERVICE v1 is removed: models on it can be neither trained nor served / ");
        Definitions nothing = definitions("entities: [{name: only, join_keys: [{name: k, type: String}]}]");
        assertThat(registry.plan(nothing).consequences()).extracting(Consequence::subject).containsExactly(Consequence.Subject.ONLINE_VALUES,
                Consequence.Subject.FEATURE_SERVICE, Consequence.Subject.FEATURE_SERVICE);
    }

    @Test void wordsAloneInvalidateNothing() {
        assertThat(said("source: s, ttl: 1d, schema: [{name: rate", "source: s, description: of drivers, ttl: 1d, schema: [{name: rate")).isEmpty();
        assertThat(registry.plan(definitions(FEATURES)).consequences()).isEmpty();
    }

    @Test void differencesAreToldWithTheirValues() {
        Plan plan = registry.plan(definitions(FEATURES.replace("table: stats", "table: stats_v2")));
        assertThat(plan.changes().get(0).name()).isEqualTo("s");
        assertThat(plan.changes().get(0).differences()).containsExactly(new Plan.Difference("table", "stats", "stats_v2"));
        assertThat(plan.changes()).filteredOn(change -> change.name().equals("stats")).first().extracting(Plan.Change::differences)
                .isEqualTo(List.of(new Plan.Difference("source.table", "stats", "stats_v2")));
        Plan types = registry.plan(definitions(FEATURES.replace("{name: trips, type: Int64}", "{name: trips, type: Int32, description: a day}")));
        assertThat(types.changes().get(0).differences()).containsExactly(new Plan.Difference("features.trips.type", "Int64", "Int32"),
                new Plan.Difference("features.trips.description", "", "a day"));
        String files = FEATURES.replace("table: stats", "file: data/a.parquet");
        registry.apply(definitions(files), "files");
        Plan moved = registry.plan(definitions(files.replace("a.parquet", "b.parquet")));
        assertThat(moved.changes().get(0).differences()).containsExactly(new Plan.Difference("file", "data/a.parquet", "data/b.parquet"));
        registry.apply(definitions(FEATURES), "sha");
        Plan expression = registry.plan(definitions(FEATURES.replace("rate * 2", "rate * 3")));
        assertThat(expression.changes().get(0).differences()).containsExactly(new Plan.Difference("expression.double_rate", "rate * 2", "rate * 3"));
    }

    private List<String> said(String old, String now) {
        assertThat(FEATURES).contains(old);
        return registry.plan(definitions(FEATURES.replace(old, now))).consequences().stream()
                .map(one -> "%s %s %s / %s".formatted(one.subject(), one.name(), one.why(), one.wayOut())).toList();
    }

    private static Definitions definitions(String yaml) {
        return Golden.definitions("p", yaml);
    }
}
