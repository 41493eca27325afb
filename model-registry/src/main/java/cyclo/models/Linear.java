package cyclo.models;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/** A dot product in double and an intercept, summed in feature order. */
public final class Linear implements Estimator {
    private final double[] weights;
    private final double intercept;
    private final Link link;

    /** @throws IllegalArgumentException if a weight or the intercept is not a finite number */
    public Linear(double[] weights, double intercept, Link link) {
        this.weights = weights.clone();
        this.intercept = intercept;
        this.link = link;
        double sum = intercept;
        for (double weight : weights) {
            sum += Math.abs(weight);
        }
        if (!Double.isFinite(sum)) {
            throw new IllegalArgumentException("a linear model has weights or an intercept that are not finite: the training diverged");
        }
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
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            sum += weights[i] * features[i];
        }
        return link.apply(sum + intercept);
    }

    @Override public Map<String, Object> describe() {
        return Map.of("kind", "linear", "intercept", intercept, "link", link.name(), "weights", weights);
    }

    static Linear parse(JsonNode node) {
        JsonNode numbers = node.path("weights");
        double[] weights = new double[numbers.size()];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = CanonicalJson.number(numbers.get(i));
        }
        return new Linear(weights, CanonicalJson.number(node.path("intercept")), Link.valueOf(node.path("link").asText()));
    }
}
