package cyclo.models;

import com.fasterxml.jackson.databind.JsonNode;
import cyclo.common.CycloException;
import cyclo.common.Sha256;
import cyclo.common.table.Table;
import java.util.List;
import java.util.Map;

/** A whole model: preparation and estimator, in a canonical form. Immutable and thread safe. */
public final class CycloModel implements Predictor {
    private static final String FORMAT = "cyclo-model/1";

    private final Task task;
    private final Preparation preparation;
    private final Estimator estimator;

    /**
     * @throws IllegalArgumentException if the estimator reads another number of features than the preparation makes, its link is not
     *     the task's (logistic for BINARY), or a linear model would read numbers that are not filled when missing
     */
    public CycloModel(Task task, Preparation preparation, Estimator estimator) {
        this.task = task;
        this.preparation = preparation;
        this.estimator = estimator;
        if (estimator.width() != preparation.features().size()) {
            throw new IllegalArgumentException("the estimator reads %d features, the preparation makes %d".formatted(
                    estimator.width(), preparation.features().size()));
        }
        if ((task == Task.BINARY) != (estimator.link() == Link.LOGISTIC)) {
            throw new IllegalArgumentException("a %s model cannot have the link %s".formatted(task, estimator.link()));
        }
        if (estimator instanceof Linear && !preparation.fillsAllNumbers()) {
            throw new IllegalArgumentException("a linear model cannot read missing numbers: fit its preparation with an imputation");
        }
    }

    /** @throws CycloException (refused) if it is not a model of this format */
    public static CycloModel parse(byte[] json) {
        try {
            JsonNode model = CanonicalJson.parse(json);
            if (!model.path("format").asText().equals(FORMAT)) {
                throw new IllegalArgumentException("its format is '%s', this version reads '%s'".formatted(model.path("format").asText(), FORMAT));
            }
            Preparation preparation = Preparation.parse(model.path("inputs"));
            return new CycloModel(Task.valueOf(model.path("task").asText()), preparation, Estimator.parse(model.path("estimator")));
        } catch (IllegalArgumentException e) {
            throw CycloException.refused("Cannot read the model file: %s. Train the model again, or use the version of Cyclo that wrote it.",
                    e.getMessage(), e);
        }
    }

    /** Canonical: equal models are equal bytes, on every JVM. */
    public byte[] toJson() {
        return CanonicalJson.write(Map.of("format", FORMAT, "task", task.name(), "inputs", preparation.describe(), "estimator", estimator.describe()));
    }

    /** SHA-256 of {@link #toJson()}. */
    public String digest() {
        return Sha256.of(toJson());
    }

    public Preparation preparation() {
        return preparation;
    }

    public Estimator estimator() {
        return estimator;
    }

    @Override public Task task() {
        return task;
    }

    @Override public List<InputColumn> inputs() {
        return preparation.inputs();
    }

    @Override public double[] predict(Table rows) {
        Preparation.Encoder encoder = preparation.over(rows);
        double[] features = new double[estimator.width()];
        double[] predictions = new double[rows.rows()];
        for (int row = 0; row < predictions.length; row++) {
            encoder.encode(row, features);
            predictions[row] = estimator.predict(features);
        }
        return predictions;
    }

    @Override public double predict(Map<String, ?> row) {
        return estimator.predict(preparation.encode(row));
    }
}
