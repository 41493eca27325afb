package cyclo.training.trainers;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The trainers there are, with their settings and defaults. */
public enum TrainerKind {
    /** Least squares with L1 and L2 penalty, by coordinate descent (Tribuo); {@code alpha} and {@code l1_ratio} as in scikit-learn. */
    ELASTIC_NET(false, true, true, Map.of("alpha", 1.0, "l1_ratio", 0.5, "tolerance", 1e-4, "max_iterations", 1000L)),
    /** Least squares by stochastic gradient descent with AdaGrad (Tribuo). */
    LINEAR_SGD(false, true, true, Map.of("epochs", 5L, "learning_rate", 0.1, "minibatch", 64L)),
    /** Logistic regression by stochastic gradient descent with AdaGrad (Tribuo). */
    LOGISTIC_SGD(true, false, true, Map.of("epochs", 5L, "learning_rate", 0.1, "minibatch", 64L)),
    /** Gradient boosted trees (XGBoost, histograms); settings are XGBoost's, besides {@code rounds}, {@code early_stopping} (0: never) and {@code threads}. */
    BOOSTED_TREES(true, true, false, Map.ofEntries(Map.entry("rounds", 300L), Map.entry("early_stopping", 20L), Map.entry("threads", 1L),
            Map.entry("max_depth", 6L), Map.entry("eta", 0.1), Map.entry("min_child_weight", 1.0), Map.entry("lambda", 1.0), Map.entry("alpha", 0.0),
            Map.entry("gamma", 0.0), Map.entry("subsample", 1.0), Map.entry("colsample_bytree", 1.0), Map.entry("max_bin", 256L)));

    private final boolean binary;
    private final boolean regression;
    private final boolean scaled;
    private final Map<String, Object> defaults;

    TrainerKind(boolean binary, boolean regression, boolean scaled, Map<String, Object> defaults) {
        this.binary = binary;
        this.regression = regression;
        this.scaled = scaled;
        this.defaults = java.util.Collections.unmodifiableMap(new TreeMap<>(defaults));
    }

    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    public boolean supports(boolean binaryTask) {
        return binaryTask ? binary : regression;
    }

    /** Whether it wants numbers imputed and scaled; otherwise it takes them as they are, with NaN for missing. */
    public boolean scaled() {
        return scaled;
    }

    /** A Long for a whole number, a Double for any number. */
    public Map<String, Object> defaults() {
        return defaults;
    }

    /** @param binaryTask whether labels are 0 and 1 @param seed for what is drawn while fitting */
    public Trainer create(Map<String, Object> settings, boolean binaryTask, long seed) {
        return switch (this) {
            case ELASTIC_NET -> new ElasticNet(number(settings, "alpha"), number(settings, "l1_ratio"), number(settings, "tolerance"),
                    whole(settings, "max_iterations"));
            case LINEAR_SGD -> new LinearSgd(whole(settings, "epochs"), number(settings, "learning_rate"), whole(settings, "minibatch"), seed);
            case LOGISTIC_SGD -> new LogisticSgd(whole(settings, "epochs"), number(settings, "learning_rate"), whole(settings, "minibatch"), seed);
            case BOOSTED_TREES -> new BoostedTrees(settings, binaryTask, seed);
        };
    }

    private static double number(Map<String, Object> settings, String name) {
        return ((Number) settings.get(name)).doubleValue();
    }

    private static int whole(Map<String, Object> settings, String name) {
        return Math.toIntExact(((Number) settings.get(name)).longValue());
    }
}
