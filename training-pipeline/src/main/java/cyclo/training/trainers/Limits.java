package cyclo.training.trainers;

import java.util.Map;
import java.util.Optional;

/** Between which values the settings of trainers make sense, so that a file is refused and not a run in the midst of its trials. */
public record Limits(double least, boolean leastIsIn, double most) {
    private static final Limits COUNT = new Limits(1, true, Integer.MAX_VALUE);
    private static final Limits COUNT_OR_NONE = new Limits(0, true, Integer.MAX_VALUE);
    private static final Limits POSITIVE = new Limits(0, false, Double.MAX_VALUE);
    private static final Limits NOT_NEGATIVE = new Limits(0, true, Double.MAX_VALUE);
    private static final Limits SHARE = new Limits(0, false, 1);
    private static final Map<String, Limits> OF = Map.ofEntries(Map.entry("epochs", COUNT), Map.entry("minibatch", COUNT), Map.entry("max_iterations", COUNT),
            Map.entry("rounds", COUNT), Map.entry("threads", COUNT), Map.entry("early_stopping", COUNT_OR_NONE), Map.entry("max_depth", COUNT),
            Map.entry("max_bin", new Limits(2, true, Integer.MAX_VALUE)), Map.entry("eta", SHARE), Map.entry("subsample", SHARE),
            Map.entry("colsample_bytree", SHARE), Map.entry("l1_ratio", new Limits(0, true, 1)), Map.entry("learning_rate", POSITIVE),
            Map.entry("tolerance", POSITIVE));

    /** What is wrong with {@code value} for the setting {@code name}, if anything is. */
    public static Optional<String> fault(String name, double value) {
        Limits limits = OF.getOrDefault(name, NOT_NEGATIVE);
        boolean inside = (limits.leastIsIn ? value >= limits.least : value > limits.least) && value <= limits.most;
        return inside ? Optional.empty() : Optional.of("%s is not %s %s%s".formatted(text(value), limits.leastIsIn ? "at least" : "above", text(limits.least),
                limits.most < Integer.MAX_VALUE ? " and at most " + text(limits.most) : ""));
    }

    private static String text(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15 ? String.valueOf((long) value) : String.valueOf(value);
    }
}
