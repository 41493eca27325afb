package cyclo.benchmarks;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The same thing measured several times. */
record Sample(String unit, List<Double> values) {
    Sample {
        values = List.copyOf(values);
        if (values.isEmpty()) {
            throw new IllegalArgumentException("Nothing was measured");
        }
    }

    static Sample seconds(List<Double> values) {
        return new Sample("s", values);
    }

    static Sample rate(String unit, List<Double> values) {
        return new Sample(unit, values);
    }

    double median() {
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** {@code 1.52 s (1.48 to 1.61)}; a single value stands alone. */
    @Override public String toString() {
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        String text = number(median()) + " " + unit;
        return sorted.length == 1 ? text + " (1 run)" : "%s (%s to %s)".formatted(text, number(sorted[0]), number(sorted[sorted.length - 1]));
    }

    /** Three digits that count. */
    static String number(double value) {
        double size = Math.abs(value);
        return String.format(Locale.ROOT, size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : size >= 1 ? "%.2f" : "%.3f", value);
    }

    static Sample of(String unit, double... values) {
        return new Sample(unit, Arrays.stream(values).boxed().toList());
    }
}
