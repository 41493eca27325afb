package cyclo.featureserver;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import cyclo.common.Json;
import cyclo.services.PostgresAddress;
import cyclo.services.RedisAddress;
import cyclo.services.TestServices;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InitIT {
    @TempDir private Path folder;

    /** As {@code cyclo up} would: the nearest .cyclo upwards tells where services are. */
    @BeforeEach void tellWhereServicesAre() throws IOException {
        PostgresAddress postgres = TestServices.freshDatabase();
        RedisAddress redis = TestServices.redis();
        Files.createDirectories(folder.resolve(".cyclo"));
        Files.write(folder.resolve(".cyclo/services.env"), List.of("POSTGRES_HOST=" + postgres.host(), "POSTGRES_PORT=" + postgres.port(),
                "POSTGRES_DATABASE=" + postgres.database(), "POSTGRES_USER=" + postgres.user(), "POSTGRES_PASSWORD=" + postgres.password(),
                "REDIS_CONNECTION_STRING=" + redis.connectionString()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"embedded", "duckdb"})
    void theProjectRunsAtOnce(String store) throws IOException {
        String name = TestServices.freshName("rides");
        assertThat(Verbs.run("init", name, "--store", store, "--in", folder.toString()).out()).contains("Made project '" + name + "'", "feature-server apply");
        Path project = folder.resolve(name);
        assertThat(run(project, "plan")).endsWith("7 to add, 0 to change, 0 to remove.\n");
        assertThat(run(project, "apply")).contains("+ feature view driver_stats", "+ feature service driver_quality");
        assertThat(run(project, "apply")).startsWith("Nothing to change");
        assertThat(Verbs.run("stats", "driver_stats", "--project", project.toString()).err())
                .containsAnyOf("Cannot count the rows of feature view 'driver_stats'", "there is no such file");
        run(project, "write", "driver_stats", project.resolve("data/driver_stats.csv").toString(), "--to", "online_and_offline");
        assertThat(run(project, "stats", "driver_stats")).contains("1,200 rows of 10 entities (driver_id)", "10 of 10 entities within the ttl");
        assertThat(run(project, "stats", "driver_stats", "--features", "avg_daily_trips,city", "--steps", "5").lines())
                .anyMatch(line -> line.matches(" +\\d+  █+.* \\d+")).anyMatch(line -> line.matches("  Huế +█+.* \\d+"));
        JsonNode stats = Json.parse(run(project, "stats", "driver_stats", "--json"));
        assertThat(stats.path("entities").asInt()).isEqualTo(10);
        assertThat(stats.at("/features/0/histogram/counts")).hasSize(24);
        assertThat(Verbs.run("stats", "driver_now", "--project", project.toString()).err()).contains("it is an on-demand view, computed when it is read");
        JsonNode read = Json.parse(run(project, "get-online", "--service", "driver_quality", "--entity", "driver_id=1001,distance_km=4.2", "--json"));
        assertThat(read.get(0).get("features").get("conv_rate").get("status").asText()).isEqualTo("PRESENT");
        assertThat(read.at("/0/features/expected_km/value").asDouble()).isEqualTo(4.2 * read.at("/0/features/conv_rate/value").asDouble());
        JsonNode joined = Json.parse(run(project, "get-historical", "--service", "driver_quality", "--entities", project.resolve("data/orders.csv").toString(),
                "--json"));
        assertThat(joined).hasSize(8).allMatch(row -> row.path("conv_rate").isNumber() && row.path("expected_km").isNumber());
        for (List<String> where : List.of(List.of("--to-table", "driver_stats"), List.of("--to", project + "/offline/driver_stats.parquet"))) {
            String said = Verbs.run("get-historical", "--service", "driver_quality", "--entities", project.resolve("data/orders.csv").toString(), where.get(0),
                    where.get(1), "--project", project.toString()).err();
            assertThat(said.contains("feature view 'driver_stats' reads it")).as(said).isEqualTo(store.equals("duckdb") || where.get(0).equals("--to-table"));
        }
        assertThat(run(project, "docs", "--to", "-")).startsWith("<!doctype html>").contains("driver_quality", "all fresh");
        assertThat(run(project, "teardown", "--force")).startsWith("Removed 10 entities");
    }

    @Test void everyFileSaysWhatItIsFor() throws IOException {
        Verbs.run("init", "shop", "--in", folder.toString());
        for (String file : List.of("feature_store.yaml", "features.yaml", "data.yaml")) {
            assertThat(Files.readString(folder.resolve("shop").resolve(file))).startsWith("# ").doesNotContain("{{");
        }
        assertThat(Files.readString(folder.resolve("shop/README.md"))).contains("# shop", "1,200 rows").doesNotContain("{{");
        assertThat(Files.readString(folder.resolve("shop/feature_store.yaml"))).contains("project: shop\n", "db_schema: shop");
    }

    @Test void nothingThatIsThereIsTouched() throws IOException {
        Files.createDirectories(folder.resolve("mine"));
        Files.writeString(folder.resolve("mine/features.yaml"), "mine");
        Verbs.Answer answer = Verbs.run("init", "mine", "--in", folder.toString());
        assertThat(answer.code()).isEqualTo(2);
        assertThat(answer.err()).contains("something is there already. Nothing was changed.");
        assertThat(Files.readString(folder.resolve("mine/features.yaml"))).isEqualTo("mine");
        assertThat(Verbs.run("init", "no-such-name", "--in", folder.toString()).err()).contains("letters, digits and '_' only");
        assertThat(Verbs.run("init", "x", "--store", "oracle", "--in", folder.toString()).code()).isEqualTo(2);
    }

    private static String run(Path project, String... words) {
        String[] all = java.util.Arrays.copyOf(words, words.length + 2);
        all[words.length] = "--project";
        all[words.length + 1] = project.toString();
        Verbs.Answer answer = Verbs.run(all);
        assertThat(answer.code()).as(answer.err()).isZero();
        return answer.out();
    }
}
