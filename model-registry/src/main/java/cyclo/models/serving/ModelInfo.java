package cyclo.models.serving;

import cyclo.models.Task;

/**
 * Which model made a prediction, and how its score is read.
 *
 * @param threshold for a binary model: the prediction is 1 from this probability on
 */
public record ModelInfo(String name, String version, String runId, String digest, Task task, double threshold) {
    /** The score itself for a regression; for a binary model, whose score is a probability, 1 or 0. */
    public double prediction(double score) {
        if (task == Task.REGRESSION) {
            return score;
        }
        return score >= threshold ? 1 : 0;
    }

    /** {@code model 'NAME' version VERSION}, as it stands in a sentence. */
    @Override public String toString() {
        return "model '%s' version %s".formatted(name, version);
    }
}
