package cyclo.training.trainers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import cyclo.common.table.Column;
import cyclo.common.table.Table;
import cyclo.common.table.ValueType;
import cyclo.models.InputColumn;
import cyclo.models.Linear;
import cyclo.models.Preparation;
import cyclo.models.PreparationSpec;
import cyclo.models.Task;
import cyclo.training.metrics.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class TrainersTest {
    private static final List<InputColumn> INPUTS = List.of(new InputColumn("x", ValueType.DOUBLE), new InputColumn("z", ValueType.DOUBLE),
            new InputColumn("city", ValueType.STRING));

    @Test void linearTrainersFindALine() {
        Bench bench = bench(Task.REGRESSION, 4000);
        assertThat(fit(bench, TrainerKind.ELASTIC_NET, Map.of("alpha", 0.001)).validation().orElseThrow().find(Metric.R2).getAsDouble()).isGreaterThan(0.98);
        assertThat(fit(bench, TrainerKind.LINEAR_SGD, Map.of("epochs", 10L)).validation().orElseThrow().find(Metric.R2).getAsDouble()).isGreaterThan(0.98);
    }

    @Test void treesFindTheLineToo() {
        Fit fit = fit(bench(Task.REGRESSION, 4000), TrainerKind.BOOSTED_TREES, Map.of());
        assertThat(fit.validation().orElseThrow().find(Metric.R2).getAsDouble()).isGreaterThan(0.95);
    }

    @Test void classifiersRankRightly() {
        Bench bench = bench(Task.BINARY, 4000);
        assertThat(fit(bench, TrainerKind.LOGISTIC_SGD, Map.of()).validation().orElseThrow().find(Metric.AUC).getAsDouble()).isGreaterThan(0.95);
        assertThat(fit(bench, TrainerKind.BOOSTED_TREES, Map.of()).validation().orElseThrow().find(Metric.AUC).getAsDouble()).isGreaterThan(0.95);
    }

    @Test void treesStopWhereValidationWasBest() {
        Fit fit = fit(bench(Task.BINARY, 500), TrainerKind.BOOSTED_TREES, Map.of("rounds", 300L, "early_stopping", 5L, "eta", 0.5));
        assertThat(fit.facts().get("trees_grown")).isEqualTo(fit.facts().get("trees") + 5).isLessThan(300);
        Fit toThere = fit(bench(Task.BINARY, 500), TrainerKind.BOOSTED_TREES,
                Map.of("rounds", fit.facts().get("trees").longValue(), "early_stopping", 0L, "eta", 0.5));
        assertThat(toThere.model().digest()).isEqualTo(fit.model().digest());
    }

    @Test void anElasticNetWithoutWeightsSaysTheMean() {
        Matrix rows = Matrix.of(1, new double[] {-1, 0, 1}, new double[] {2, 3, 7});
        Linear linear = (Linear) TrainerKind.ELASTIC_NET.create(settings(TrainerKind.ELASTIC_NET, Map.of("alpha", 1e6)), false, 1).fit(rows, rows).estimator();
        assertThat(linear.weights()).containsExactly(0);
        assertThat(linear.intercept()).isEqualTo(4);
    }

    @Test void anElasticNetIsThatOfTheTextbook() {
        // One standardised column: w = soft(x'y / n, alpha l1) / (1 + alpha (1 - l1)).
        double[] x = {-1.5, -0.5, 0.5, 1.5};
        double[] y = {-3, -1, 1.5, 2.5};
        double variance = 1.25;
        double[] scaled = new double[4];
        double product = 0;
        for (int i = 0; i < 4; i++) {
            scaled[i] = x[i] / Math.sqrt(variance);
            product += scaled[i] * y[i] / 4;
        }
        Map<String, Object> settings = settings(TrainerKind.ELASTIC_NET, Map.of("alpha", 0.5, "l1_ratio", 0.1, "tolerance", 1e-10));
        Linear linear = (Linear) TrainerKind.ELASTIC_NET.create(settings, false, 1)
                .fit(Matrix.of(1, scaled, y), Matrix.of(1, new double[0], new double[0])).estimator();
        assertThat(linear.weights()[0]).isCloseTo((product - 0.05) / (1 + 0.45), within(1e-8));
    }

    @Test void theSameRowsAndSeedGiveTheSameModel() {
        for (TrainerKind kind : TrainerKind.values()) {
            Task task = kind.supports(true) ? Task.BINARY : Task.REGRESSION;
            Map<String, Object> sampled = kind == TrainerKind.BOOSTED_TREES ? Map.of("subsample", 0.7, "colsample_bytree", 0.7, "rounds", 30L) : Map.of();
            Bench used = bench(task, 1000);
            String first = fit(used, kind, sampled).model().digest();
            assertThat(fit(used, kind, sampled).model().digest()).as("%s on the same bench", kind).isEqualTo(first);
            assertThat(fit(bench(task, 1000), kind, sampled).model().digest()).as("%s on another bench", kind).isEqualTo(first);
        }
    }

    @Test void aTrainerThatGoesAstraySaysSo() {
        assertThatThrownBy(() -> fit(bench(Task.REGRESSION, 100), TrainerKind.LINEAR_SGD, Map.of("learning_rate", 1e308)))
                .isInstanceOf(DivergedException.class).hasMessage("its weights grew beyond all numbers: a smaller learning_rate keeps them");
    }

    static Fit fit(Bench bench, TrainerKind kind, Map<String, Object> settings) {
        return bench.fit(new Trial(kind, settings(kind, settings)));
    }

    private static Map<String, Object> settings(TrainerKind kind, Map<String, Object> chosen) {
        Map<String, Object> settings = new TreeMap<>(kind.defaults());
        settings.putAll(chosen);
        return settings;
    }

    /** y = 3 x - z (z missing in every fifth row, and then 2) + 1 in the city of A, with a little noise; a one when that is above 1. */
    static Bench bench(Task task, int rows) {
        Bench.Rows train = rows(task, rows, 1);
        return new Bench(task, train, rows(task, rows / 4, 2), scaled -> Preparation.fit(train.table(),
                scaled ? PreparationSpec.forLinear(INPUTS, Set.of()) : PreparationSpec.forTrees(INPUTS, Set.of())), 7);
    }

    private static Bench.Rows rows(Task task, int count, long seed) {
        Random random = new Random(seed);
        List<Double> x = new ArrayList<>();
        List<Double> z = new ArrayList<>();
        List<String> city = new ArrayList<>();
        double[] labels = new double[count];
        for (int i = 0; i < count; i++) {
            x.add(random.nextGaussian());
            z.add(i % 5 == 0 ? null : random.nextGaussian());
            city.add(random.nextBoolean() ? "A" : "B");
            double y = 3 * x.get(i) - (z.get(i) == null ? 2 : z.get(i)) + (city.get(i).equals("A") ? 1 : 0) + 0.1 * random.nextGaussian();
            labels[i] = task == Task.BINARY ? (y > 1 ? 1 : 0) : y;
        }
        Table table = Table.of(Column.of("x", ValueType.DOUBLE, x), Column.of("z", ValueType.DOUBLE, z), Column.of("city", ValueType.STRING, city));
        return new Bench.Rows(table, labels);
    }
}
