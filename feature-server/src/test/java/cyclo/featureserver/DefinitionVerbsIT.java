package cyclo.featureserver;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import cyclo.common.Json;
import cyclo.featureserver.Verbs.Answer;
import cyclo.services.PostgresAddress;
import cyclo.services.RedisAddress;
import cyclo.services.TestServices;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DefinitionVerbsIT {
    private static final String FEATURES = """
            entities:
              - {name: driver, join_keys: [{name: driver_id, type: Int64}]}
            sources:
              - {name: s, table: stats, timestamp_field: ts}
            feature_views:
              - {name: stats, entities: [driver], source: s, ttl: 1d, schema: [{name: rate, type: Float64}]}
            feature_services:
              - {name: v1, features: [stats]}
            """;

    @TempDir Path project;

    @BeforeEach void writeProject() throws IOException {
        PostgresAddress postgres = TestServices.freshDatabase();
        RedisAddress redis = TestServices.redis();
        write("features.yaml", FEATURES);
        write("feature_store.yaml", """
                project: %s
                provider: local
                registry: {registry_type: sql, path: "postgresql+psycopg://%s:%s@%s:%d/%s?sslmode=disable"}
                offline_store: {type: postgres, host: "%4$s", port: %5$d, database: "%6$s", user: "%2$s", password: "%3$s", sslmode: disable}
                online_store: {type: redis, connection_string: "%7$s"}
                entity_key_serialization_version: 3
                """.formatted(TestServices.freshName("drivers"), postgres.user(), postgres.password(), postgres.host(), postgres.port(), postgres.database(),
                redis.connectionString()));
    }

    @Test void theLifeOfAProject() throws IOException {
        assertThat(run("plan")).extracting(Answer::code, Answer::out).containsExactly(0, """
                + entity driver
                + source s
                + feature view stats
                + feature service v1

                4 to add, 0 to change, 0 to remove.
                """);
        assertThat(run("apply").out()).startsWith("+ entity driver");
        assertThat(run("apply").out()).startsWith("Nothing to change");
        write("features.yaml", FEATURES.replace("ttl: 1d", "ttl: 2d"));
        assertThat(run("plan").out()).isEqualTo("""
                ~ feature view stats
                    ~ ttl: 1d -> 2d

                This invalidates
                  ! feature service v1: changes in stats:rate (kept 2d, not 1d)
                    Models trained on it before have seen other values: train them again.

                0 to add, 1 to change, 0 to remove.
                """);
        JsonNode changes = Json.parse(run("apply", "--json").out()).get("changes");
        assertThat(changes).hasSize(1);
        assertThat(changes.get(0).get("action").asText()).isEqualTo("update");
        assertThat(run("list", "views").out()).contains("stats  rate by driver_id, ttl 2d");
        assertThat(Json.parse(run("list", "--json").out())).hasSize(4);
        assertThat(run("describe", "stats").out()).contains("source: s", "ttl: 2d", "- name: rate, type: Float64");
        assertThat(run("describe", "stats", "--yaml").out()).isEqualTo("""
                kind: feature view
                name: stats
                entities:
                - driver
                join_keys:
                - name: driver_id
                  type: Int64
                source: s
                ttl: 2d
                online: true
                features:
                - name: rate
                  type: Float64
                """);
        assertThat(run("list", "services", "--yaml").out()).startsWith("- kind: feature service\n");
        assertThat(run("list", "datasets").out()).isEqualTo("There are no datasets.\n");
        assertThat(run("teardown")).satisfies(answer -> assertThat(answer.code()).isEqualTo(2)).extracting(Answer::err).asString()
                .contains("there is no terminal to ask on: nothing was removed. Give --force.");
        assertThat(run("list", "--json").out()).contains("driver");
        assertThat(run("teardown", "--force").out()).isEqualTo("Removed 0 entities from the online store, and 5 objects from the registry.\n");
        assertThat(run("list")).satisfies(answer -> assertThat(answer.code()).isEqualTo(2)).extracting(Answer::err).asString()
                .contains("run feature-server apply first");
    }

    @Test void aFaultyFileChangesNothing() throws IOException {
        run("apply");
        write("features.yaml", FEATURES.replace("source: s", "sourcs: s"));
        Answer answer = run("apply");
        assertThat(answer.code()).isEqualTo(2);
        assertThat(answer.out()).isEmpty();
        assertThat(answer.err()).contains("features.yaml:6: 'feature_views.source' is missing",
                "features.yaml:6: unknown key 'feature_views.sourcs'. Did you mean 'source'?");
        assertThat(run("describe", "stats").out()).contains("source: s");
    }

    @Test void aRepositoryOfPythonFilesIsToldHowItIsApplied() throws IOException {
        Files.delete(project.resolve("features.yaml"));
        for (String verb : new String[] {"apply", "plan"}) {
            assertThat(run(verb)).satisfies(answer -> assertThat(answer.code()).isEqualTo(2)).extracting(Answer::err).asString()
                    .contains("features.yaml, which declares the features", "applied by feast apply");
        }
    }

    @Test void unknownNamesGetASuggestion() {
        run("apply");
        assertThat(run("describe", "stat").err()).contains("Did you mean 'stats'?");
        assertThat(run("list", "servces").err()).contains("Did you mean 'services'?");
    }

    @Test void aDeadDatabaseIsExitCodeFour() throws IOException {
        write("feature_store.yaml", Files.readString(project.resolve("feature_store.yaml")).replaceFirst("@127.0.0.1:\\d+", "@127.0.0.1:1"));
        Answer answer = run("apply");
        assertThat(answer.code()).isEqualTo(4);
        assertThat(answer.err()).contains("Cannot reach PostgreSQL at 127.0.0.1:1");
    }

    @Test void everyVerbHasHelp() {
        for (String verb : new String[] {"apply", "plan", "list", "describe", "teardown"}) {
            assertThat(run(verb, "--help")).satisfies(answer -> assertThat(answer.code()).isZero()).extracting(Answer::out).asString()
                    .contains("--project", "--json");
        }
    }

    private Answer run(String... words) {
        return words[words.length - 1].equals("--help") ? Verbs.run(words)
                : Verbs.run(Stream.concat(Stream.of(words), Stream.of("--project", project.toString())).toArray(String[]::new));
    }

    private void write(String name, String text) throws IOException {
        Files.write(project.resolve(name), text.getBytes(StandardCharsets.UTF_8));
    }
}
