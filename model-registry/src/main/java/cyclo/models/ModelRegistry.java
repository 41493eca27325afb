package cyclo.models;

import com.fasterxml.jackson.databind.JsonNode;
import cyclo.common.CycloException;
import cyclo.common.Env;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Runs, logged models and the model registry of an MLflow server, or of Cyclo's tracking-server. Every call has a time-out; what may
 * pass is tried again. Thread safe.
 */
public final class ModelRegistry implements AutoCloseable {
    private final URI server;
    private final MlflowRuns runs;
    private final MlflowHttp http;
    private final MlflowRetry retry;
    private final ArtifactStore store;
    private final RegisteredModels models;
    private final Experiments experiments;
    private final Clock clock;

    ModelRegistry(URI server, Optional<String> token, Duration timeout, Duration firstWait, Clock clock) {
        this.server = server;
        this.runs = new MlflowRuns(server, token, timeout);
        this.http = new MlflowHttp(server, token, timeout, Duration.ofMinutes(5));
        this.retry = new MlflowRetry(server, firstWait);
        this.store = new ArtifactStore(http, retry);
        this.models = new RegisteredModels(http, retry);
        this.experiments = new Experiments(runs, retry);
        this.clock = clock;
    }

    /**
     * Reads MLFLOW_TRACKING_URI and MLFLOW_TRACKING_TOKEN; connects at the first call. Runs are dated by the real clock, not by CYCLO_NOW.
     *
     * @throws CycloException (usage) if the address is not set, or not http or https
     */
    public static ModelRegistry connect(Env env) {
        String address = env.find("MLFLOW_TRACKING_URI").orElseThrow(() -> CycloException.usage(
                "Cannot reach a model registry: MLFLOW_TRACKING_URI is not set. Set it, or start the embedded services with ./cyclo up."));
        if (!address.matches("https?://[^/].*")) {
            throw CycloException.usage("Cannot use MLFLOW_TRACKING_URI '%s': write the address of a server, for example http://127.0.0.1:5000.", address);
        }
        URI server = URI.create(address.replaceAll("/+$", ""));
        return new ModelRegistry(server, env.find("MLFLOW_TRACKING_TOKEN"), Duration.ofSeconds(30), Duration.ofMillis(250), Clock.systemUTC());
    }

    /** Starts a run under {@code parent} if there is one; creates the experiment if needed. */
    public TrackedRun startRun(String experiment, String runName, Optional<TrackedRun> parent, Map<String, String> tags) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("mlflow.user", System.getProperty("user.name", "unknown"));
        all.put("mlflow.source.name", "cyclo");
        all.put("mlflow.source.type", "LOCAL");
        all.put("mlflow.runName", runName);
        parent.ifPresent(run -> all.put("mlflow.parentRunId", run.id()));
        all.putAll(tags);
        Map<String, Object> body = Map.of("experiment_id", experiments.idOf(experiment), "run_name", runName, "user_id", all.get("mlflow.user"),
                "start_time", clock.millis(), "tags", RegisteredModels.pairs(all));
        // Not through mlflow-client: it would send a failed call again by itself, and start a second run.
        JsonNode info = retry.call("start a run in experiment '%s'".formatted(experiment), false,
                () -> http.send("POST", MlflowHttp.API + "runs/create", body)).path("run").path("info");
        return tracked(info.path("run_id").asText(), info.path("experiment_id").asText(), info.path("artifact_uri").asText());
    }

    /** Goes on with a run that another process started. @throws CycloException (refused) if there is no such run */
    public TrackedRun run(String runId) {
        return retry.call("go on with run '%s'".formatted(runId), true, failure -> failure.is("RESOURCE_DOES_NOT_EXIST"),
                        () -> runs.call(client -> client.getRun(runId)))
                .map(run -> tracked(runId, run.getInfo().getExperimentId(), run.getInfo().getArtifactUri()))
                .orElseThrow(() -> CycloException.refused(
                        "Cannot go on with run '%s': the tracking server at %s does not know it. Start the training again.", runId, server));
    }

    /**
     * Uploads a {@link ModelFolder} as a logged model of {@code run}; the metrics appear on the run and on the model. A folder whose
     * files are not what its list of digests says is not uploaded.
     */
    public LoggedModel logModel(TrackedRun run, String name, Path modelFolder, Map<String, Double> metrics) {
        return new ModelUpload(http, retry, store, clock).log(run, name, modelFolder, metrics);
    }

    /** Creates the registered model if needed, then a version of it with the given tags. Not done twice: each call is a new version. */
    public ModelVersion register(String registeredName, LoggedModel model, TrackedRun run, Map<String, String> tags) {
        return models.register(registeredName, model, run.id(), tags);
    }

    public void alias(String name, String alias, String version) {
        models.alias(name, alias, version);
    }

    /**
     * The version behind {@code models:/NAME@alias}, {@code models:/NAME/3} or {@code models:/NAME/latest}.
     *
     * @throws CycloException (refused) if there is none; (usage) for another form
     */
    public ModelVersion version(String modelUri) {
        return find(modelUri).orElseThrow(() -> CycloException.refused(
                "Cannot find the model '%s' in the registry at %s: train and register it first, or look for another alias or version.", modelUri, server));
    }

    /** As {@link #version}, empty if there is none. */
    public Optional<ModelVersion> find(String modelUri) {
        return models.find(ModelUri.parse(modelUri));
    }

    /**
     * The model's files in a folder below {@code cache}: complete, and reused when already there and unharmed. The list of digests is
     * held against the version's tag, so that not even a folder that agrees with itself can stand in for the registered one.
     *
     * @throws CycloException (refused) if a file is not what was registered
     */
    public Path download(ModelVersion version, Path cache) {
        return new ModelCache(server, models, store, cache).download(version);
    }

    /** The version's page in MLflow's UI. */
    public String url(ModelVersion version) {
        return "%s/#/models/%s/versions/%s?workflowType=machine_learning".formatted(server, MlflowHttp.encodedPath(version.name()), version.version());
    }

    /** @throws CycloException (unavailable) if the server does not answer */
    public void ping() {
        retry.call("reach the model registry", true, () -> {
            http.ping();
            return true;
        });
    }

    @Override public void close() {
        runs.close();
    }

    private TrackedRun tracked(String id, String experimentId, String artifactUri) {
        return new TrackedRun(id, experimentId, artifactUri, server, runs, http, retry, store, clock);
    }
}
