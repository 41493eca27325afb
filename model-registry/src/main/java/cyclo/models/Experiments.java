package cyclo.models;

import cyclo.common.CycloException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.mlflow.api.proto.Service.Experiment;

/** Experiments by name, made when they are not there, and asked for once. */
final class Experiments {
    private final MlflowRuns runs;
    private final MlflowRetry retry;
    private final Map<String, String> known = new ConcurrentHashMap<>();

    Experiments(MlflowRuns runs, MlflowRetry retry) {
        this.runs = runs;
        this.retry = retry;
    }

    String idOf(String name) {
        return known.computeIfAbsent(name, this::find);
    }

    /** Made at the same moment by someone else is as good. */
    private String find(String name) {
        String what = "open experiment '%s'".formatted(name);
        for (int tried = 0; tried < 2; tried++) {
            Optional<Experiment> found = retry.call(what, true, () -> runs.call(client -> client.getExperimentByName(name)));
            if (found.isPresent()) {
                return found.get().getExperimentId();
            }
            Optional<String> created = retry.call(what, true, failure -> failure.is("RESOURCE_ALREADY_EXISTS"),
                    () -> runs.call(client -> client.createExperiment(name)));
            if (created.isPresent()) {
                return created.get();
            }
        }
        throw CycloException.usage("Cannot %s: MLflow says that it exists, and does not find it. Was it deleted? Restore it, or use another name.", what);
    }
}
