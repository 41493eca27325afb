package cyclo.models;

import com.fasterxml.jackson.databind.JsonNode;
import cyclo.common.CycloException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Registered models, their versions and aliases. mlflow-client has no method that writes any of them, and none that reads an alias. */
final class RegisteredModels {
    /** The tag of a version that holds {@link LoggedModel#sumsDigest()}. */
    static final String SUMS_TAG = "cyclo.sha256sums";

    private static final String API = MlflowHttp.API;

    private final MlflowHttp http;
    private final MlflowRetry retry;

    RegisteredModels(MlflowHttp http, MlflowRetry retry) {
        this.http = http;
        this.retry = retry;
    }

    ModelVersion register(String name, LoggedModel model, String runId, Map<String, String> tags) {
        String what = "register model '%s'".formatted(name);
        retry.call(what, true, failure -> failure.is("RESOURCE_ALREADY_EXISTS"),
                () -> http.send("POST", API + "registered-models/create", Map.of("name", name)));
        Map<String, String> all = new TreeMap<>(tags);
        all.put(SUMS_TAG, model.sumsDigest());
        Map<String, Object> body = Map.of("name", name, "source", "models:/" + model.modelId(), "run_id", runId, "model_id", model.modelId(),
                "tags", pairs(all));
        return version(retry.call(what, false, () -> http.send("POST", API + "model-versions/create", body)).path("model_version"));
    }

    void alias(String name, String alias, String version) {
        retry.call("set alias '%s' of model '%s' to version %s".formatted(alias, name, version), true,
                () -> http.send("POST", API + "registered-models/alias", Map.of("name", name, "alias", alias, "version", version)));
    }

    Optional<ModelVersion> find(ModelUri uri) {
        String what = "look up model '%s'".formatted(uri.name());
        if (uri.isLatest()) {
            return latest(uri.name(), what);
        }
        // The server answers an unknown alias with 400 INVALID_PARAMETER_VALUE, everything else that is unknown with 404.
        Predicate<MlflowFailure> unknown = failure -> failure.is("RESOURCE_DOES_NOT_EXIST")
                || uri.alias() && failure.is("INVALID_PARAMETER_VALUE") && failure.getMessage().contains("not found");
        return retry.call(what, true, unknown, () -> uri.alias()
                        ? http.get(API + "registered-models/alias", ordered("name", uri.name(), "alias", uri.reference()))
                        : http.get(API + "model-versions/get", ordered("name", uri.name(), "version", uri.reference())))
                .map(answer -> version(answer.path("model_version")));
    }

    private Optional<ModelVersion> latest(String name, String what) {
        Map<String, String> query = ordered("filter", "name='%s'".formatted(name.replace("'", "''")), "max_results", "1");
        query.put("order_by", "version_number DESC");
        JsonNode versions = retry.call(what, true, () -> http.get(API + "model-versions/search", query)).path("model_versions");
        return versions.isEmpty() ? Optional.empty() : Optional.of(version(versions.get(0)));
    }

    /** Where the version's files are, as an address of the artifact store. */
    String artifactUri(ModelVersion version) {
        String what = "find the files of model '%s' version %s".formatted(version.name(), version.version());
        String uri = retry.call(what, true, () -> http.get(API + "model-versions/get-download-uri",
                ordered("name", version.name(), "version", version.version()))).path("artifact_uri").asText();
        if (uri.startsWith("runs:/")) {
            String[] parts = uri.substring("runs:/".length()).split("/", 2);
            JsonNode run = retry.call(what, true, () -> http.get(API + "runs/get", Map.of("run_id", parts[0]))).path("run");
            String root = run.path("info").path("artifact_uri").asText();
            return parts.length == 1 ? root : root + "/" + parts[1];
        }
        if (uri.startsWith("models:/m-")) {
            String path = API + "logged-models/" + MlflowHttp.encodedPath(uri.substring("models:/".length()));
            return retry.call(what, true, () -> http.get(path, Map.of())).path("model").path("info").path("artifact_uri").asText();
        }
        return uri;
    }

    static List<Map<String, String>> pairs(Map<String, String> tags) {
        return new TreeMap<>(tags).entrySet().stream().map(tag -> Map.of("key", tag.getKey(), "value", tag.getValue())).toList();
    }

    private static ModelVersion version(JsonNode node) {
        if (node.path("status").asText().equals("FAILED_REGISTRATION")) {
            throw CycloException.refused("Cannot use version %s of model '%s': its registration failed (%s). Register it anew.",
                    node.path("version").asText(), node.path("name").asText(), node.path("status_message").asText());
        }
        Map<String, String> tags = new TreeMap<>();
        node.path("tags").forEach(tag -> tags.put(tag.path("key").asText(), tag.path("value").asText()));
        List<String> aliases = new ArrayList<>();
        node.path("aliases").forEach(alias -> aliases.add(alias.asText()));
        String source = node.path("source").asText();
        String modelId = node.path("model_id").asText(source.startsWith("models:/m-") ? source.substring("models:/".length()) : "");
        return new ModelVersion(node.path("name").asText(), node.path("version").asText(), node.path("run_id").asText(), modelId, source, tags, aliases);
    }

    private static Map<String, String> ordered(String name, String value, String otherName, String otherValue) {
        Map<String, String> query = new LinkedHashMap<>();
        query.put(name, value);
        query.put(otherName, otherValue);
        return query;
    }
}
