package cyclo.training.trainers;

import cyclo.models.Linear;
import cyclo.models.Link;

/** What linear trainers found, as a model. */
final class Weights {
    private Weights() {}

    /** @throws DivergedException if a weight or the intercept is no finite number */
    static Linear linear(double[] weights, double intercept, Link link) {
        double sum = intercept;
        for (double weight : weights) {
            sum += Math.abs(weight);
        }
        if (!Double.isFinite(sum)) {
            throw new DivergedException("its weights grew beyond all numbers: a smaller learning_rate keeps them");
        }
        return new Linear(weights, intercept, link);
    }
}
