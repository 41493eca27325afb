package cyclo.training.metrics;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** A figure by which models are compared. Its {@link #key} is its name in {@code training.yaml}, in MLflow and in reports. */
public enum Metric {
    /** Area under the ROC curve. */
    AUC(true, true),
    /** Mean negative log likelihood, in nats; probabilities are kept {@code 1e-15} away from 0 and 1. */
    LOG_LOSS(true, false),
    /** Mean squared difference of probability and outcome. */
    BRIER(true, false),
    /** Area under the precision-recall curve, by steps. */
    AVERAGE_PRECISION(true, true),
    ACCURACY(true, true),
    F1(true, true),
    PRECISION(true, true),
    RECALL(true, true),
    /** Expected calibration error over ten bins of equal width. */
    ECE(true, false),
    RMSE(false, false),
    MAE(false, false),
    R2(false, true);

    private final boolean binary;
    private final boolean higherIsBetter;

    Metric(boolean binary, boolean higherIsBetter) {
        this.binary = binary;
        this.higherIsBetter = higherIsBetter;
    }

    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether it measures probabilities of two classes; otherwise it measures predicted numbers. */
    public boolean binary() {
        return binary;
    }

    public boolean higherIsBetter() {
        return higherIsBetter;
    }

    /** How much better {@code value} is than {@code other}; negative when it is worse. */
    public double gain(double value, double other) {
        return higherIsBetter ? value - other : other - value;
    }

    public static List<Metric> of(boolean binary) {
        return Arrays.stream(values()).filter(metric -> metric.binary == binary).toList();
    }
}
