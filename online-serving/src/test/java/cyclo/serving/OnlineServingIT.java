package cyclo.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import cyclo.common.CycloException;
import cyclo.common.ExitCode;
import cyclo.common.Json;
import cyclo.common.table.Column;
import cyclo.common.table.Table;
import cyclo.common.table.ValueType;
import cyclo.common.web.WebServer;
import cyclo.features.FeatureSelection;
import cyclo.features.FeatureStore;
import cyclo.features.HistoricalOptions;
import cyclo.models.serving.Missing;
import cyclo.models.serving.MissingPolicy;
import cyclo.models.serving.Scorer;
import cyclo.models.ModelFolder;
import cyclo.services.EmbeddedRedis;
import cyclo.services.Ports;
import cyclo.services.TestServices;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Predictions on what Redis holds; {@link FeatureServerIT} runs the same through a feature server. */
class OnlineServingIT {
    static final Path SERVING = Path.of("serving.yaml");
    private static final Instant NOON = FlightsProject.START.plus(Duration.ofHours(60));
    private final HttpClient client = HttpClient.newHttpClient();
    @TempDir Path folder;

    @Test void onlineAndBatchPredictTheSameForTheSameEntitiesAndTime() throws Exception {
        FlightsProject project = new FlightsProject(folder, TestServices.redis());
        Random random = new Random(3);
        for (int hours : new int[] {1, 30, 53, 54, 60, 200}) {
            Instant now = FlightsProject.START.plus(Duration.ofHours(hours));
            List<Map<String, Object>> entities = entities(random, now, 50);
            List<Double> batch = new ArrayList<>();
            try (FeatureStore store = project.open(now)) {
                store.materialize(List.of(), Instant.EPOCH, now);
                FeatureSelection selection = store.service("delay_v1");
                Scorer scorer = new Scorer(ModelFolder.open(folder.resolve("model")), new MissingPolicy(Missing.MODEL, Map.of()));
                for (double value : scorer.score(store.historical(table(entities, now), selection, HistoricalOptions.standard()).table()).values()) {
                    batch.add(value);
                }
            }
            try (WebServer server = start(project, now, Optional.empty())) {
                HttpResponse<String> response = post(server, "/predict", Json.write(Map.of("entities", printable(entities))));
                assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
                List<Double> online = new ArrayList<>();
                Json.parse(response.body()).get("predictions").forEach(one -> online.add(one.get("probability").doubleValue()));
                assertThat(online).as("after %d hours", hours).isEqualTo(batch);
            }
        }
    }

    @Test void statusesSayWhatWasKnownAndReadyzAndMetricsThatAllIsWell() throws Exception {
        FlightsProject project = materialized();
        try (WebServer server = start(project, NOON, Optional.empty())) {
            JsonNode answer = Json.parse(post(server, "/predict", "{\"origin\": \"LGA\", \"tailnum\": null, \"sched_dep\": \"2013-12-03T13:00:00Z\"}").body());

            JsonNode features = answer.at("/predictions/0/features");
            assertThat(features.get("temp").textValue()).isEqualTo("OUTSIDE_MAX_AGE");
            assertThat(features.get("seats").textValue()).isEqualTo("NOT_FOUND");
            assertThat(features.get("dep_hour").textValue()).isEqualTo("PRESENT");
            assertThat(answer.at("/model/run_id").textValue()).isEqualTo("run-7");
            assertThat(answer.at("/predicted_at").textValue()).isEqualTo(NOON.toString());
            assertThat(get(server, "/readyz").statusCode()).isEqualTo(200);
            assertThat(get(server, "/livez").statusCode()).isEqualTo(200);
            assertThat(get(server, "/metrics").body()).contains("cyclo_feature_status_total{feature=\"temp\",status=\"OUTSIDE_MAX_AGE\"} 1")
                    .contains("cyclo_model_info{");
            assertThat(Json.parse(get(server, "/openapi.json").body()).at("/components/schemas/Entity/properties").properties())
                    .extracting(Map.Entry::getKey).containsExactlyInAnyOrder("origin", "tailnum", "sched_dep");
            assertThat(post(server, "/inference", "{}").statusCode()).isEqualTo(404);
        }
    }

    @Test void aRefusedFeatureIs422AndADefaultStandsIn() throws Exception {
        FlightsProject project = materialized();
        String stale = "{\"origin\": \"LGA\", \"tailnum\": \"N3\", \"sched_dep\": \"2013-12-03T13:00:00Z\"}";
        project.serving("missing: {otherwise: model, features: {temp: refuse}}");
        try (WebServer server = start(project, NOON, Optional.empty())) {
            HttpResponse<String> response = post(server, "/predict", stale);
            assertThat(response.statusCode()).isEqualTo(422);
            assertThat(Json.parse(response.body()).get("error").textValue()).contains("temp is OUTSIDE_MAX_AGE");
        }
        project.serving("missing: {otherwise: model, features: {temp: {default: 40}, gust: {default: 0}}}");
        try (WebServer server = start(project, NOON, Optional.empty())) {
            assertThat(post(server, "/predict", stale).statusCode()).isEqualTo(200);
            assertThat(get(server, "/metrics").body()).contains("cyclo_feature_defaulted_total{feature=\"temp\"} 1");
        }
    }

    @Test void withoutRedisItAnswers503AndIsNotReadyAndRecovers() throws Exception {
        Path redisFolder = Files.createTempDirectory("cyclo-redis");
        int port = Ports.free();
        EmbeddedRedis redis = EmbeddedRedis.start(redisFolder, port, true);
        try {
            FlightsProject project = new FlightsProject(folder, redis.address());
            String request = "{\"origin\": \"EWR\", \"tailnum\": \"N3\", \"sched_dep\": 1386000000}";
            try (WebServer server = start(project, NOON, Optional.empty())) {
                assertThat(post(server, "/predict", request).statusCode()).isEqualTo(200);
                redis.close();

                HttpResponse<String> response = post(server, "/predict", request);
                assertThat(response.statusCode()).as(response.body()).isEqualTo(503);
                assertThat(response.body()).contains("Redis");
                HttpResponse<String> ready = get(server, "/readyz");
                assertThat(ready.statusCode()).isEqualTo(503);
                assertThat(ready.body()).contains("Redis");
                assertThat(get(server, "/livez").statusCode()).isEqualTo(200);

                redis = EmbeddedRedis.start(redisFolder, port, true);
                // The circuit that opened while Redis was away lets a try through twice a second.
                long deadline = System.nanoTime() + Duration.ofSeconds(5).toNanos();
                while (post(server, "/predict", request).statusCode() == 503 && System.nanoTime() < deadline) {
                    LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
                }
                assertThat(post(server, "/predict", request).statusCode()).isEqualTo(200);
            }
        } finally {
            redis.discard();
        }
    }

    @Test void withoutRedisItDoesNotStart() throws Exception {
        FlightsProject project = new FlightsProject(folder, new cyclo.services.RedisAddress("127.0.0.1", Ports.free(), "x"));

        assertRefused(project, ExitCode.UNAVAILABLE, "Redis");
    }

    @Test void aFlippedBitInTheModelIsRefusedAtTheStart() throws Exception {
        FlightsProject project = materialized();
        Path file = folder.resolve("model/cyclo_model.json");
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);

        assertRefused(project, ExitCode.REFUSED, "cyclo_model.json");
    }

    @Test void aFeatureOfAnotherTypeOrGoneIsRefusedAtTheStart() throws Exception {
        FlightsProject project = materialized();
        Files.writeString(folder.resolve("features.yaml"), FlightsProject.features("String"));
        project.apply();
        assertRefused(project, ExitCode.REFUSED, "it needs 'seats' as INT64, but the feature store declares it as STRING. "
                + "Retrain the model, or restore the type in features.yaml.");

        Files.writeString(folder.resolve("features.yaml"), FlightsProject.features("Int64").replace("[weather, aircraft, departure]", "[weather, departure]"));
        project.apply();
        assertRefused(project, ExitCode.REFUSED, "it needs 'seats' (INT64), which feature service 'delay_v1' does not give");
    }

    @Test void aModelOfAnotherProjectOrServiceIsRefusedAtTheStart() throws Exception {
        FlightsProject project = materialized();
        project.serving("feature_service: delay_v2");
        assertRefused(project, ExitCode.USAGE, "with feature service 'delay_v2' of serving.yaml: it was trained on 'delay_v1'");

        FlightsProject.model(folder.resolve("model"), "elsewhere");
        project.serving("");
        assertRefused(project, ExitCode.USAGE, "it was trained in project 'elsewhere'");
    }

    @Test void aPortInUseIsASentence() throws Exception {
        FlightsProject project = materialized();
        try (ServerSocket other = new ServerSocket(0)) {
            assertThatThrownBy(() -> start(project, NOON, Optional.of(other.getLocalPort())))
                    .isInstanceOf(CycloException.class).hasMessageStartingWith("Cannot listen on 127.0.0.1:" + other.getLocalPort());
        }
    }

    /** A server of predictions on the project. */
    WebServer start(FlightsProject project, Instant now, Optional<Integer> port) throws IOException {
        return Main.start(folder, SERVING, project.env(now), port);
    }

    private FlightsProject materialized() throws IOException {
        FlightsProject project = new FlightsProject(folder, TestServices.redis());
        try (FeatureStore store = project.open(NOON)) {
            store.materialize(List.of(), Instant.EPOCH, NOON);
        }
        return project;
    }

    private void assertRefused(FlightsProject project, ExitCode code, String part) {
        assertThatThrownBy(() -> start(project, NOON, Optional.empty()))
                .isInstanceOf(CycloException.class).hasMessageContaining(part).extracting(e -> ((CycloException) e).exitCode()).isEqualTo(code);
    }

    private static List<Map<String, Object>> entities(Random random, Instant now, int count) {
        List<Map<String, Object>> entities = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Map<String, Object> entity = new LinkedHashMap<>();
            entity.put("origin", random.nextInt(10) == 0 ? "BOS" : FlightsProject.AIRPORTS.get(random.nextInt(3)));
            entity.put("tailnum", random.nextInt(5) == 0 ? null : "N" + random.nextInt(30));
            entity.put("sched_dep", now.plusSeconds(random.nextInt(86_400)));
            entities.add(entity);
        }
        return entities;
    }

    private static Table table(List<Map<String, Object>> entities, Instant now) {
        return Table.of(Column.of("origin", ValueType.STRING, entities.stream().map(one -> one.get("origin")).toList()),
                Column.of("tailnum", ValueType.STRING, new ArrayList<>(entities.stream().map(one -> one.get("tailnum")).toList())),
                Column.of("sched_dep", ValueType.UNIX_TIMESTAMP, entities.stream().map(one -> one.get("sched_dep")).toList()),
                Column.of("event_timestamp", ValueType.UNIX_TIMESTAMP, entities.stream().map(one -> now).toList()));
    }

    private static List<Map<String, Object>> printable(List<Map<String, Object>> entities) {
        entities.forEach(entity -> entity.computeIfPresent("sched_dep", (name, time) -> time.toString()));
        return entities;
    }

    private HttpResponse<String> post(WebServer server, String path, String body) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(URI.create(server.url() + path)).POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> get(WebServer server, String path) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(URI.create(server.url() + path)).build(), BodyHandlers.ofString());
    }
}
