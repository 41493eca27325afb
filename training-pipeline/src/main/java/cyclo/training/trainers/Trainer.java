package cyclo.training.trainers;

import cyclo.models.Estimator;
import java.util.Map;

/**
 * Fits an estimator to rows. A new trainer is a new class here and a constant of {@link TrainerKind}. The same rows and
 * settings give the same estimator, whatever was trained before and on whatever JDK.
 */
public interface Trainer {
    /**
     * @param estimator what was fitted
     * @param facts what the fitting found out, such as the number of trees kept; logged as metrics of the trial
     */
    record Fitted(Estimator estimator, Map<String, Double> facts) {}

    /**
     * @param train to fit on
     * @param validation only to know when to stop; may have no rows, and trainers that go their whole way do not look at it
     */
    Fitted fit(Matrix train, Matrix validation);
}
