package cyclo.training.metrics;

import java.util.ArrayList;
import java.util.List;

/** Whether events that are called 30 % likely happen 30 % of the time: probabilities in bins of equal width, against outcomes. */
public final class Calibration {
    /** Rows whose probability lies in {@code [from, to)}, the last bin including 1. Both means are NaN in an empty bin. */
    public record Bin(double from, double to, long rows, double meanProbability, double share) {}

    private final List<Bin> bins;
    private final long rows;

    private Calibration(List<Bin> bins, long rows) {
        this.bins = bins;
        this.rows = rows;
    }

    public static Calibration of(double[] labels, double[] probabilities, int count) {
        long[] rows = new long[count];
        double[] probability = new double[count];
        double[] ones = new double[count];
        for (int row = 0; row < labels.length; row++) {
            int bin = Math.min(count - 1, (int) (probabilities[row] * count));
            rows[bin]++;
            probability[bin] += probabilities[row];
            ones[bin] += labels[row];
        }
        List<Bin> bins = new ArrayList<>();
        for (int bin = 0; bin < count; bin++) {
            bins.add(new Bin((double) bin / count, (bin + 1.0) / count, rows[bin], probability[bin] / rows[bin], ones[bin] / rows[bin]));
        }
        return new Calibration(List.copyOf(bins), labels.length);
    }

    public List<Bin> bins() {
        return bins;
    }

    /** ECE: the mean over rows of the distance between a bin's mean probability and its share of ones. */
    public double expectedError() {
        double error = 0;
        for (Bin bin : bins) {
            if (bin.rows() > 0) {
                error += bin.rows() * Math.abs(bin.meanProbability() - bin.share());
            }
        }
        return error / rows;
    }
}
