package cyclo.training;

import cyclo.common.table.Table;
import cyclo.models.InputColumn;
import cyclo.models.Predictor;
import cyclo.training.metrics.Metric;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Permutation importance: what a model loses when it can no longer tell one input's rows apart. Works for every kind of model. */
final class Importance {
    private static final int ROWS = 4000;

    private Importance() {}

    /**
     * By input, most important first.
     *
     * @param loss of predictions for these rows: greater is worse
     */
    static Map<String, Double> of(Predictor model, Table rows, Function<double[], Double> loss, long seed) {
        double whole = loss.apply(model.predict(rows));
        Map<String, Double> importance = new LinkedHashMap<>();
        for (InputColumn input : model.inputs()) {
            int[] shuffled = shuffled(rows.rows(), new SplittableRandom(seed));
            importance.put(input.name(), loss.apply(model.predict(rows.with(rows.column(input.name()).rows(shuffled)))) - whole);
        }
        Map<String, Double> sorted = new LinkedHashMap<>();
        importance.entrySet().stream().sorted(Map.Entry.<String, Double>comparingByValue(Comparator.reverseOrder()).thenComparing(Map.Entry.comparingByKey()))
                .forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
        return sorted;
    }

    static int[] sample(int rows) {
        int count = Math.min(rows, ROWS);
        return IntStream.range(0, count).map(i -> (int) ((long) i * rows / count)).toArray();
    }

    static Metric metric(boolean binary) {
        return binary ? Metric.LOG_LOSS : Metric.RMSE;
    }

    private static int[] shuffled(int count, SplittableRandom random) {
        int[] order = IntStream.range(0, count).toArray();
        for (int i = count - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            int value = order[i];
            order[i] = order[other];
            order[other] = value;
        }
        return order;
    }
}
