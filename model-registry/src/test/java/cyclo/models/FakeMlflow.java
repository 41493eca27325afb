package cyclo.models;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import cyclo.common.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ExecutorService;

/** Answers as MLflow 3.17.2 was recorded to answer, keeps artifacts in memory, and remembers what it was asked. */
final class FakeMlflow implements AutoCloseable {
    record Asked(String method, String path, String query, String token, String body) {
        JsonNode json() {
            return Json.parse(body);
        }
    }

    record Answer(int status, String body) {}

    static final String RUN = "ff94e3e4deab49f2a5ef15e55932fdbd";
    static final String MODEL = "m-ca01fbab43304f51ae8631d1deefb516";
    private static final String ARTIFACTS = "/api/2.0/mlflow-artifacts/artifacts";

    final Map<String, byte[]> artifacts = new ConcurrentHashMap<>();
    final List<Asked> asked = new CopyOnWriteArrayList<>();
    private final Map<String, Deque<Answer>> once = new ConcurrentHashMap<>();
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final ExecutorService workers = Executors.newCachedThreadPool();
    private final HttpServer server;

    FakeMlflow() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(workers);
        server.createContext("/", this::handle);
        server.start();
        golden("GET experiments/get-by-name", "008_experiments_get_by_name");
        golden("POST experiments/create", "001_experiments_create");
        golden("POST runs/create", "015_runs_create");
        golden("POST runs/log-batch", "032_runs_log_batch");
        golden("POST runs/log-inputs", "035_runs_log_inputs");
        golden("POST runs/update", "045_runs_update_finished");
        golden("POST runs/outputs", "076_runs_outputs");
        golden("GET runs/get", "036_runs_get");
        golden("POST logged-models", "065_logged_models_create");
        golden("PATCH logged-models/" + MODEL, "072_logged_models_finalize");
        golden("POST registered-models/create", "084_registered_models_create");
        golden("POST registered-models/alias", "120_registered_models_alias_set");
        golden("GET registered-models/alias", "122_registered_models_alias_get");
        golden("POST model-versions/create", "090_model_versions_create_models_uri");
        golden("GET model-versions/get", "106_model_versions_get");
        golden("GET model-versions/search", "111_model_versions_search");
        golden("GET model-versions/get-download-uri", "109_model_versions_get_download_uri_models");
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** From now on {@code call} (for example {@code GET runs/get}) gets the recorded answer. */
    void golden(String call, String file) {
        answers.put(call, recorded(file));
    }

    void answer(String call, int status, String body) {
        answers.put(call, new Answer(status, body));
    }

    /** The next calls get these, one after another, before the usual answer. */
    void first(String call, Answer... some) {
        once.put(call, new ArrayDeque<>(List.of(some)));
    }

    List<Asked> asked(String call) {
        return asked.stream().filter(request -> call.equals(name(request.method, request.path))).toList();
    }

    static Answer recorded(String file) {
        try (InputStream in = FakeMlflow.class.getResourceAsStream("/golden/mlflow/rest/" + file + ".json")) {
            JsonNode response = Json.mapper().readTree(in).path("response");
            return new Answer(response.path("status").asInt(), response.has("body") ? response.get("body").toString() : response.path("body_text").asText());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        String method = exchange.getRequestMethod();
        String path = exchange.getRequestURI().getPath();
        byte[] body = exchange.getRequestBody().readAllBytes();
        String query = exchange.getRequestURI().getRawQuery() == null ? "" : URLDecoder.decode(exchange.getRequestURI().getRawQuery(), StandardCharsets.UTF_8);
        String token = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
        asked.add(new Asked(method, path, query, token, new String(body, StandardCharsets.UTF_8)));
        Deque<Answer> next = once.get(name(method, path));
        Answer answer = next == null ? null : next.poll();
        if (answer == null && path.startsWith(ARTIFACTS) && !answers.containsKey(name(method, path))) {
            artifact(exchange, method, path.substring(ARTIFACTS.length()), query, body);
            return;
        }
        Answer usual = path.equals("/health") ? new Answer(200, "OK") : new Answer(404, "<html>no page</html>");
        answer = answer != null ? answer : answers.getOrDefault(name(method, path), usual);
        if (answer.status() == 0) {
            await();
        }
        send(exchange, answer.status(), answer.body().getBytes(StandardCharsets.UTF_8));
    }

    /** Names are relative to the folder that is listed, as MLflow does it. */
    private void artifact(HttpExchange exchange, String method, String path, String query, byte[] body) throws IOException {
        if (method.equals("PUT")) {
            artifacts.put(path.substring(1), body);
            send(exchange, 200, "{}".getBytes(StandardCharsets.UTF_8));
        } else if (!path.isEmpty()) {
            byte[] content = artifacts.get(path.substring(1));
            send(exchange, content == null ? 404 : 200, content == null ? new byte[0] : content);
        } else {
            String folder = query.substring("path=".length()) + "/";
            Map<String, Map<String, Object>> files = new TreeMap<>();
            artifacts.forEach((file, content) -> {
                if (file.startsWith(folder)) {
                    String name = file.substring(folder.length());
                    boolean below = name.contains("/");
                    String first = below ? name.substring(0, name.indexOf('/')) : name;
                    files.put(first, below ? Map.of("path", first, "is_dir", true) : Map.of("path", first, "is_dir", false, "file_size", content.length));
                }
            });
            send(exchange, 200, Json.write(files.isEmpty() ? Map.of() : Map.of("files", files.values())).getBytes(StandardCharsets.UTF_8));
        }
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status == 0 ? 200 : status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private void await() {
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String name(String method, String path) {
        return method + " " + path.replace("/api/2.0/mlflow/", "");
    }

    @Override public void close() {
        closed.countDown();
        server.stop(0);
        workers.shutdownNow();
    }
}
