package cyclo.featureserver.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import cyclo.common.table.Table;
import cyclo.features.FeatureSelection;
import cyclo.features.FeatureStore;
import cyclo.features.HistoricalOptions;
import cyclo.features.Interval;
import cyclo.features.PushTo;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The real Feast 0.67 and Cyclo on one registry, one PostgreSQL and one Redis. */
class FeastInteropIT {
    private static final List<String> TYPES = List.of("f_bytes", "f_string", "f_int32", "f_int64", "f_float64", "f_float32", "f_bool", "f_ts", "l_bytes", "l_string",
            "l_int32", "l_int64", "l_float64", "l_float32", "l_bool", "l_ts");
    private static final Map<String, List<Object>> PLACES = SharedProject.columns("driver_id", List.of(1001L, 1002L, -7L, 1003L, 5L),
            "zone", List.of("Nord", "S\u00fcd \u6771\u4eac", "", "Nord", "Nord"),
            "event_timestamp", List.of("2024-01-02T00:00:00Z", "2024-01-02T00:00:00Z", "2024-01-02T00:00:00Z", "2024-01-02T00:00:00Z", "2024-01-02T00:00:00Z"));
    private static final Map<String, List<Object>> DRIVERS = SharedProject.columns("driver_id", List.of(1001L, 1002L, 9L),
            "event_timestamp", List.of("2024-01-01T11:59:59Z", "2024-01-02T12:00:00Z", "2024-01-02T00:00:00Z"), "bonus", List.of(1.0, 2.0, 3.0));
    private static final List<String> OF_SERVICE = List.of("renamed__rate", "renamed__trips", "world__fuel", "improved__better", "improved__twice");

    @TempDir private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"file", "sql"})
    void cycloWorksOnWhatPythonApplied(String registry) throws Exception {
        SharedProject project = new SharedProject(folder, registry);
        project.sqlOf("interop/tables.sql");
        project.take("interop/features.py");
        project.feast("apply");
        String listed = project.cyclo("list").out();
        assertThat(listed).contains("all_types", "stats_push", "world", "improved", "ranking", "service", "newer").as("what only Python declares")
                .contains("labels", "readers");
        assertThat(project.cyclo("describe", "newer").out()).contains("UUID");
        try (FeastSession feast = new FeastSession(project.python, folder); FeatureStore store = project.store()) {
            JsonNode names = feast.ask("names");
            feast.ask("materialize", "start", "2023-12-01T00:00:00Z", "end", "2024-01-02T00:00:00Z", "views", List.of("all_types", "stats", "mapped"));
            // Feast 0.67 cannot materialize a view without entities from PostgreSQL ("Column __dummy_id not found in table").
            store.materialize(List.of("world"), Instant.parse("2023-12-01T00:00:00Z"), Instant.parse("2024-01-02T00:00:00Z"));
            sameEverywhere(store, feast);
            assertThatThrownBy(() -> store.online(SharedProject.table(DRIVERS), store.features(List.of("ranking:ranked"), false))).as("a function that is not simple is named")
                    .hasMessageContaining("ranking").hasMessageContaining("rank");
            assertThatThrownBy(() -> store.online(SharedProject.table(DRIVERS), store.features(List.of("newer:id"), false))).hasMessageContaining("id").hasMessageContaining("UUID");

            assertThat(project.cyclo("materialize", "2024-01-02", "2024-01-03", "--views", "stats,world")).satisfies(run -> assertThat(run.code()).as(run.err()).isZero());
            assertThat(feast.ask("names")).as("nothing is lost when Cyclo rewrites the registry").isEqualTo(names);
            assertThat(feast.ask("intervals", "view", "stats")).hasSize(2).last().asString().contains("2024-01-03T00:00:00Z");
            assertThat(SameValues.of(feast.ask("online", "features", List.of("stats:rate"), "rows", List.of(Map.of("driver_id", 1002))), List.of("rate")))
                    .isEqualTo(Map.of("rate", List.of("0.125")));
            feast.ask("materialize_incremental", "end", "2024-01-04T00:00:00Z", "views", List.of("stats"));
            store.refresh();
            assertThat(store.definitions().view("stats").materialized()).last()
                    .isEqualTo(new Interval(Instant.parse("2024-01-03T00:00:00Z"), Instant.parse("2024-01-04T00:00:00Z")));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"file", "sql"})
    void pythonWorksOnWhatCycloApplied(String registry) throws Exception {
        SharedProject project = new SharedProject(folder, registry);
        project.sqlOf("interop/tables.sql");
        project.take("interop/features.yaml");
        assertThat(project.cyclo("apply")).satisfies(run -> assertThat(run.code()).as(run.err()).isZero());
        assertThat(project.cyclo("materialize", "2023-12-01", "2024-01-02")).satisfies(run -> assertThat(run.code()).as(run.err()).isZero());
        try (FeastSession feast = new FeastSession(project.python, folder); FeatureStore store = project.store()) {
            sameEverywhere(store, feast);
            assertThat(project.feast("feature-views", "describe", "stats")).contains("stats_source", "rate").contains("2024-01-02");
            assertThat(feast.ask("intervals", "view", "world")).hasSize(1);
            project.feast("materialize-incremental", "2024-01-03T12:00:00", "-v", "stats");
            assertThat(feast.ask("intervals", "view", "stats").toString()).isEqualTo("[[\"2023-12-01T00:00:00Z\",\"2024-01-02T00:00:00Z\"],"
                    + "[\"2024-01-02T00:00:00Z\",\"2024-01-03T12:00:00Z\"]]");
            assertThat(project.cyclo("materialize-incremental", "2024-01-04", "--views", "stats", "--json").out()).contains("\"2024-01-03T12:00:00Z\"");
            assertThat(project.cyclo("apply").out()).as("what Python wrote back says the same").startsWith("Nothing to change");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"file", "sql"})
    void bothWriteTheSameEntitiesInTurn(String registry) throws Exception {
        SharedProject project = new SharedProject(folder, registry);
        project.sqlOf("interop/tables.sql");
        project.take("interop/features.py");
        project.feast("apply");
        try (FeastSession feast = new FeastSession(project.python, folder); FeatureStore store = project.store()) {
            store.materialize(List.of("all_types"), Instant.parse("2023-12-01T00:00:00Z"), Instant.parse("2024-01-02T00:00:00Z"));
            for (int turn = 0; turn < 10; turn++) {
                Map<String, List<Object>> rows = SharedProject.columns("driver_id", List.of(1001L, 77L), "rate", List.of(turn + 0.5, turn + 0.25),
                        "trips", List.of((long) turn, Long.MAX_VALUE - turn), "event_timestamp", List.of("2024-01-03T00:00:0%dZ".formatted(turn), "2024-01-03T00:00:0%dZ".formatted(turn)),
                        "created", List.of("2024-01-03T01:00:00Z", "2024-01-03T01:00:00Z"));
                Map<String, List<Object>> older = SharedProject.columns("driver_id", List.of(1001L), "rate", List.of(-1.0), "trips", List.of(-1L),
                        "event_timestamp", List.of("2024-01-02T00:00:00Z"), "created", List.of("2024-01-03T01:00:00Z"));
                if (turn % 2 == 0) {
                    feast.ask("push", "source", "stats_push", "rows", rows);
                    store.push("stats_push", SharedProject.table(older), PushTo.ONLINE);
                } else {
                    store.push("stats_push", SharedProject.table(rows), PushTo.ONLINE);
                    feast.ask("push", "source", "stats_push", "rows", older);
                }
                List<String> wanted = List.of("stats:rate", "stats:trips");
                Map<String, List<String>> ours = SameValues.of(store.online(List.of(Map.of("driver_id", 1001L), Map.of("driver_id", 77L)),
                        store.features(wanted, false)), 2, List.of("rate", "trips"));
                assertThat(ours).isEqualTo(Map.of("rate", List.of(turn + ".5", turn + ".25"), "trips", List.of("" + turn, "" + (Long.MAX_VALUE - turn))));
                assertThat(SameValues.of(feast.ask("online", "features", wanted, "rows", List.of(Map.of("driver_id", 1001), Map.of("driver_id", 77))),
                        List.of("rate", "trips"))).isEqualTo(ours);
            }
            assertThat(SameValues.of(feast.ask("online", "features", List.of("all_types:f_string"), "rows", List.of(Map.of("driver_id", 1001, "zone", "Nord"))),
                    List.of("f_string"))).as("another view of the driver").isEqualTo(Map.of("f_string", List.of("hello")));
        }
    }

    /** Joins and reads all types by two keys, and the service, with both. */
    private static void sameEverywhere(FeatureStore store, FeastSession feast) {
        List<String> references = TYPES.stream().map(name -> "all_types:" + name).toList();
        FeatureSelection types = store.features(references, false);
        Table places = SharedProject.table(PLACES);
        Map<String, List<String>> joined = SameValues.of(store.historical(places, types, HistoricalOptions.standard()).table(), TYPES);
        assertThat(joined).isEqualTo(SameValues.of(feast.ask("historical", "entities", PLACES, "features", references), TYPES));
        assertThat(joined.get("f_string")).containsExactly("hello", "Gr\u00fc\u00dfe \u6771\u4eac \ud83d\udeb2", "", "null", "null");
        Map<String, List<String>> read = SameValues.of(store.online(places, types), 5, TYPES);
        assertThat(read).isEqualTo(SameValues.of(feast.ask("online", "features", references, "rows", rows(PLACES)), TYPES));
        assertThat(read.get("f_int64")).containsExactly("1234567890123", "9223372036854775807", "-9223372036854775808", "7", "null");

        // Feast itself fails on a service with an alias and an on-demand view over the same view unless full names are asked for.
        FeatureSelection service = store.service("service", true);
        assertThat(SameValues.of(store.online(SharedProject.table(DRIVERS), service), 2, OF_SERVICE))
                .isEqualTo(first(2, SameValues.of(feast.ask("online", "service", "service", "full", true, "rows", rows(DRIVERS)), OF_SERVICE)));
        Map<String, List<String>> served = SameValues.of(store.historical(SharedProject.table(DRIVERS), service, HistoricalOptions.standard()).table(), OF_SERVICE);
        assertThat(served).isEqualTo(SameValues.of(feast.ask("historical", "entities", DRIVERS, "service", "service", "full", true), OF_SERVICE))
                .containsEntry("improved__better", List.of("1.25", "2.75", "null"));
        List<String> plain = List.of("stats:rate", "world:fuel", "mapped:score", "improved:better", "improved:twice");
        List<String> names = List.of("stats__rate", "world__fuel", "mapped__score", "improved__better", "improved__twice");
        assertThat(SameValues.of(store.historical(SharedProject.table(DRIVERS), store.features(plain, true), HistoricalOptions.standard()).table(), names))
                .isEqualTo(SameValues.of(feast.ask("historical", "entities", DRIVERS, "features", plain, "full", true), names));
    }

    private static Map<String, List<String>> first(int rows, Map<String, List<String>> values) {
        values.replaceAll((name, column) -> column.subList(0, rows));
        return values;
    }

    private static List<Map<String, Object>> rows(Map<String, List<Object>> columns) {
        int rows = columns.values().iterator().next().size();
        return java.util.stream.IntStream.range(0, rows).mapToObj(i -> {
            Map<String, Object> row = new java.util.LinkedHashMap<>();
            columns.forEach((name, values) -> {
                if (!name.equals("event_timestamp")) {
                    row.put(name, values.get(i));
                }
            });
            return row;
        }).toList();
    }
}
