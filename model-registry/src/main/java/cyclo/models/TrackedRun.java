package cyclo.models;

import cyclo.common.CycloException;
import cyclo.common.Json;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.mlflow.api.proto.Service.Metric;
import org.mlflow.api.proto.Service.Param;
import org.mlflow.api.proto.Service.RunStatus;
import org.mlflow.api.proto.Service.RunTag;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running MLflow run. Thread safe. Not ended by anyone but {@link #finish} and {@link #fail}. */
public final class TrackedRun {
    private static final Logger log = LoggerFactory.getLogger(TrackedRun.class);
    private static final int LONGEST_PARAM = 6000;
    private static final int LONGEST_TAG = 5000;
    private static final int LONGEST_DIGEST = 36;

    private final String id;
    private final String experimentId;
    private final String artifactUri;
    private final URI server;
    private final MlflowRuns runs;
    private final MlflowHttp http;
    private final MlflowRetry retry;
    private final ArtifactStore store;
    private final Clock clock;

    TrackedRun(String id, String experimentId, String artifactUri, URI server, MlflowRuns runs, MlflowHttp http, MlflowRetry retry,
            ArtifactStore store, Clock clock) {
        this.id = id;
        this.experimentId = experimentId;
        this.artifactUri = artifactUri;
        this.server = server;
        this.runs = runs;
        this.http = http;
        this.retry = retry;
        this.store = store;
        this.clock = clock;
    }

    public String id() {
        return id;
    }

    public String experimentId() {
        return experimentId;
    }

    /** The run's page in MLflow's UI. */
    public String url() {
        return "%s/#/experiments/%s/runs/%s?workflowType=machine_learning".formatted(server, experimentId(), id);
    }

    /** Logs any number of parameters; a value of more than 6000 characters is cut, ends in a mark that says so, and a warning names it. */
    public void params(Map<String, String> params) {
        log("parameters", 100, params.entrySet(), entry -> Param.newBuilder().setKey(entry.getKey())
                .setValue(cut("parameter", entry.getKey(), entry.getValue(), LONGEST_PARAM)).build(), batch -> batch(List.of(), batch, List.of()));
    }

    /** Logs any number of metrics; NaN stays NaN, an infinity comes back as the greatest double. */
    public void metrics(Map<String, Double> metrics, long step) {
        long now = clock.millis();
        log("metrics", 1000, metrics.entrySet(), entry -> Metric.newBuilder().setKey(entry.getKey()).setValue(entry.getValue())
                .setStep(step).setTimestamp(now).build(), batch -> batch(batch, List.of(), List.of()));
    }

    /** A value of more than 5000 characters is cut as a parameter's is. */
    public void tags(Map<String, String> tags) {
        log("tags", 100, tags.entrySet(), entry -> RunTag.newBuilder().setKey(entry.getKey())
                .setValue(cut("tag", entry.getKey(), entry.getValue(), LONGEST_TAG)).build(), batch -> batch(List.of(), List.of(), batch));
    }

    /**
     * Names the data that went into this run.
     *
     * @param digest MLflow keeps 36 characters; of a longer one the first 32 are logged
     * @param source an address, or MLflow's JSON of a source
     * @param context what it was used for, such as {@code training}
     */
    public void dataset(String name, String digest, String source, String schemaJson, String profileJson, String context) {
        Map<String, Object> dataset = new LinkedHashMap<>();
        dataset.put("name", name);
        dataset.put("digest", digest.length() > LONGEST_DIGEST ? digest.substring(0, 32) : digest);
        dataset.put("source_type", "local");
        dataset.put("source", source.startsWith("{") ? source : Json.write(Map.of("uri", source)));
        dataset.put("schema", schemaJson);
        dataset.put("profile", profileJson);
        Map<String, Object> body = Map.of("run_id", id, "datasets",
                List.of(Map.of("dataset", dataset, "tags", List.of(Map.of("key", "mlflow.data.context", "value", context)))));
        retry.call("log dataset '%s' to run %s".formatted(name, id), true, () -> http.send("POST", MlflowHttp.API + "runs/log-inputs", body));
    }

    /** Uploads a file to {@code artifactFolder}, "" for the run's root. */
    public void artifact(Path file, String artifactFolder) {
        if (!Files.isRegularFile(file)) {
            throw CycloException.usage("Cannot upload %s: there is no such file.", file);
        }
        store.upload(file, folder(artifactFolder), file.getFileName().toString());
    }

    /** Uploads all files below {@code folder}. */
    public void artifacts(Path folder, String artifactFolder) {
        store.uploadFolder(folder, folder(artifactFolder));
    }

    public void finish() {
        end(RunStatus.FINISHED);
    }

    /** Ends the run as FAILED, with the reason as the tag {@code cyclo.failure}. */
    public void fail(String reason) {
        tags(Map.of("cyclo.failure", reason));
        end(RunStatus.FAILED);
    }

    private void end(RunStatus status) {
        retry.call("end run " + id, true, () -> runs.call(client -> {
            client.setTerminated(id, status, clock.millis());
            return id;
        }));
    }

    private String folder(String artifactFolder) {
        return artifactFolder.isEmpty() ? artifactUri : artifactUri + "/" + artifactFolder;
    }

    /** MLflow takes so many at once. A batch may be sent twice: it would say the same. */
    private <E, T> void log(String what, int atOnce, Iterable<E> entries, Function<E, T> message, Consumer<List<T>> send) {
        List<T> batch = new ArrayList<>();
        for (E entry : entries) {
            batch.add(message.apply(entry));
            if (batch.size() == atOnce) {
                log(what, batch, send);
                batch.clear();
            }
        }
        if (!batch.isEmpty()) {
            log(what, batch, send);
        }
    }

    private <T> void log(String what, List<T> batch, Consumer<List<T>> send) {
        retry.call("log %s to run %s".formatted(what, id), true, () -> {
            send.accept(batch);
            return true;
        });
    }

    private void batch(List<Metric> metrics, List<Param> params, List<RunTag> tags) {
        runs.call(client -> {
            client.logBatch(id, metrics, params, tags);
            return true;
        });
    }

    private String cut(String kind, String key, String value, int longest) {
        if (value.length() <= longest) {
            return value;
        }
        log.warn("{} '{}' of run {} is cut: it has {} characters, MLflow keeps {}", kind, key, id, value.length(), longest);
        String mark = " ... (cut: %d characters)".formatted(value.length());
        return value.substring(0, longest - mark.length()) + mark;
    }
}
