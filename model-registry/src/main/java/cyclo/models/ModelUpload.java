package cyclo.models;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Makes a model folder a logged model of MLflow 3: created, uploaded, ready, an output of its run, with metrics of its own. */
final class ModelUpload {
    private static final String API = MlflowHttp.API;
    private static final int METRICS_AT_ONCE = 1000;

    private final MlflowHttp http;
    private final MlflowRetry retry;
    private final ArtifactStore store;
    private final Clock clock;

    ModelUpload(MlflowHttp http, MlflowRetry retry, ArtifactStore store, Clock clock) {
        this.http = http;
        this.retry = retry;
        this.store = store;
        this.clock = clock;
    }

    LoggedModel log(TrackedRun run, String name, Path folder, Map<String, Double> metrics) {
        ServableModel model = ModelFolder.open(folder);
        String what = "log model '%s' of run %s".formatted(name, run.id());
        LoggedModel logged = create(run, name, model.digest(), FolderSums.digest(folder), what);
        try {
            store.uploadFolder(folder, logged.artifactUri());
        } catch (RuntimeException e) {
            giveUp(logged, e);
            throw e;
        }
        retry.call(what, true, () -> status(logged, "LOGGED_MODEL_READY"));
        retry.call(what, true, () -> http.send("POST", API + "runs/outputs",
                Map.of("run_id", run.id(), "models", List.of(Map.of("model_id", logged.modelId(), "step", 0)))));
        metrics(run, logged, metrics, what);
        return logged;
    }

    /** MLflow shows where a model was logged from by its own tag, not by its run's. */
    private LoggedModel create(TrackedRun run, String name, String digest, String sumsDigest, String what) {
        Map<String, String> tags = Map.of("mlflow.user", System.getProperty("user.name", "unknown"), "mlflow.source.name", "cyclo",
                RegisteredModels.SUMS_TAG, sumsDigest, "cyclo.model.digest", digest);
        Map<String, Object> body = Map.of("experiment_id", run.experimentId(), "name", name, "model_type", "onnx", "source_run_id", run.id(),
                "tags", RegisteredModels.pairs(tags));
        JsonNode info = retry.call(what, false, () -> http.send("POST", API + "logged-models", body)).path("model").path("info");
        return new LoggedModel(info.path("model_id").asText(), name, info.path("artifact_uri").asText(), sumsDigest);
    }

    private void metrics(TrackedRun run, LoggedModel model, Map<String, Double> metrics, String what) {
        long now = clock.millis();
        List<Map<String, Object>> all = new ArrayList<>();
        new TreeMap<>(metrics).forEach((key, value) -> all.add(Map.of("key", key, "value", Double.isFinite(value) ? value : value.toString(),
                "timestamp", now, "step", 0, "model_id", model.modelId())));
        for (int from = 0; from < all.size(); from += METRICS_AT_ONCE) {
            List<Map<String, Object>> batch = all.subList(from, Math.min(all.size(), from + METRICS_AT_ONCE));
            retry.call(what, true, () -> http.send("POST", API + "runs/log-batch", Map.of("run_id", run.id(), "metrics", batch)));
        }
    }

    private void giveUp(LoggedModel model, RuntimeException because) {
        try {
            status(model, "LOGGED_MODEL_UPLOAD_FAILED");
        } catch (MlflowFailure e) {
            because.addSuppressed(e);
        }
    }

    private JsonNode status(LoggedModel model, String status) {
        return http.send("PATCH", API + "logged-models/" + MlflowHttp.encodedPath(model.modelId()), Map.of("model_id", model.modelId(), "status", status));
    }
}
