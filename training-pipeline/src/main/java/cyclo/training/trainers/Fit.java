package cyclo.training.trainers;

import cyclo.models.CycloModel;
import cyclo.training.metrics.Scores;
import java.util.Map;
import java.util.Optional;

/**
 * What came of a trial.
 *
 * @param validation the model on the validation rows; empty when there is no validation period
 * @param facts what the trainer found out
 */
public record Fit(Trial trial, CycloModel model, Optional<Scores> validation, Map<String, Double> facts, double seconds) {}
