package cyclo.training.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * How well scores put the ones before the zeros. Rows with equal scores are one step: half of their pairs count as ordered
 * rightly in the AUC (Mann-Whitney), and the curves go over them in one straight line.
 */
public final class Ranking {
    /** A point of a curve: the rows with a score of at least {@code threshold} are predicted ones. */
    public record Point(double threshold, double x, double y) {}

    private final double[] thresholds;
    private final long[] truePositives;
    private final long[] falsePositives;
    private final long positives;
    private final long negatives;

    private Ranking(double[] thresholds, long[] truePositives, long[] falsePositives) {
        this.thresholds = thresholds;
        this.truePositives = truePositives;
        this.falsePositives = falsePositives;
        this.positives = thresholds.length == 0 ? 0 : truePositives[thresholds.length - 1];
        this.negatives = thresholds.length == 0 ? 0 : falsePositives[thresholds.length - 1];
    }

    /** @param labels 0 or 1 @param scores any numbers, greater for ones; NaN is refused */
    public static Ranking of(double[] labels, double[] scores) {
        long[] order = sortedByScore(scores);
        double[] thresholds = new double[order.length];
        long[] truePositives = new long[order.length];
        long[] falsePositives = new long[order.length];
        int steps = 0;
        long ones = 0;
        long zeros = 0;
        for (int i = order.length - 1; i >= 0; i--) {
            int row = (int) order[i];
            if (labels[row] == 1) {
                ones++;
            } else {
                zeros++;
            }
            if (i == 0 || scores[(int) order[i - 1]] != scores[row]) {
                thresholds[steps] = scores[row];
                truePositives[steps] = ones;
                falsePositives[steps] = zeros;
                steps++;
            }
        }
        return new Ranking(java.util.Arrays.copyOf(thresholds, steps), java.util.Arrays.copyOf(truePositives, steps),
                java.util.Arrays.copyOf(falsePositives, steps));
    }

    /** Empty when there is one class only. */
    public OptionalDouble auc() {
        if (positives == 0 || negatives == 0) {
            return OptionalDouble.empty();
        }
        double area = 0;
        long ones = 0;
        long zeros = 0;
        for (int i = 0; i < thresholds.length; i++) {
            area += (falsePositives[i] - zeros) * (ones + truePositives[i]) / 2.0;
            ones = truePositives[i];
            zeros = falsePositives[i];
        }
        return OptionalDouble.of(area / ((double) positives * negatives));
    }

    /** Sum over the steps of precision times the recall gained; empty without ones. */
    public OptionalDouble averagePrecision() {
        if (positives == 0) {
            return OptionalDouble.empty();
        }
        double area = 0;
        long ones = 0;
        for (int i = 0; i < thresholds.length; i++) {
            double precision = (double) truePositives[i] / (truePositives[i] + falsePositives[i]);
            area += precision * (truePositives[i] - ones) / positives;
            ones = truePositives[i];
        }
        return OptionalDouble.of(area);
    }

    /** False positive rate against true positive rate, from (0, 0) to (1, 1); at most about {@code most} points. Empty for one class. */
    public List<Point> roc(int most) {
        if (positives == 0 || negatives == 0) {
            return List.of();
        }
        List<Point> points = new ArrayList<>();
        points.add(new Point(Double.POSITIVE_INFINITY, 0, 0));
        thinned(most).forEach(i -> points.add(new Point(thresholds[i], (double) falsePositives[i] / negatives, (double) truePositives[i] / positives)));
        return points;
    }

    /** Recall against precision; at most about {@code most} points. Empty without ones. */
    public List<Point> precisionRecall(int most) {
        if (positives == 0) {
            return List.of();
        }
        return thinned(most).mapToObj(i -> new Point(thresholds[i], (double) truePositives[i] / positives,
                (double) truePositives[i] / (truePositives[i] + falsePositives[i]))).toList();
    }

    /** The score from which on predicting 1 gives the greatest F1; the highest one of equals. Empty without ones. */
    public OptionalDouble bestF1Threshold() {
        double best = -1;
        double threshold = 0;
        for (int i = 0; i < thresholds.length && positives > 0; i++) {
            double f1 = 2.0 * truePositives[i] / (truePositives[i] + falsePositives[i] + positives);
            if (f1 > best) {
                best = f1;
                threshold = thresholds[i];
            }
        }
        return best < 0 ? OptionalDouble.empty() : OptionalDouble.of(threshold);
    }

    private IntStream thinned(int most) {
        int every = Math.max(1, thresholds.length / most);
        return IntStream.range(0, thresholds.length).filter(i -> i % every == 0 || i == thresholds.length - 1);
    }

    private static long[] sortedByScore(double[] scores) {
        return IntStream.range(0, scores.length).boxed().sorted((a, b) -> {
            if (Double.isNaN(scores[a]) || Double.isNaN(scores[b])) {
                throw new IllegalArgumentException("A score is not a number: rows cannot be put in order");
            }
            return Double.compare(scores[a], scores[b]);
        }).mapToLong(Integer::longValue).toArray();
    }
}
