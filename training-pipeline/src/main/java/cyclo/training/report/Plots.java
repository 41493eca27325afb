package cyclo.training.report;

import cyclo.common.Html;
import cyclo.training.Evaluation;
import cyclo.training.metrics.Calibration;
import cyclo.training.metrics.Metric;
import cyclo.training.metrics.Ranking;
import cyclo.training.metrics.Scores;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/** The pictures of an evaluation. */
final class Plots {
    private static final int POINTS = 300;
    private static final int DOTS = 1500;
    private static final int BINS = 30;

    private Plots() {}

    static List<String> binary(Evaluation evaluation) {
        Ranking ranking = Ranking.of(evaluation.labels(), evaluation.predictions());
        double share = Scores.mean(evaluation.labels());
        Plot roc = new Plot("ROC, AUC " + figure(evaluation, Metric.AUC), "false positive rate", "true positive rate", 0, 1, 0, 1)
                .segment("chance", 0, 0, 1, 1).line("curve", pairs(ranking.roc(POINTS)));
        Plot precision = new Plot("Precision and recall, average precision " + figure(evaluation, Metric.AVERAGE_PRECISION), "recall", "precision", 0, 1, 0, 1)
                .segment("chance", 0, share, 1, share).line("curve", pairs(ranking.precisionRecall(POINTS)));
        return List.of(roc.svg(), precision.svg(), calibration(evaluation), byClass(evaluation));
    }

    static List<String> regression(Evaluation evaluation) {
        double[] residuals = IntStream.range(0, evaluation.labels().length)
                .mapToDouble(row -> evaluation.labels()[row] - evaluation.predictions()[row]).toArray();
        double[] sorted = Arrays.stream(residuals).sorted().toArray();
        double low = sorted[(int) (0.005 * (sorted.length - 1))];
        double high = sorted[(int) (0.995 * (sorted.length - 1))];
        double[] predicted = Arrays.stream(evaluation.predictions()).sorted().toArray();
        List<double[]> dots = new ArrayList<>();
        int every = Math.max(1, residuals.length / DOTS);
        for (int row = 0; row < residuals.length; row += every) {
            dots.add(new double[] {evaluation.predictions()[row], residuals[row]});
        }
        Plot scatter = new Plot("Residuals", "prediction", "label - prediction", predicted[0], predicted[predicted.length - 1], low, high)
                .dots("dot", dots, 1.6).segment("chance", predicted[0], 0, predicted[predicted.length - 1], 0);
        return List.of(scatter.svg(), histogram("Distribution of residuals", "label - prediction", low, high, residuals));
    }

    /** Horizontal bars, the longest first. */
    static String importance(Evaluation evaluation) {
        List<Map.Entry<String, Double>> shown = evaluation.importance().entrySet().stream().limit(20).toList();
        double longest = shown.stream().mapToDouble(Map.Entry::getValue).max().orElse(1);
        StringBuilder svg = new StringBuilder(String.format(Locale.ROOT,
                "<svg viewBox='0 0 640 %d' style='max-width:640px' role='img' aria-label='importance'>", shown.size() * 20 + 4));
        int top = 2;
        for (Map.Entry<String, Double> bar : shown) {
            double width = longest <= 0 ? 0 : Math.max(0, bar.getValue() / longest * 340);
            svg.append(String.format(Locale.ROOT, "<text class='tick' x='200' y='%d' text-anchor='end'>%s</text>", top + 13, Html.escape(bar.getKey())));
            svg.append(String.format(Locale.ROOT, "<rect class='bar' x='208' y='%d' width='%.1f' height='15'/>", top, width));
            svg.append(String.format(Locale.ROOT, "<text class='tick' x='%.1f' y='%d'>%.5f</text>", 214 + width, top + 13, bar.getValue()));
            top += 20;
        }
        return svg + "</svg>";
    }

    private static String calibration(Evaluation evaluation) {
        List<Calibration.Bin> bins = Calibration.of(evaluation.labels(), evaluation.predictions(), 10).bins().stream().filter(bin -> bin.rows() > 0).toList();
        long most = bins.stream().mapToLong(Calibration.Bin::rows).max().orElse(1);
        Plot plot = new Plot("Calibration, expected error " + figure(evaluation, Metric.ECE), "predicted probability", "share that happened", 0, 1, 0, 1);
        bins.forEach(bin -> plot.bar("rows", bin.from(), bin.to(), 0.25 * bin.rows() / most));
        List<double[]> points = bins.stream().map(bin -> new double[] {bin.meanProbability(), bin.share()}).toList();
        return plot.segment("chance", 0, 0, 1, 1).line("curve", points).dots("mark", points, 4).svg();
    }

    private static String byClass(Evaluation evaluation) {
        double[][] shares = new double[2][BINS];
        double[] rows = new double[2];
        for (int row = 0; row < evaluation.labels().length; row++) {
            int label = (int) evaluation.labels()[row];
            shares[label][Math.min(BINS - 1, (int) (evaluation.predictions()[row] * BINS))]++;
            rows[label]++;
        }
        double highest = 0;
        for (int label = 0; label < 2; label++) {
            for (int bin = 0; bin < BINS; bin++) {
                shares[label][bin] /= Math.max(1, rows[label]);
                highest = Math.max(highest, shares[label][bin]);
            }
        }
        Plot plot = new Plot("Predictions of rows that were 0 (grey) and 1 (blue)", "predicted probability", "share of the rows", 0, 1, 0, highest);
        for (int bin = 0; bin < BINS; bin++) {
            plot.bar("rows", (double) bin / BINS, (bin + 1.0) / BINS, shares[0][bin]).bar("ones", (double) bin / BINS, (bin + 1.0) / BINS, shares[1][bin]);
        }
        return plot.segment("chance", evaluation.threshold(), 0, evaluation.threshold(), highest).svg();
    }

    private static String histogram(String title, String name, double low, double high, double[] values) {
        double[] counts = new double[BINS];
        double width = (high > low ? high - low : 1) / BINS;
        for (double value : values) {
            counts[(int) Math.min(Math.max((value - low) / width, 0), BINS - 1)]++;
        }
        Plot plot = new Plot(title, name, "rows", low, high, 0, Arrays.stream(counts).max().orElse(1));
        for (int bin = 0; bin < BINS; bin++) {
            plot.bar("ones", low + bin * width, low + (bin + 1) * width, counts[bin]);
        }
        return plot.svg();
    }

    private static List<double[]> pairs(List<Ranking.Point> points) {
        return points.stream().map(point -> new double[] {point.x(), point.y()}).toList();
    }

    private static String figure(Evaluation evaluation, Metric metric) {
        return evaluation.model().find(metric).isEmpty() ? "not defined" : String.format(Locale.ROOT, "%.4f", evaluation.model().find(metric).getAsDouble());
    }
}
