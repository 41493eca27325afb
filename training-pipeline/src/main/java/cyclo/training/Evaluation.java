package cyclo.training;

import cyclo.models.Task;
import cyclo.training.metrics.Metric;
import cyclo.training.metrics.Scores;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A model on the test rows.
 *
 * @param baseline the mean label of the training rows, as a constant prediction for each test row
 * @param champion the current champion on the same rows; empty when there is none, or it could not be scored on them
 * @param championNote which version the champion is, or why there are no scores of it
 * @param importance by input: how much worse {@code importanceMetric} becomes when the input's values are shuffled; most important first
 * @param findings what the gate says
 */
public record Evaluation(Task task, double threshold, double[] labels, double[] predictions, Scores model, Scores baseline, Optional<Scores> champion,
        String championNote, List<Slice> slices, Metric importanceMetric, Map<String, Double> importance, List<Gate.Finding> findings) {

    /** The test rows with one value in one column. */
    public record Slice(String column, String value, Scores scores) {}

    public boolean passed() {
        return findings.stream().allMatch(Gate.Finding::passed);
    }

    /** For {@code metrics.json}. */
    Map<String, Object> toJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("rows", model.rows());
        json.put("threshold", threshold);
        json.put("test", model.byKey());
        json.put("baseline", baseline.byKey());
        json.put("champion", champion.map(Scores::byKey).orElse(Map.of()));
        json.put("champion_note", championNote);
        json.put("slices", slices.stream().map(slice -> Map.of("column", slice.column(), "value", slice.value(), "rows", slice.scores().rows(),
                "metrics", slice.scores().byKey())).toList());
        json.put("importance_metric", importanceMetric.key());
        json.put("importance", importance);
        json.put("gate_passed", passed());
        json.put("gate", findings.stream().map(finding -> Map.of("passed", finding.passed(), "sentence", finding.sentence())).toList());
        return json;
    }
}
