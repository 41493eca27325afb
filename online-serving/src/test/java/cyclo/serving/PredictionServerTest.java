package cyclo.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import cyclo.common.CycloException;
import cyclo.common.Json;
import cyclo.common.web.WebAddress;
import cyclo.common.web.WebServer;
import cyclo.models.Task;
import cyclo.models.serving.MissingPolicy;
import cyclo.models.serving.ModelInfo;
import cyclo.models.serving.Scorer;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PredictionServerTest {
    private static final ModelInfo MODEL = new ModelInfo("m", "3", "run", "digest", Task.BINARY, 0.5);
    private static final OnlineSection ONLINE = new OnlineSection(3, 2048, Duration.ofSeconds(5),
            Optional.of(new OnlineSection.Inference("driver_id", OnlineSection.Choice.MAX)));
    private final HttpClient client = HttpClient.newHttpClient();
    private WebServer server;

    @AfterEach void stop() {
        server.close();
    }

    @Test void predicts() throws Exception {
        start(Fakes::read, ONLINE);

        HttpResponse<String> response = post("/predict", "{\"entities\": [{\"driver_id\": 1001}, {\"driver_id\": 1002}]}");

        assertThat(response.statusCode()).isEqualTo(200);
        JsonNode answer = Json.parse(response.body());
        assertThat(answer.at("/predictions/1/entity/driver_id").longValue()).isEqualTo(1002);
        assertThat(answer.at("/predictions/1/probability").doubleValue()).isEqualTo(0.75);
        assertThat(answer.at("/model/version").textValue()).isEqualTo("3");
        assertThat(Json.parse(post("/inference", "{\"request_id\": \"r\", \"driver_ids\": [1001, 1002]}").body()).get("prediction").longValue())
                .isEqualTo(1002);
    }

    @Test void whatIsNotJsonIs400WhatIsNoEntityIs422WhatIsNotThereIs404() throws Exception {
        start(Fakes::read, ONLINE);

        assertError(post("/predict", "{\"entities\": "), 400, "Cannot read the request: it is not JSON");
        assertError(post("/predict", ""), 400, "its body is empty");
        assertError(post("/predict", "{\"driver_id\": 1} x"), 400, "not JSON");
        assertError(post("/predict", "{\"driver_id\": 1, \"driver_id\": 2}"), 400, "not JSON");
        assertError(post("/predict", "{\"driver_id\": \"1001\"}"), 422, "driver_id is \"1001\": write a whole number (INT64)");
        assertError(post("/predict", "{\"driver_id\": 1003}"), 422, "acc_rate is NULL_VALUE");
        assertError(post("/predict", "{\"entities\": [{}, {}, {}, {}]}"), 422, "give 1 to 3");
        assertError(post("/predictions", "{}"), 404, "");
    }

    @Test void aBodyBeyondTheLimitIs413() throws Exception {
        start(Fakes::read, ONLINE);

        assertError(post("/predict", "{\"driver_id\": 1001" + " ".repeat(3000) + "}"), 413, "");
    }

    @Test void aStoreThatDoesNotAnswerIs503AndOneThatIsLateToo() throws Exception {
        start(entities -> {
            throw CycloException.unavailable("Cannot reach Redis at 127.0.0.1:1: start it with ./cyclo up.");
        }, ONLINE);
        assertError(post("/predict", "{\"driver_id\": 1001}"), 503, "Cannot reach Redis");
        server.close();

        CountDownLatch never = new CountDownLatch(1);
        start(entities -> {
            try {
                never.await();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
            return Fakes.read(entities);
        }, new OnlineSection(3, 2048, Duration.ofMillis(30), Optional.empty()));
        assertError(post("/predict", "{\"driver_id\": 1001}"), 503, "deadline of 30 ms");
    }

    @Test void aRequestInFlightIsAnsweredWhenTheServerCloses() throws Exception {
        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        start(entities -> {
            reading.countDown();
            try {
                go.await();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
            return Fakes.read(entities);
        }, ONLINE);
        CompletableFuture<HttpResponse<String>> response = client.sendAsync(HttpRequest.newBuilder(URI.create(server.url() + "/predict"))
                .POST(BodyPublishers.ofString("{\"driver_id\": 1001}")).build(), BodyHandlers.ofString());
        reading.await();
        CompletableFuture<Void> closing = CompletableFuture.runAsync(server::close);
        URI url = URI.create(server.url());
        assertThatThrownBy(() -> {
            while (true) {
                new Socket(url.getHost(), url.getPort()).close();
            }
        }).isInstanceOfSatisfying(SocketException.class, end -> assertThat(end instanceof ConnectException || "Connection reset by peer".equals(end.getMessage()))
                .as("refused, or reset while it waited to be taken: %s", end).isTrue());

        go.countDown();

        assertThat(response.get().statusCode()).isEqualTo(200);
        closing.get();
    }

    @Test void theDescriptionNamesTheKeysAndFeaturesOfThisModel() throws Exception {
        start(Fakes::read, ONLINE);

        JsonNode document = Json.parse(get("/openapi.json").body());

        assertThat(document.get("openapi").textValue()).isEqualTo("3.1.0");
        assertThat(document.at("/components/schemas/Entity/properties/driver_id/anyOf/0/format").textValue()).isEqualTo("int64");
        assertThat(document.at("/paths/~1inference/post/requestBody/content/application~1json/schema/$ref").textValue())
                .isEqualTo("#/components/schemas/Inference");
        assertThat(document.at("/paths/~1predict/post/responses").properties()).extracting(Map.Entry::getKey).contains("200", "400", "413", "422", "503");
        document.findValuesAsText("$ref").forEach(reference -> assertThat(document.at(reference.substring(1)).isMissingNode()).as(reference).isFalse());
    }

    @Test void theMetricsTellModelStagesAndStatuses() throws Exception {
        start(Fakes::read, ONLINE);
        post("/predict", "{\"driver_id\": 1001}");

        String metrics = get("/metrics").body();

        assertThat(metrics).contains("cyclo_model_info{digest=\"digest\",name=\"m\",run_id=\"run\",version=\"3\"} 1")
                .contains("cyclo_feature_status_total{feature=\"acc_rate\",status=\"PRESENT\"} 1")
                .containsPattern("cyclo_serving_stage_seconds_bucket\\{stage=\"features\",le=\"0.1\"} 1")
                .containsPattern("cyclo_serving_stage_seconds_count\\{stage=\"model\"} 1");
    }

    private void start(OnlineReader store, OnlineSection online) {
        server = new WebServer(WebAddress.loopback(0)).maxBodyBytes(online.maxBody());
        ServingMetrics metrics = new ServingMetrics(server.metrics());
        metrics.model(MODEL);
        EntitySchema schema = new EntitySchema(Fakes.SELECTION.given(), online.maxEntities());
        PredictionHandler handler = new PredictionHandler(store, Fakes.SELECTION, new Scorer(new Fakes.Rate(Task.BINARY), MissingPolicy.REFUSE_ALL), MODEL,
                Clock.fixed(Fakes.NOW, ZoneOffset.UTC), metrics);
        Deadline deadline = new Deadline(online.deadline());
        new PredictionServer(schema, handler, online.inference().map(one -> new InferenceHandler(one, schema, handler, online.maxEntities())), deadline,
                new OpenApi(Fakes.SELECTION, MODEL, online, false).document()).on(server);
        server.closingAfterwards(deadline).start();
    }

    private HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(URI.create(server.url() + path)).POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(URI.create(server.url() + path)).build(), BodyHandlers.ofString());
    }

    private static void assertError(HttpResponse<String> response, int status, String part) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(Json.parse(response.body()).get("error").textValue()).contains(part);
    }
}
