package cyclo.featureserver.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import cyclo.features.FeatureSelection;
import cyclo.features.FeatureStore;
import cyclo.features.HistoricalOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random histories joined by the real Feast and by each of our ways on PostgreSQL: equal. Left out by construction are Feast's known defects: exact
 * duplicates multiply the entity row (c07, c08), keys are concatenated without a separator (c15; here all are equally long), an integer with a null among
 * them passes through a float (here within 2^53).
 */
class RandomProjectsIT {
    private static final int VIEWS = 24;
    private static final Instant START = Instant.parse("2024-01-01T00:00:00Z");
    private static final List<Integer> TTLS = List.of(0, 1, 30, 3600);

    @TempDir private Path folder;

    /** @param columns of the entity rows */
    private record Case(String name, List<String> features, Map<String, List<Object>> columns) {}

    @Test void feastAndEveryWayOfOursKnowTheSame() throws Exception {
        SharedProject project = new SharedProject(folder, "file");
        Random random = new Random(20240101);
        StringBuilder sources = new StringBuilder("sources:\n");
        StringBuilder views = new StringBuilder("feature_views:\n");
        List<Case> cases = new ArrayList<>();
        for (int i = 0; i < VIEWS; i++) {
            boolean twoKeys = random.nextInt(3) == 0;
            boolean created = random.nextBoolean();
            String name = "random_" + i;
            project.sql(table(random, name, twoKeys, created));
            sources.append("  - {name: %1$s_source, table: %1$s, timestamp_field: event_timestamp%2$s}%n".formatted(name,
                    created ? ", created_timestamp_column: created" : ""));
            views.append("  - {name: %1$s, entities: [%2$s], ttl: %3$ds, source: %1$s_source, schema: [{name: a, type: Float64}, {name: b, type: Int64}, {name: c, type: String}, {name: d, type: Bool}, {name: e, type: Float32}]}%n"
                    .formatted(name, twoKeys ? "driver, zone" : "driver", TTLS.get(random.nextInt(TTLS.size()))));
            cases.add(new Case(name, List.of(name + ":a", name + ":b", name + ":c", name + ":d", name + ":e"), entities(random, twoKeys)));
        }
        Files.writeString(folder.resolve("features.yaml"), """
                entities:
                  - {name: driver, join_keys: [{name: driver_id, type: Int64}]}
                  - {name: zone, join_keys: [{name: zone, type: String}]}
                """ + sources + views);
        assertThat(project.cyclo("apply").code()).isZero();
        int values = 0;
        int known = 0;
        try (FeatureStore store = project.store(); FeastSession feast = new FeastSession(project.python, folder)) {
            for (Case one : cases) {
                JsonNode answer = feast.ask("historical", "entities", one.columns(), "features", one.features());
                Map<String, List<String>> python = SameValues.of(answer, List.of("a", "b", "c", "d", "e"));
                FeatureSelection wanted = store.features(one.features(), false);
                for (HistoricalOptions.Way way : HistoricalOptions.Way.values()) {
                    assertThat(SameValues.of(store.historical(SharedProject.table(one.columns()), wanted, HistoricalOptions.standard().by(way)).table(),
                            List.of("a", "b", "c", "d", "e"))).as("%s, %s", one.name(), way).isEqualTo(python);
                }
                values += python.values().stream().mapToInt(List::size).sum();
                known += (int) python.values().stream().flatMap(List::stream).filter(value -> !value.equals("null")).count();
            }
        }
        System.out.printf("%d random histories joined by Feast 0.67 and by three ways of ours: %d values, %d of them known, all equal%n", VIEWS, values, known);
        assertThat(known).isGreaterThan(values / 4);
    }

    /** Each (keys, event time, created) once. */
    private static String table(Random random, String name, boolean twoKeys, boolean created) {
        Set<String> rows = new LinkedHashSet<>();
        Set<String> moments = new LinkedHashSet<>();
        for (int row = 0; row < 400; row++) {
            String keys = (1000 + random.nextInt(8)) + (twoKeys ? ", '%s'".formatted(List.of("Nord", "Süd東", "West").get(random.nextInt(3))) : "");
            String when = "'" + START.plusMillis(random.nextInt(240) * 1000L * 15).plusNanos(random.nextInt(2) * 1000L) + "'";
            String moment = keys + when + (created ? random.nextInt(3) : "");
            if (moments.add(moment)) {
                String made = created ? ", timestamptz '2024-01-02' + interval '%s hours'".formatted(moment.substring(moment.length() - 1)) : "";
                rows.add("(%s, timestamptz %s%s, %s, %s, %s, %s, %s)".formatted(keys, when, made, maybe(random, String.valueOf(random.nextGaussian())),
                        maybe(random, String.valueOf(random.nextLong() >> 12)), maybe(random, "'t%d ü'".formatted(random.nextInt(100))),
                        maybe(random, String.valueOf(random.nextBoolean())), maybe(random, String.valueOf(random.nextFloat()))));
            }
        }
        return "CREATE TABLE %s (driver_id bigint%s, event_timestamp timestamptz%s, a double precision, b bigint, c text, d boolean, e real); INSERT INTO %1$s VALUES %s;%s"
                .formatted(name, twoKeys ? ", zone text" : "", created ? ", created timestamptz" : "", String.join(", ", rows), random.nextBoolean()
                        ? " CREATE INDEX ON %s (driver_id%s, event_timestamp DESC%s);".formatted(name, twoKeys ? ", zone" : "", created ? ", created DESC" : "") : "");
    }

    private static String maybe(Random random, String value) {
        return random.nextInt(8) == 0 ? "NULL" : value;
    }

    private static Map<String, List<Object>> entities(Random random, boolean twoKeys) {
        int rows = 60;
        Map<String, List<Object>> columns = new LinkedHashMap<>();
        columns.put("driver_id", IntStream.range(0, rows).mapToObj(i -> (Object) (1000L + random.nextInt(9))).toList());
        if (twoKeys) {
            columns.put("zone", IntStream.range(0, rows).mapToObj(i -> (Object) List.of("Nord", "Süd東", "West", "Ost!").get(random.nextInt(4))).toList());
        }
        columns.put("event_timestamp", IntStream.range(0, rows)
                .mapToObj(i -> (Object) START.plusMillis(random.nextInt(260) * 1000L * 15 + random.nextInt(3) * 1000L).toString()).toList());
        return columns;
    }
}
