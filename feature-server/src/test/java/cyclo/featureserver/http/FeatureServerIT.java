package cyclo.featureserver.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import cyclo.common.Json;
import cyclo.common.web.WebAddress;
import cyclo.common.web.WebServer;
import cyclo.featureserver.ReadObserver;
import cyclo.features.FeatureStore;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
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
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server in its own compatibility, on the project that Python wrote. */
class FeatureServerIT {
    /** Rows of 2024-01-02 are fresh, those of the day before are not. */
    private static final Clock NOON = Clock.fixed(Instant.parse("2024-01-02T12:00:00Z"), ZoneOffset.UTC);
    private static final String THREE = "\"features\": [\"driver_stats:acc_rate\", \"driver_types:f_int64\", \"driver_stats:conv_rate\"]";

    private final HttpClient client = HttpClient.newHttpClient();
    @TempDir private Path folder;
    private WebServer server;

    @AfterEach void stop() {
        if (server != null) {
            server.close();
        }
    }

    @Test void featuresComeInTheRequestedOrderWithTheirStatus() throws Exception {
        start(Optional.empty());
        JsonNode answer = read("{%s, \"entities\": {\"driver_id\": [1001, 1002, 1003, 99, null]}}".formatted(THREE));
        assertThat(answer.get("metadata").toString()).isEqualTo("{\"feature_names\":[\"driver_id\",\"acc_rate\",\"f_int64\",\"conv_rate\"]}");
        JsonNode rate = answer.get("results").get(3);
        assertThat(rate.get("values").toString()).isEqualTo("[0.30000001192092896,null,null,null,null]");
        assertThat(rate.get("statuses").toString()).isEqualTo("[\"PRESENT\",\"NULL_VALUE\",\"OUTSIDE_MAX_AGE\",\"NOT_FOUND\",\"NOT_FOUND\"]");
        assertThat(rate.get("event_timestamps").toString()).isEqualTo("[\"2024-01-02T00:00:00.123456Z\",\"2024-01-02T06:00:00Z\",\"2024-01-01T06:00:00Z\","
                + "\"1970-01-01T00:00:00Z\",\"1970-01-01T00:00:00Z\"]");
        assertThat(answer.get("results").get(2).get("values").toString()).isEqualTo("[1234567890123,0,null,null,null]");
        assertThat(answer.get("results").get(0).get("values").toString()).isEqualTo("[1001,1002,1003,99,null]");
    }

    @Test void withoutTheTokenOnlyProbesAnswer() throws Exception {
        start(new ServeSettings(new WebAddress("127.0.0.1", 0, Optional.of("s3cret")), Compatibility.CYCLO, Duration.ZERO, Optional.empty(), 10 << 20, 100, 100,
                1, false, Optional.empty(), Duration.ofSeconds(5)));
        String body = "{%s, \"entities\": {\"driver_id\": [1001]}}".formatted(THREE);
        for (String path : List.of("/get-online-features", "/push", "/write-to-online-store", "/materialize", "/materialize-incremental")) {
            HttpResponse<String> answer = post(path, body);
            assertThat(answer.statusCode()).as(path).isEqualTo(401);
            assertThat(answer.body()).contains("Cannot let you in");
        }
        assertThat(get("/openapi.json").statusCode()).isEqualTo(401);
        for (String path : List.of("/health", "/livez", "/readyz", "/metrics", "/docs")) {
            assertThat(get(path).statusCode()).as(path).isEqualTo(200);
        }
        assertThat(post("/get-online-features", body, "Authorization", "Bearer s3cret").statusCode()).isEqualTo(200);
        assertThat(client.send(HttpRequest.newBuilder(uri("/openapi.json")).header("Authorization", "Bearer s3cret").build(), BodyHandlers.ofString()).body())
                .contains("\"scheme\":\"bearer\"");
    }

    @Test void bodyEntitiesAndRowsHaveLimits() throws Exception {
        start(new ServeSettings(WebAddress.loopback(0), Compatibility.CYCLO, Duration.ZERO, Optional.empty(), 2000, 3, 2, 1, false, Optional.empty(),
                Duration.ofSeconds(5)));
        assertThat(post("/get-online-features", "{%s, \"entities\": {\"driver_id\": [1, 2, 3]}}".formatted(THREE)).statusCode()).isEqualTo(200);
        assertThat(post("/get-online-features", "{%s, \"entities\": {\"driver_id\": [1, 2, 3, 4]}}".formatted(THREE)))
                .satisfies(answer -> assertThat(answer.statusCode()).isEqualTo(413)).extracting(HttpResponse::body).asString().contains("more than 3 entities");
        assertThat(post("/push", "{\"push_source_name\": \"driver_stats_push\", \"df\": {\"driver_id\": [1, 2, 3]}}"))
                .satisfies(answer -> assertThat(answer.statusCode()).isEqualTo(413)).extracting(HttpResponse::body).asString().contains("more than 2 rows");
        assertThat(post("/get-online-features", "{\"x\": \"" + "x".repeat(2000) + "\"}").statusCode()).isEqualTo(413);
        assertThat(post("/push", "{\"x\": \"" + "x".repeat(2000) + "\"}").statusCode()).isEqualTo(413);
    }

    @Test void pandasDictsAndTheNamesOfPythonsRemoteStoreAreUnderstood() throws Exception {
        start(Optional.empty());
        assertThat(post("/write-to-online-store", """
                {"feature_view_name": "driver_stats", "df": {"driver_id": {"0": 7001, "1": 7002}, "conv_rate": {"0": 0.25, "1": NaN}, "acc_rate": {"0": "0.5", "1": 1},
                 "avg_daily_trips": {"0": 3.0, "1": null}, "event_timestamp": {"0": "2024-01-02T11:00:00", "1": 1704193200},
                 "created": {"0": "2024-01-02 11:00:00+00:00", "1": null}}}
                """).body()).isEqualTo("null");
        JsonNode answer = read("{\"features\": [\"driver_stats:conv_rate\", \"driver_stats:acc_rate\", \"driver_stats:avg_daily_trips\"], "
                + "\"entities\": {\"driver_id\": [7001, 7002]}}");
        assertThat(answer.get("results").findValuesAsText("values")).isNotNull();
        assertThat(answer.get("results").get(1).get("values").toString()).isEqualTo("[0.25,null]");
        assertThat(answer.get("results").get(2).get("values").toString()).isEqualTo("[0.5,1.0]");
        assertThat(answer.get("results").get(3).get("values").toString()).isEqualTo("[3,null]");
        assertThat(answer.get("results").get(3).get("event_timestamps").toString()).isEqualTo("[\"2024-01-02T11:00:00Z\",\"2024-01-02T11:00:00Z\"]");
        assertThat(post("/push", "{\"push_source_name\": \"driver_stats_push\", \"df\": {\"driver_id\": {\"0\": 1}, \"conv_rate\": {\"5\": 0.5}}}").body())
                .contains("the rows of 'conv_rate' are [5], not [0] as those before");
    }

    @Test void metricsHaveTheNamesOfFeast() throws Exception {
        start(Optional.empty());
        read("{%s, \"entities\": {\"driver_id\": [1001, 1003]}}".formatted(THREE));
        post("/get-online-features", "{");
        post("/push", Files.readString(GoldenProject.GOLDEN.resolve("http/36_push_online_string_timestamps.json")).replaceAll("(?s).*\"json\": (\\{.*?\\}),\\s*\"raw\".*", "$1"));
        post("/materialize", "{\"start_ts\": \"2023-01-01\", \"end_ts\": \"2024-01-02\", \"feature_views\": [\"driver_stats\"]}");
        assertThat(get("/metrics").body())
                .contains("feast_feature_server_request_total{endpoint=\"/get-online-features\",status=\"success\"} 1.0")
                .contains("feast_feature_server_request_total{endpoint=\"/get-online-features\",status=\"error\"} 1.0")
                .contains("feast_feature_server_request_latency_seconds_bucket{endpoint=\"/get-online-features\",feature_count=\"1-10\",feature_view_count=\"2\",le=\"0.005\"}")
                .contains("feast_online_features_request_total 1.0")
                .contains("feast_online_features_entity_count_bucket{le=\"5.0\"} 1")
                .contains("feast_online_features_status_total{feature_view=\"driver_stats\",status=\"present\"} 2.0")
                .contains("feast_online_features_status_total{feature_view=\"driver_stats\",status=\"outside_max_age\"} 2.0")
                .contains("feast_feature_server_online_store_read_duration_seconds_count 1")
                .contains("feast_push_request_total{mode=\"online\",push_source=\"driver_stats_push\"} 1.0")
                .contains("feast_materialization_result_total{feature_view=\"driver_stats\",status=\"success\"} 1.0")
                .contains("feast_materialization_duration_seconds_count{feature_view=\"driver_stats\"} 1")
                .contains("feast_feature_freshness_seconds{feature_view=\"driver_types\",project=\"driver_ranking\"}")
                .contains("feast_feature_server_cpu_usage").contains("feast_feature_server_memory_usage");
    }

    @Test void eachReadIsTakenDownWithoutItsKeys() throws Exception {
        Path audit = folder.resolve("audit.jsonl");
        start(Optional.of(audit));
        read("{%s, \"entities\": {\"driver_id\": [1001, 1003]}}".formatted(THREE));
        post("/get-online-features", "{%s, \"entities\": {\"driver_id\": [\"abc\"]}}".formatted(THREE));
        server.close();
        List<String> lines = Files.readAllLines(audit);
        assertThat(lines).hasSize(2);
        JsonNode line = Json.parse(lines.get(0));
        assertThat(line.get("event").asText()).isEqualTo("online_feature_request");
        assertThat(line.get("requestor_id").asText()).isEqualTo("anonymous");
        assertThat(line.get("entity_keys").toString()).isEqualTo("[\"driver_id\"]");
        assertThat(line.get("entity_count").asInt()).isEqualTo(2);
        assertThat(line.get("feature_views").toString()).isEqualTo("[\"driver_stats\",\"driver_types\"]");
        assertThat(line.get("status").asText()).isEqualTo("success");
        assertThat(Json.parse(lines.get(1)).get("status").asText()).isEqualTo("error");
        assertThat(String.join("", lines)).doesNotContain("1001").doesNotContain("abc");
    }

    @Test void aSecondRunOfAViewBehindItsRequestIsAConflict() throws Exception {
        FeatureStore store = GoldenProject.open(folder, NOON);
        FeastMetrics metrics = new FeastMetrics(new SimpleMeterRegistry());
        RegistryRefresh registry = new RegistryRefresh(store, Duration.ZERO, () -> { });
        CountDownLatch goOn = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(2);
        List<String> done = new ArrayList<>();
        try (store; registry; Materializations runs = new Materializations(store, metrics, registry, 1)) {
            runs.behind(new Materializations.Run(List.of("driver_stats"), view -> {
                try {
                    goOn.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                done.add(view);
                ended.countDown();
            }), false);
            Materializations.Run other = new Materializations.Run(List.of("driver_types", "driver_stats"), view -> {
                done.add(view);
                ended.countDown();
            });
            assertThatThrownBy(() -> runs.behind(other, false)).isInstanceOf(Materializations.Conflict.class)
                    .hasMessageContaining("already in MATERIALIZING state: ['driver_stats']");
            runs.behind(new Materializations.Run(List.of("driver_types"), other.one()), false);
            goOn.countDown();
            ended.await();
            assertThat(done).containsExactly("driver_stats", "driver_types");
        }
    }

    @Test void theDescriptionHasExamplesThatWork() throws Exception {
        start(Optional.empty());
        JsonNode document = Json.parse(get("/openapi.json").body());
        JsonNode schemas = document.get("components").get("schemas");
        JsonNode example = schemas.get("GetOnlineFeaturesRequest").get("example");
        assertThat(read(example.toString()).get("metadata").get("feature_names").size()).isGreaterThan(2);
        assertThat(post("/push", schemas.get("PushFeaturesRequest").get("example").toString()).statusCode()).isEqualTo(200);
        assertThat(post("/write-to-online-store", schemas.get("WriteToFeatureStoreRequest").get("example").toString()).statusCode()).isEqualTo(200);
        assertThat(post("/materialize", schemas.get("MaterializeRequest").get("example").toString()).statusCode()).isEqualTo(200);
        document.findValuesAsText("$ref").forEach(reference -> assertThat(document.at(reference.substring(1)).isMissingNode()).as(reference).isFalse());
        assertThat(get("/docs").body()).contains("<!doctype html>").doesNotContain("http://").doesNotContain("https://");
    }

    @Test void answersToManyAtOnceAreNotMixedUp() throws Exception {
        start(Optional.empty());
        int drivers = 1000;
        String ids = IntStream.range(0, drivers).mapToObj(String::valueOf).collect(Collectors.joining(","));
        String times = IntStream.range(0, drivers).mapToObj(i -> "\"2024-01-02T00:%02d:%02d\"".formatted(i / 60, i % 60)).collect(Collectors.joining(","));
        assertThat(post("/push", "{\"push_source_name\": \"driver_stats_push\", \"df\": {\"driver_id\": [%s], \"conv_rate\": [%1$s], \"acc_rate\": [%1$s], \"avg_daily_trips\": [%1$s], "
                .formatted(ids) + "\"event_timestamp\": [%s], \"created\": [%1$s]}}".formatted(times)).statusCode()).isEqualTo(200);
        ExecutorService clients = Executors.newFixedThreadPool(16);
        List<Future<Integer>> counts = new ArrayList<>();
        for (int thread = 0; thread < 16; thread++) {
            Random random = new Random(thread);
            counts.add(clients.submit(() -> {
                int right = 0;
                for (int i = 0; i < 200; i++) {
                    List<Integer> asked = random.ints(1 + random.nextInt(40), 0, drivers).boxed().toList();
                    JsonNode results = read("{\"features\": [\"driver_stats_fresh:avg_daily_trips\", \"driver_stats_fresh:conv_rate\"], \"entities\": {\"driver_id\": %s}}"
                            .formatted(asked)).get("results");
                    for (int row = 0; row < asked.size(); row++) {
                        int id = asked.get(row);
                        boolean same = results.get(0).get("values").get(row).asInt() == id && results.get(1).get("values").get(row).asInt() == id
                                && results.get(2).get("values").get(row).asDouble() == id
                                && results.get(2).get("event_timestamps").get(row).asText().equals("2024-01-02T00:%02d:%02dZ".formatted(id / 60, id % 60));
                        right += same ? 1 : 0;
                        assertThat(same).as("driver %d in %s", id, results).isTrue();
                    }
                }
                return right;
            }));
        }
        int rows = 0;
        for (Future<Integer> count : counts) {
            rows += count.get();
        }
        clients.shutdown();
        System.out.printf("16 clients at once, 3,200 requests: %,d rows, each of the entity that was asked for%n", rows);
    }

    private void start(Optional<Path> audit) throws Exception {
        start(new ServeSettings(WebAddress.loopback(0), Compatibility.CYCLO, Duration.ZERO, Optional.empty(), 10 << 20, 10_000, 100_000, 2, false, audit,
                Duration.ofSeconds(5)));
    }

    private void start(ServeSettings settings) throws Exception {
        server = FeatureServer.of(GoldenProject.open(folder, NOON), NOON, settings, ReadObserver.NONE).start();
    }

    private JsonNode read(String body) throws IOException, InterruptedException {
        HttpResponse<String> answer = post("/get-online-features", body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Json.parse(answer.body());
    }

    private HttpResponse<String> post(String path, String body, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path)).POST(BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString());
    }

    private URI uri(String path) {
        return URI.create(server.url() + path);
    }
}
