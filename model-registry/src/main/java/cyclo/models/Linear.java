package cyclo.models;

/** A dot product in double and an intercept, summed in feature order. */
public final class Linear implements Estimator {
    private final double[] weights;
    private final double intercept;
    private final Link link;

    public Linear(double[] weights, double intercept, Link link) {
        this.weights = weights.clone();
        this.intercept = intercept;
        this.link = link;
    }

    public double[] weights() {
        return weights.clone();
    }

    public double intercept() {
        return intercept;
    }

    @Override public int width() {
        return weights.length;
    }

    @Override public Link link() {
        return link;
    }

    @Override public double predict(double[] features) {
        throw new UnsupportedOperationException();
    }
}
