package cyclo.models;

import com.fasterxml.jackson.databind.JsonNode;
import cyclo.common.CycloException;
import cyclo.common.FileFault;
import cyclo.common.Json;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** MLflow's REST API over plain HTTP: each method is one attempt. Thread safe. */
final class MlflowHttp {
    static final String API = "/api/2.0/mlflow/";
    private static final Duration CONNECT = Duration.ofSeconds(5);

    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT).build();
    private final URI server;
    private final Optional<String> token;
    private final Duration timeout;
    private final Duration fileTimeout;

    /** @param server without a slash at the end */
    MlflowHttp(URI server, Optional<String> token, Duration timeout, Duration fileTimeout) {
        this.server = server;
        this.token = token;
        this.timeout = timeout;
        this.fileTimeout = fileTimeout;
    }

    /** @throws MlflowFailure if the answer is not a success */
    JsonNode get(String path, Map<String, String> query) {
        String parameters = query.entrySet().stream().map(entry -> encoded(entry.getKey()) + "=" + encoded(entry.getValue())).collect(Collectors.joining("&"));
        return json(send(request(path + (parameters.isEmpty() ? "" : "?" + parameters), timeout).GET().build()));
    }

    /** @throws MlflowFailure if the answer is not a success */
    JsonNode send(String method, String path, Object body) {
        return json(send(request(path, timeout).header("Content-Type", "application/json").method(method, BodyPublishers.ofString(Json.write(body))).build()));
    }

    /** @throws MlflowFailure if the answer is not a success */
    void put(String path, Path file) {
        try {
            BodyPublisher content = Files.size(file) == 0 ? BodyPublishers.noBody() : BodyPublishers.ofFile(file);
            send(request(path, fileTimeout).header("Content-Type", "application/octet-stream").PUT(content).build());
        } catch (IOException e) {
            throw new MlflowFailure(400, "", "was not asked: " + file + " cannot be read: " + e, false, e);
        }
    }

    /** Writes the answer's body to {@code target}. @throws MlflowFailure if the answer is not a success */
    void download(String path, Path target) {
        send(request(path, fileTimeout).GET().build(), answer -> answer.statusCode() < 300
                ? BodySubscribers.mapping(BodySubscribers.ofFile(target), file -> new byte[0])
                : BodySubscribers.ofByteArray());
    }

    /** @throws MlflowFailure if the server does not answer its health check */
    void ping() {
        send(request("/health", timeout).GET().build());
    }

    /** A path whose segments may hold any character. */
    static String encodedPath(String path) {
        return Arrays.stream(path.split("/", -1)).map(MlflowHttp::encoded).collect(Collectors.joining("/"));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private HttpRequest.Builder request(String path, Duration limit) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server + path)).timeout(limit);
        token.ifPresent(value -> request.header("Authorization", "Bearer " + value));
        return request;
    }

    private HttpResponse<byte[]> send(HttpRequest request) {
        return send(request, BodyHandlers.ofByteArray());
    }

    private HttpResponse<byte[]> send(HttpRequest request, BodyHandler<byte[]> handler) {
        try {
            HttpResponse<byte[]> response = client.send(request, handler);
            if (response.statusCode() >= 300) {
                throw failure(response.statusCode(), new String(response.body(), StandardCharsets.UTF_8));
            }
            return response;
        } catch (ConnectException | HttpConnectTimeoutException e) {
            throw new MlflowFailure(0, "", "does not answer", false, e);
        } catch (IOException e) {
            if (FileFault.isDiskFull(e)) {
                throw CycloException.usage("Cannot keep what %s answered: no space is left on the disk. Free some.", server, e);
            }
            throw new MlflowFailure(0, "", "did not answer %s %s: %s".formatted(request.method(), request.uri().getPath(), e.getMessage()), true, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MlflowFailure(400, "", "was left, since the program was interrupted", true, e);
        }
    }

    /** MLflow's error, or the text of whatever stands before it. */
    static MlflowFailure failure(int status, String body) {
        try {
            JsonNode error = Json.parse(body);
            if (error.path("error_code").isTextual()) {
                return new MlflowFailure(status, error.get("error_code").asText(), "answered %d %s: %s".formatted(
                        status, error.get("error_code").asText(), error.path("message").asText()), true, null);
            }
        } catch (IllegalArgumentException notMlflow) {
            // Told below with its own words: MLflow answers some faults in HTML or plain text, and a proxy may stand before it.
        }
        String words = body.replaceAll("<[^>]*>", " ").replaceAll("\\s+", " ").strip();
        String told = words.length() > 300 ? words.substring(0, 300) + " ..." : words;
        return new MlflowFailure(status, "", "answered %d: %s".formatted(status, told), true, null);
    }

    private JsonNode json(HttpResponse<byte[]> response) {
        String body = new String(response.body(), StandardCharsets.UTF_8);
        try {
            return Json.parse(body.isBlank() ? "{}" : body);
        } catch (IllegalArgumentException e) {
            String told = "answered %s with something that is not JSON: is it an MLflow server?".formatted(response.uri().getPath());
            throw new MlflowFailure(400, "", told, true, e);
        }
    }
}
