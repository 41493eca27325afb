package cyclo.featureserver.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import cyclo.common.Env;
import cyclo.common.Json;
import cyclo.common.Program;
import cyclo.common.web.WebAddress;
import cyclo.common.web.WebServer;
import cyclo.featureserver.Main;
import cyclo.featureserver.ReadObserver;
import cyclo.features.FeatureStore;
import cyclo.services.EmbeddedRedis;
import cyclo.services.Ports;
import cyclo.services.PostgresAddress;
import cyclo.services.RedisAddress;
import cyclo.services.TestServices;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that goes on while the world around it changes: the registry, and Redis. */
class ServeIT {
    private static final String VIEWS = """
            entities:
              - {name: driver, join_keys: [{name: driver_id, type: Int64}]}
            sources:
              - {name: s, table: stats, timestamp_field: event_timestamp}
            push_sources:
              - {name: arriving, batch_source: s}
            feature_views:
              - {name: stats, entities: [driver], source: arriving, ttl: 3650d, schema: [{name: rate, type: Float64}%s]}
            """;

    private final HttpClient client = HttpClient.newHttpClient();
    @TempDir private Path folder;

    @Test void whatIsAppliedMeanwhileIsServedAndNoRequestFailsForIt() throws Exception {
        project(TestServices.redis());
        try (WebServer server = serve()) {
            push(server, "\"rate\": [0.5]");
            AtomicBoolean applied = new AtomicBoolean();
            CompletableFuture<Map<String, Integer>> reader = CompletableFuture.supplyAsync(() -> readWhile(server, applied));
            features(", {name: trips, type: Int64}");
            assertThat(read(server, "stats:trips").statusCode()).isEqualTo(404);
            apply();
            while (read(server, "stats:trips").statusCode() == 404) {
                Thread.onSpinWait();
            }
            applied.set(true);
            Map<String, Integer> answers = reader.get();
            System.out.printf("registry changed while serving: answers by status %s%n", answers);
            assertThat(answers).containsOnlyKeys("200 PRESENT");
            push(server, "\"rate\": [0.5], \"trips\": [7]", "2024-01-03T00:00:00Z");
            assertThat(values(read(server, "stats:trips"))).isEqualTo("[7]");
        }
    }

    @Test void aRedisThatIsKilledAndFlushedIsToldAndServedAgain() throws Exception {
        Path data = Files.createDirectory(folder.resolve("redis"));
        int port = Ports.free();
        EmbeddedRedis redis = EmbeddedRedis.start(data, port, false);
        try {
            project(redis.address());
            try (WebServer server = serve()) {
                push(server, "\"rate\": [0.5]");
                assertThat(statuses(read(server, "stats:rate"))).isEqualTo("[\"PRESENT\"]");
                redis.process().destroyForcibly();
                redis.process().onExit().get();
                int refused = 0;
                long slowest = 0;
                for (int i = 0; i < 50; i++) {
                    long began = System.nanoTime();
                    HttpResponse<String> answer = read(server, "stats:rate");
                    slowest = Math.max(slowest, System.nanoTime() - began);
                    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
                    assertThat(answer.body()).contains("Cannot ").contains("Redis");
                    refused++;
                }
                assertThat(send(server, "GET", "/readyz", "").statusCode()).isEqualTo(503);
                assertThat(send(server, "GET", "/livez", "").statusCode()).isEqualTo(200);
                assertThat(send(server, "POST", "/push", pushBody("\"rate\": [0.5]", "2024-01-02T00:00:00Z")).statusCode()).isEqualTo(503);
                redis = EmbeddedRedis.start(data, port, false);
                long back = System.nanoTime();
                HttpResponse<String> answer = read(server, "stats:rate");
                while (answer.statusCode() == 503) {
                    answer = read(server, "stats:rate");
                }
                long resumed = System.nanoTime() - back;
                assertThat(statuses(answer)).as("Redis came back empty").isEqualTo("[\"NOT_FOUND\"]");
                push(server, "\"rate\": [0.75]");
                assertThat(values(read(server, "stats:rate"))).isEqualTo("[0.75]");
                System.out.printf("Redis killed in mid-serving: %d of %d reads told 503, the slowest after %d ms; serving again %d ms after its return%n", refused, 50,
                        slowest / 1_000_000, resumed / 1_000_000);
                assertThat(slowest).isLessThan(Duration.ofSeconds(5).toNanos());
            }
        } finally {
            redis.discard();
        }
    }

    private Map<String, Integer> readWhile(WebServer server, AtomicBoolean over) {
        Map<String, Integer> answers = new TreeMap<>();
        try {
            while (!over.get()) {
                HttpResponse<String> answer = read(server, "stats:rate");
                String status = answer.statusCode() == 200 ? statuses(answer).replaceAll("[\\[\\]\"]", "") : answer.body();
                answers.merge(answer.statusCode() + " " + status, 1, Integer::sum);
            }
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return answers;
    }

    private WebServer serve() {
        FeatureStore store = FeatureStore.open(folder, Env.of(Map.of(), folder), Clock.systemUTC());
        return FeatureServer.of(store, Clock.systemUTC(), new ServeSettings(WebAddress.loopback(0), Compatibility.CYCLO, Duration.ofMillis(200), Optional.empty(),
                10 << 20, 10_000, 100_000, 2, false, Optional.empty(), Duration.ofSeconds(5)), ReadObserver.NONE).start();
    }

    private void project(RedisAddress redis) throws IOException {
        PostgresAddress postgres = TestServices.freshDatabase();
        Files.writeString(folder.resolve("feature_store.yaml"), """
                project: %s
                provider: local
                registry: {registry_type: sql, path: "postgresql+psycopg://%s:%s@%s:%d/%s?sslmode=disable"}
                offline_store: {type: postgres, host: "%4$s", port: %5$d, database: "%6$s", db_schema: public, user: "%2$s", password: "%3$s", sslmode: disable}
                online_store: {type: redis, connection_string: "%7$s"}
                entity_key_serialization_version: 3
                """.formatted(TestServices.freshName("served"), postgres.user(), postgres.password(), postgres.host(), postgres.port(), postgres.database(),
                redis.connectionString()));
        features("");
        apply();
    }

    private void features(String more) throws IOException {
        Files.writeString(folder.resolve("features.yaml"), VIEWS.formatted(more));
    }

    private void apply() {
        assertThat(new Program("feature-server", new Main()).run("apply", "--project", folder.toString())).isZero();
    }

    private void push(WebServer server, String values) throws IOException, InterruptedException {
        push(server, values, "2024-01-02T00:00:00Z");
    }

    private void push(WebServer server, String values, String time) throws IOException, InterruptedException {
        HttpResponse<String> answer = send(server, "POST", "/push", pushBody(values, time));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private static String pushBody(String values, String time) {
        return "{\"push_source_name\": \"arriving\", \"df\": {\"driver_id\": [1], %s, \"event_timestamp\": [\"%s\"]}}".formatted(values, time);
    }

    private HttpResponse<String> read(WebServer server, String feature) throws IOException, InterruptedException {
        return send(server, "POST", "/get-online-features", "{\"features\": [\"%s\"], \"entities\": {\"driver_id\": [1]}}".formatted(feature));
    }

    private HttpResponse<String> send(WebServer server, String method, String path, String body) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(URI.create(server.url() + path)).method(method, BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
    }

    private static String statuses(HttpResponse<String> answer) {
        return result(answer).get("statuses").toString();
    }

    private static String values(HttpResponse<String> answer) {
        return result(answer).get("values").toString();
    }

    private static JsonNode result(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Json.parse(answer.body()).get("results").get(1);
    }
}
