package cyclo.featureserver;

import com.fasterxml.jackson.databind.JsonNode;
import cyclo.common.Env;
import cyclo.common.Json;
import cyclo.features.definitions.Consequence;
import cyclo.features.definitions.Plan;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The registered models that were trained on features that a plan changes, asked from MLflow's registry: for each model the versions
 * that have an alias, else its newest. A model tells by the parameters of its run ({@code feature_service}, {@code features}) what it reads.
 */
final class AffectedModels {
    /** @param features those of its features that change */
    record Model(String name, String version, List<String> aliases, String featureService, List<String> features) {}

    private static final Logger LOG = LoggerFactory.getLogger(AffectedModels.class);
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
    private final String server;
    private final Optional<String> token;

    private AffectedModels(String server, Optional<String> token) {
        this.server = server.replaceFirst("/+$", "");
        this.token = token;
    }

    /** None without {@code MLFLOW_TRACKING_URI}; a server that does not answer is a warning: a plan is possible without it. */
    static List<Model> of(Plan plan, String project, Env env) {
        Map<String, Set<String>> changed = new TreeMap<>();
        plan.consequences().stream().filter(one -> one.subject() == Consequence.Subject.FEATURE_SERVICE && !one.features().isEmpty())
                .forEach(one -> changed.put(one.name(), one.features()));
        Optional<String> server = env.find("MLFLOW_TRACKING_URI").filter(uri -> uri.startsWith("http"));
        if (changed.isEmpty() || server.isEmpty()) {
            return List.of();
        }
        try {
            return new AffectedModels(server.get(), env.find("MLFLOW_TRACKING_TOKEN")).of(project, changed);
        } catch (IOException | IllegalArgumentException e) {
            LOG.warn("Which models these changes concern is not known: the tracking server at {} did not answer ({}).", server.get(), e.toString());
            return List.of();
        }
    }

    private List<Model> of(String project, Map<String, Set<String>> changed) throws IOException {
        List<Model> models = new ArrayList<>();
        String page = "";
        do {
            JsonNode answer = ask("registered-models/search?max_results=100" + (page.isEmpty() ? "" : "&page_token=" + encoded(page)));
            for (JsonNode model : answer.path("registered_models")) {
                for (Map.Entry<String, List<String>> version : versions(model).entrySet()) {
                    affected(model.path("name").asText(), version.getKey(), version.getValue(), project, changed).ifPresent(models::add);
                }
            }
            page = answer.path("next_page_token").asText("");
        } while (!page.isEmpty());
        return models;
    }

    /** Version to aliases. */
    private static Map<String, List<String>> versions(JsonNode model) {
        Map<String, List<String>> versions = new LinkedHashMap<>();
        model.path("aliases").forEach(alias -> versions.computeIfAbsent(alias.path("version").asText(), none -> new ArrayList<>())
                .add(alias.path("alias").asText()));
        if (versions.isEmpty()) {
            int newest = 0;
            for (JsonNode version : model.path("latest_versions")) {
                newest = Math.max(newest, version.path("version").asInt());
            }
            if (newest > 0) {
                versions.put(String.valueOf(newest), List.of());
            }
        }
        return versions;
    }

    private Optional<Model> affected(String name, String version, List<String> aliases, String project, Map<String, Set<String>> changed) throws IOException {
        String run = ask("model-versions/get?name=%s&version=%s".formatted(encoded(name), encoded(version))).path("model_version").path("run_id").asText("");
        if (run.isEmpty()) {
            return Optional.empty();
        }
        JsonNode data = ask("runs/get?run_id=" + encoded(run)).path("run").path("data");
        String service = value(data.path("params"), "feature_service");
        String trainedIn = value(data.path("tags"), "project");
        if (!changed.containsKey(service) || !trainedIn.isEmpty() && !trainedIn.equals(project)) {
            return Optional.empty();
        }
        Set<String> read = new TreeSet<>(List.of(value(data.path("params"), "features").split(",")));
        // By reference, as Cyclo's training writes them, or by name as others may; without a list a model may read all of its service.
        List<String> touched = changed.get(service).stream().filter(reference -> read.contains("") || read.contains(reference)
                || read.contains(reference.substring(reference.indexOf(':') + 1)) || read.contains(reference.replace(":", "__"))).sorted().toList();
        return touched.isEmpty() ? Optional.empty() : Optional.of(new Model(name, version, aliases, service, touched));
    }

    private static String value(JsonNode pairs, String key) {
        for (JsonNode pair : pairs) {
            if (pair.path("key").asText().equals(key)) {
                return pair.path("value").asText();
            }
        }
        return "";
    }

    private JsonNode ask(String call) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server + "/api/2.0/mlflow/" + call)).timeout(PATIENCE);
        token.ifPresent(secret -> request.header("Authorization", "Bearer " + secret));
        try {
            HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IOException("HTTP status %d for %s".formatted(answer.statusCode(), call));
            }
            return Json.parse(answer.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
