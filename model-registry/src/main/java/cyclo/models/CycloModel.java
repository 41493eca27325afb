package cyclo.models;

import cyclo.common.table.Table;
import java.util.List;
import java.util.Map;

/** A whole model: preparation and estimator, in a canonical form. Immutable. */
public final class CycloModel implements Predictor {
    private final Task task;
    private final Preparation preparation;
    private final Estimator estimator;

    /** @throws IllegalArgumentException if the estimator reads another number of features than the preparation makes */
    public CycloModel(Task task, Preparation preparation, Estimator estimator) {
        this.task = task;
        this.preparation = preparation;
        this.estimator = estimator;
    }

    /** @throws cyclo.common.CycloException (refused) if it is not a model of this format */
    public static CycloModel parse(byte[] json) {
        throw new UnsupportedOperationException();
    }

    /** Canonical: equal models are equal bytes, on every JVM. */
    public byte[] toJson() {
        throw new UnsupportedOperationException();
    }

    /** SHA-256 of {@link #toJson()}. */
    public String digest() {
        throw new UnsupportedOperationException();
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
        throw new UnsupportedOperationException();
    }

    @Override public double predict(Map<String, ?> row) {
        throw new UnsupportedOperationException();
    }
}
