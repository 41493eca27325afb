package cyclo.models;

/** Boosted regression trees in flat arrays, scored in float32 exactly as XGBoost does. */
public final class Trees implements Estimator {
    private Trees() {}

    /**
     * Reads a Booster's {@code toByteArray("json")}: gbtree, numeric splits, one output, {@code reg:squarederror} or
     * {@code binary:logistic}.
     *
     * @throws IllegalArgumentException if it is something else
     */
    public static Trees ofXgboost(byte[] json) {
        throw new UnsupportedOperationException();
    }

    /** Only the first {@code count} trees: what early stopping chose. */
    public Trees first(int count) {
        throw new UnsupportedOperationException();
    }

    public int count() {
        throw new UnsupportedOperationException();
    }

    @Override public int width() {
        throw new UnsupportedOperationException();
    }

    @Override public Link link() {
        throw new UnsupportedOperationException();
    }

    @Override public double predict(double[] features) {
        throw new UnsupportedOperationException();
    }
}
