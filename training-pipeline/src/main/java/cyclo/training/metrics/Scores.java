package cyclo.training.metrics;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * The metrics of one set of predictions. A metric that is not defined for these rows is absent, never zero: AUC of one class
 * only, precision when nothing was predicted, R2 of a constant label.
 */
public final class Scores {
    private static final double EDGE = 1e-15;

    private final Map<Metric, Double> values;
    private final int rows;

    private Scores(Map<Metric, Double> values, int rows) {
        this.values = values;
        this.rows = rows;
    }

    /**
     * @param labels 0 or 1
     * @param probabilities of 1
     * @param threshold a probability of at least this much is a predicted 1
     * @throws IllegalArgumentException if the arrays differ in length or are empty
     */
    public static Scores binary(double[] labels, double[] probabilities, double threshold) {
        require(labels, probabilities);
        EnumMap<Metric, Double> values = new EnumMap<>(Metric.class);
        double logLoss = 0;
        double brier = 0;
        long hits = 0;
        long alarms = 0;
        long misses = 0;
        for (int row = 0; row < labels.length; row++) {
            boolean positive = labels[row] == 1;
            double p = Math.min(Math.max(probabilities[row], EDGE), 1 - EDGE);
            logLoss -= Math.log(positive ? p : 1 - p);
            brier += (probabilities[row] - labels[row]) * (probabilities[row] - labels[row]);
            boolean called = probabilities[row] >= threshold;
            hits += called && positive ? 1 : 0;
            alarms += called && !positive ? 1 : 0;
            misses += !called && positive ? 1 : 0;
        }
        int n = labels.length;
        values.put(Metric.LOG_LOSS, logLoss / n);
        values.put(Metric.BRIER, brier / n);
        values.put(Metric.ACCURACY, (double) (n - alarms - misses) / n);
        put(values, Metric.F1, 2.0 * hits, 2.0 * hits + alarms + misses);
        put(values, Metric.PRECISION, hits, hits + alarms);
        put(values, Metric.RECALL, hits, hits + misses);
        values.put(Metric.ECE, Calibration.of(labels, probabilities, 10).expectedError());
        Ranking ranking = Ranking.of(labels, probabilities);
        ranking.auc().ifPresent(auc -> values.put(Metric.AUC, auc));
        ranking.averagePrecision().ifPresent(precision -> values.put(Metric.AVERAGE_PRECISION, precision));
        return new Scores(values, n);
    }

    /** @throws IllegalArgumentException if the arrays differ in length or are empty */
    public static Scores regression(double[] labels, double[] predictions) {
        require(labels, predictions);
        int n = labels.length;
        double mean = mean(labels);
        double squared = 0;
        double absolute = 0;
        double spread = 0;
        for (int row = 0; row < n; row++) {
            double residual = predictions[row] - labels[row];
            squared += residual * residual;
            absolute += Math.abs(residual);
            spread += (labels[row] - mean) * (labels[row] - mean);
        }
        EnumMap<Metric, Double> values = new EnumMap<>(Metric.class);
        values.put(Metric.RMSE, Math.sqrt(squared / n));
        values.put(Metric.MAE, absolute / n);
        if (spread > 0) {
            values.put(Metric.R2, 1 - squared / spread);
        }
        return new Scores(values, n);
    }

    public static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    public OptionalDouble find(Metric metric) {
        Double value = values.get(metric);
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    public int rows() {
        return rows;
    }

    /** By key, in the order of {@link Metric}. */
    public Map<String, Double> byKey() {
        Map<String, Double> byKey = new LinkedHashMap<>();
        values.forEach((metric, value) -> byKey.put(metric.key(), value));
        return byKey;
    }

    private static void put(Map<Metric, Double> values, Metric metric, double numerator, double denominator) {
        if (denominator > 0) {
            values.put(metric, numerator / denominator);
        }
    }

    private static void require(double[] labels, double[] predictions) {
        if (labels.length == 0 || labels.length != predictions.length) {
            throw new IllegalArgumentException("%d labels and %d predictions cannot be compared".formatted(labels.length, predictions.length));
        }
    }
}
