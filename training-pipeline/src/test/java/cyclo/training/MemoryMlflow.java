package cyclo.training;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import cyclo.common.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** As much of an MLflow server as a training run needs, in memory: runs, artifacts, logged models, versions and aliases. */
final class MemoryMlflow implements AutoCloseable {
    private static final String ARTIFACTS = "/api/2.0/mlflow-artifacts/artifacts";

    /** What a run was told. */
    static final class Run {
        final String id;
        final Map<String, String> params = new TreeMap<>();
        final Map<String, String> tags = new TreeMap<>();
        final Map<String, Double> metrics = new TreeMap<>();
        final List<JsonNode> datasets = new ArrayList<>();
        String status = "RUNNING";

        Run(String id) {
            this.id = id;
        }
    }

    final Map<String, Run> runs = new LinkedHashMap<>();
    final Map<String, byte[]> artifacts = new TreeMap<>();
    final List<ObjectNode> versions = new ArrayList<>();
    final Map<String, String> aliases = new HashMap<>();
    private final HttpServer server;

    MemoryMlflow() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.start();
    }

    String uri() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** The runs without a parent, oldest first. */
    List<Run> parents() {
        return runs.values().stream().filter(run -> !run.tags.containsKey("mlflow.parentRunId")).toList();
    }

    @Override public void close() {
        server.stop(0);
    }

    private synchronized void handle(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        String path = exchange.getRequestURI().getPath();
        String query = String.valueOf(exchange.getRequestURI().getRawQuery());
        if (path.equals("/health")) {
            send(exchange, 200, "OK".getBytes(StandardCharsets.UTF_8));
        } else if (path.startsWith(ARTIFACTS)) {
            artifact(exchange, path, query, body);
        } else {
            JsonNode request = body.length == 0 ? Json.parse("{}") : Json.parse(new String(body, StandardCharsets.UTF_8));
            Map<String, Object> answer = answer(path.substring("/api/2.0/mlflow/".length()), request, query);
            send(exchange, answer.containsKey("error_code") ? 404 : 200, Json.write(answer).getBytes(StandardCharsets.UTF_8));
        }
    }

    private Map<String, Object> answer(String call, JsonNode request, String query) {
        Run run = runs.get(request.path("run_id").asText(request.path("run_uuid").asText()));
        switch (call) {
            case "experiments/get-by-name":
                return Map.of("experiment", Map.of("experiment_id", "1", "name", "test"));
            case "runs/create":
                Run created = new Run("run" + runs.size());
                request.path("tags").forEach(tag -> created.tags.put(tag.path("key").asText(), tag.path("value").asText()));
                runs.put(created.id, created);
                return Map.of("run", Map.of("info", info(created)));
            case "runs/get":
                return Map.of("run", Map.of("info", info(runs.get(query.replaceFirst(".*run_id=", "").replaceFirst("&.*", "")))));
            case "runs/log-batch":
                request.path("params").forEach(param -> run.params.put(param.path("key").asText(), param.path("value").asText()));
                request.path("tags").forEach(tag -> run.tags.put(tag.path("key").asText(), tag.path("value").asText()));
                request.path("metrics").forEach(metric -> run.metrics.put(metric.path("key").asText(), metric.path("value").asDouble()));
                return Map.of();
            case "runs/log-inputs":
                request.path("datasets").forEach(run.datasets::add);
                return Map.of();
            case "runs/update":
                run.status = request.path("status").asText();
                return Map.of("run_info", info(run));
            case "logged-models":
                String model = "m-1" + versions.size();
                return Map.of("model", Map.of("info", Map.of("model_id", model, "artifact_uri", "mlflow-artifacts:/1/models/" + model)));
            case "model-versions/create":
                return version(request);
            case "registered-models/alias":
                return request.has("alias") ? alias(request) : champion();
            case "model-versions/get-download-uri":
                return Map.of("artifact_uri", "mlflow-artifacts:/1/models/m-1" + (Integer.parseInt(query.replaceFirst(".*version=", "")) - 1));
            default:
                return Map.of();
        }
    }

    private Map<String, Object> version(JsonNode request) {
        ObjectNode version = request.deepCopy();
        versions.add(version.put("version", String.valueOf(versions.size() + 1)).put("status", "READY"));
        return Map.of("model_version", version);
    }

    private Map<String, Object> alias(JsonNode request) {
        aliases.put(request.path("alias").asText(), request.path("version").asText());
        return Map.of();
    }

    private Map<String, Object> champion() {
        String version = aliases.get("champion");
        return version == null ? Map.of("error_code", "RESOURCE_DOES_NOT_EXIST", "message", "not found")
                : Map.of("model_version", versions.get(Integer.parseInt(version) - 1));
    }

    private static Map<String, Object> info(Run run) {
        return Map.of("run_id", run.id, "experiment_id", "1", "status", run.status, "artifact_uri", "mlflow-artifacts:/1/" + run.id + "/artifacts");
    }

    private void artifact(HttpExchange exchange, String path, String query, byte[] body) throws IOException {
        String file = path.substring(Math.min(path.length(), ARTIFACTS.length() + 1));
        if (exchange.getRequestMethod().equals("PUT")) {
            artifacts.put(file, body);
            send(exchange, 200, "{}".getBytes(StandardCharsets.UTF_8));
        } else if (!file.isEmpty()) {
            send(exchange, 200, artifacts.get(file));
        } else {
            String folder = URLDecoder.decode(query.replaceFirst("path=", ""), StandardCharsets.UTF_8) + "/";
            ArrayNode files = Json.mapper().createArrayNode();
            artifacts.keySet().stream().filter(name -> name.startsWith(folder)).map(name -> name.substring(folder.length()))
                    .map(name -> name.replaceFirst("/.*", "/")).distinct()
                    .forEach(name -> files.addObject().put("path", name.replace("/", "")).put("is_dir", name.endsWith("/")));
            send(exchange, 200, Json.write(Map.of("files", files)).getBytes(StandardCharsets.UTF_8));
        }
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
