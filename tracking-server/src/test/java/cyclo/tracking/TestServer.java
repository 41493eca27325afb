package cyclo.tracking;

import com.fasterxml.jackson.databind.JsonNode;
import cyclo.common.Json;
import cyclo.services.PostgresAddress;
import cyclo.services.TestServices;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** A tracking server on a database and a folder of its own, and a plain HTTP client for it. */
final class TestServer implements AutoCloseable {
    private final PostgresAddress database;
    private final Path artifacts;
    private final HttpClient client = HttpClient.newHttpClient();
    private TrackingServer server;

    TestServer(Path artifacts) {
        this.database = TestServices.freshDatabase();
        this.artifacts = artifacts;
        start();
    }

    void start() {
        server = TrackingServer.start(settings(database.uri(), Optional.empty()), Clock.systemUTC());
    }

    void restart() {
        server.close();
        start();
    }

    TrackingSettings settings(String store, Optional<String> token) {
        return new TrackingSettings(store, artifacts, "127.0.0.1", 0, token, List.of(), 6);
    }

    PostgresAddress database() {
        return database;
    }

    String url() {
        return server.url();
    }

    HttpResponse<String> send(String method, String path, String body, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url() + path))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    /** Sends JSON below {@code /api/2.0/mlflow/} and wants 200. */
    JsonNode call(String method, String path, String json) throws IOException, InterruptedException {
        HttpResponse<String> answer = json == null ? send(method, "/api/2.0/mlflow/" + path, null)
                : send(method, "/api/2.0/mlflow/" + path, json, "Content-Type", "application/json");
        if (answer.statusCode() != 200) {
            throw new AssertionError(method + " " + path + " -> " + answer.statusCode() + " " + answer.body());
        }
        return Json.parse(answer.body());
    }

    String newExperiment(String name) throws IOException, InterruptedException {
        return call("POST", "experiments/create", "{\"name\":\"%s\"}".formatted(name)).get("experiment_id").textValue();
    }

    String newRun(String experiment) throws IOException, InterruptedException {
        return call("POST", "runs/create", "{\"experiment_id\":\"%s\",\"start_time\":1}".formatted(experiment)).at("/run/info/run_id").textValue();
    }

    @Override public void close() {
        server.close();
    }
}
