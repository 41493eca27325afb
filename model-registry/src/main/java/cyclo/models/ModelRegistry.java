package cyclo.models;

import cyclo.common.Env;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Runs, logged models and the model registry of an MLflow server, or of Cyclo's tracking-server. Thread safe. */
public final class ModelRegistry implements AutoCloseable {
    private ModelRegistry() {}

    /** Reads MLFLOW_TRACKING_URI and MLFLOW_TRACKING_TOKEN; connects at the first call. */
    public static ModelRegistry connect(Env env) {
        throw new UnsupportedOperationException();
    }

    /** Creates the experiment if needed. */
    public TrackedRun startRun(String experiment, String runName, Optional<TrackedRun> parent, Map<String, String> tags) {
        throw new UnsupportedOperationException();
    }

    /** Goes on with a run that another process started. @throws cyclo.common.CycloException (refused) if there is no such run */
    public TrackedRun run(String runId) {
        throw new UnsupportedOperationException();
    }

    /** Uploads a {@link ModelFolder} as a logged model of {@code run}; the metrics appear on the run and on the model. */
    public LoggedModel logModel(TrackedRun run, String name, Path modelFolder, Map<String, Double> metrics) {
        throw new UnsupportedOperationException();
    }

    /** Creates the registered model if needed. */
    public ModelVersion register(String registeredName, LoggedModel model, TrackedRun run, Map<String, String> tags) {
        throw new UnsupportedOperationException();
    }

    public void alias(String name, String alias, String version) {
        throw new UnsupportedOperationException();
    }

    /** {@code models:/NAME@alias} or {@code models:/NAME/3}. @throws cyclo.common.CycloException (refused) if there is none */
    public ModelVersion version(String modelUri) {
        throw new UnsupportedOperationException();
    }

    public Optional<ModelVersion> find(String modelUri) {
        throw new UnsupportedOperationException();
    }

    /** The model's files in a folder below {@code cache}: complete, verified and reused when already there. */
    public Path download(ModelVersion version, Path cache) {
        throw new UnsupportedOperationException();
    }

    /** @throws cyclo.common.CycloException (unavailable) if the server does not answer */
    public void ping() {
        throw new UnsupportedOperationException();
    }

    @Override public void close() {}
}
