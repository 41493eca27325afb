package cyclo.models;

import java.nio.file.Path;
import java.util.Map;

/** A running MLflow run. Thread safe. */
public final class TrackedRun {
    private TrackedRun() {}

    public String id() {
        throw new UnsupportedOperationException();
    }

    public String experimentId() {
        throw new UnsupportedOperationException();
    }

    /** The run's page in MLflow's UI. */
    public String url() {
        throw new UnsupportedOperationException();
    }

    /** A value of more than 6000 characters is cut and ends in a mark that says so; a warning names it. */
    public void params(Map<String, String> params) {
        throw new UnsupportedOperationException();
    }

    public void metrics(Map<String, Double> metrics, long step) {
        throw new UnsupportedOperationException();
    }

    public void tags(Map<String, String> tags) {
        throw new UnsupportedOperationException();
    }

    /** @param digest MLflow keeps 36 characters; of a longer one the first 32 are logged */
    public void dataset(String name, String digest, String source, String schemaJson, String profileJson, String context) {
        throw new UnsupportedOperationException();
    }

    /** Uploads a file to {@code artifactFolder}, "" for the run's root. */
    public void artifact(Path file, String artifactFolder) {
        throw new UnsupportedOperationException();
    }

    /** Uploads all files below {@code folder}. */
    public void artifacts(Path folder, String artifactFolder) {
        throw new UnsupportedOperationException();
    }

    public void finish() {
        throw new UnsupportedOperationException();
    }

    /** Ends the run as FAILED, with the reason as a tag. */
    public void fail(String reason) {
        throw new UnsupportedOperationException();
    }
}
