package cyclo.serving;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import cyclo.models.Task;
import cyclo.models.serving.ModelInfo;
import java.util.List;
import java.util.Map;

/** The answer to {@code POST /predict}, in the order of its JSON. */
record Answer(Model model, @JsonProperty("predicted_at") String predictedAt, List<Prediction> predictions) {
    /** @param threshold of a binary model only: the prediction is 1 from this probability on */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Model(String name, String version, @JsonProperty("run_id") String runId, Double threshold) {
        static Model of(ModelInfo model) {
            return new Model(model.name(), model.version(), model.runId(), model.task() == Task.BINARY ? model.threshold() : null);
        }
    }

    /**
     * @param prediction the value of a regression; 1 or 0 of a binary model
     * @param probability of a binary model only: the probability of 1
     * @param features output name to the status of the feature as it was read
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Prediction(@JsonProperty("prediction_id") String predictionId, Map<String, Object> entity, double prediction, Double probability,
            Map<String, String> features) {

        /** What entities are ranked by: the probability where there is one. */
        double score() {
            return probability == null ? prediction : probability;
        }
    }
}
