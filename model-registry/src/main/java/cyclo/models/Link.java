package cyclo.models;

/** From a model's sum to its answer. */
public enum Link {
    IDENTITY, LOGISTIC;

    /** StrictMath, so that the last bit is the same on every JVM. */
    double apply(double sum) {
        return this == IDENTITY ? sum : 1 / (1 + StrictMath.exp(-sum));
    }

    /** In float32, in the order in which XGBoost computes it. */
    float apply(float sum) {
        return this == IDENTITY ? sum : 1.0f / ((float) StrictMath.exp(-sum) + 1.0f + 1e-16f);
    }
}
