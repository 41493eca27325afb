package cyclo.batch;

import cyclo.common.CycloException;
import cyclo.common.table.Column;
import cyclo.common.table.Table;
import cyclo.common.table.ValueType;
import cyclo.models.Task;
import cyclo.models.serving.ModelInfo;
import cyclo.models.serving.Scores;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * The rows of the result: what was kept of the entity rows, and after it
 * {@code prediction} (null when refused), {@code probability} of a binary model, {@code missing} (the inputs for which the row was
 * refused, else null), {@code model_name model_version run_id}, {@code batch} and {@code predicted_at}.
 */
final class Predictions {
    private static final List<String> OWN = List.of("prediction", "probability", "missing", "model_name", "model_version", "run_id", Predictions.BATCH,
            "predicted_at");
    static final String BATCH = "batch";

    private final ModelInfo model;
    private final String batch;
    private final Instant at;

    /** @param batch names what was predicted, the same for a run that is done again: its parameters */
    Predictions(ModelInfo model, String batch, Instant at) {
        this.model = model;
        this.batch = batch;
        this.at = at;
    }

    /** @throws CycloException (usage) if a kept column has the name of one of the result's own */
    static void checkNames(List<String> kept) {
        List<String> clashes = kept.stream().filter(OWN::contains).toList();
        if (!clashes.isEmpty()) {
            throw CycloException.usage("Cannot keep the entity rows' columns %s: the result has its own of that name."
                    + " Rename them in the SQL, or list others under batch.keep.", clashes);
        }
    }

    /** One row per row of {@code kept}, in order. */
    Table of(Table kept, Scores scores) {
        int rows = kept.rows();
        Column.Builder prediction = Column.builder("prediction", ValueType.DOUBLE, rows);
        Column.Builder probability = Column.builder("probability", ValueType.DOUBLE, rows);
        Object[] missing = new Object[rows];
        for (int row = 0; row < rows; row++) {
            List<String> refused = scores.refused().getOrDefault(row, List.of());
            if (refused.isEmpty()) {
                prediction.addDouble(model.prediction(scores.values()[row]));
                probability.addDouble(scores.values()[row]);
            } else {
                prediction.addNull();
                probability.addNull();
                missing[row] = String.join(",", refused);
            }
        }
        Table result = kept.with(prediction.build());
        if (model.task() == Task.BINARY) {
            result = result.with(probability.build());
        }
        result = result.with(Column.ofObjects("missing", ValueType.STRING, missing));
        for (Map.Entry<String, String> text : List.of(Map.entry("model_name", model.name()), Map.entry("model_version", model.version()),
                Map.entry("run_id", model.runId()), Map.entry(BATCH, batch))) {
            Object[] values = new Object[rows];
            Arrays.fill(values, text.getValue());
            result = result.with(Column.ofObjects(text.getKey(), ValueType.STRING, values));
        }
        return result.with(Column.of("predicted_at", ValueType.UNIX_TIMESTAMP, Collections.nCopies(rows, at)));
    }
}
