package cyclo.models.serving;

import cyclo.common.CycloException;
import cyclo.common.table.Table;
import cyclo.models.InputColumn;
import cyclo.models.Predictor;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** Scores rows of features with a model under a {@link MissingPolicy}: the one way from features to a prediction, online and in batch. */
public final class Scorer {
    private final Predictor model;
    private final List<InputColumn> inputs;
    private final MissingPolicy missing;

    public Scorer(Predictor model, MissingPolicy missing) {
        this(model, missing, Set.of());
    }

    /**
     * @param known names that the policy may speak of beside the model's inputs
     * @throws CycloException (usage) if the policy does not fit the model
     */
    public Scorer(Predictor model, MissingPolicy missing, Set<String> known) {
        this.model = model;
        this.inputs = model.inputs();
        this.missing = missing.boundTo(inputs, known);
    }

    /**
     * @param rows features, join keys and request context by the names of the model's inputs; more columns do no harm
     * @throws CycloException (refused) if the model answers with something that is no number
     */
    public Scores score(Table rows) {
        MissingPolicy.Applied applied = missing.apply(rows, inputs);
        if (applied.refused().isEmpty()) {
            return new Scores(predict(applied.rows()), applied.refused(), applied.defaulted());
        }
        double[] values = new double[rows.rows()];
        Arrays.fill(values, Double.NaN);
        int[] kept = IntStream.range(0, rows.rows()).filter(row -> !applied.refused().containsKey(row)).toArray();
        if (kept.length > 0) {
            double[] predicted = predict(applied.rows().rows(kept));
            for (int i = 0; i < kept.length; i++) {
                values[kept[i]] = predicted[i];
            }
        }
        return new Scores(values, applied.refused(), applied.defaulted());
    }

    private double[] predict(Table rows) {
        double[] values = model.predict(rows);
        for (double value : values) {
            if (!Double.isFinite(value)) {
                throw CycloException.refused(
                        "Cannot serve the prediction '%s' of the model: it is no number. Retrain the model, or roll back to an earlier version.", value);
            }
        }
        return values;
    }
}
