package cyclo.models;

import cyclo.common.table.Table;
import java.util.List;
import java.util.Map;

/** Turns rows into predictions. Thread safe, and the same for the same row however it comes. */
public interface Predictor {
    Task task();

    /** The columns that {@link #predict(Table)} reads, in the model's own order. */
    List<InputColumn> inputs();

    /**
     * One prediction per row, in order: for {@link Task#BINARY} the probability of 1. A null or NaN is a missing value, which the
     * model's preparation knows how to treat; rows may have more columns than the model reads.
     *
     * @throws cyclo.common.CycloException (refused) if a column is missing, has another type, or holds an infinite number
     */
    double[] predict(Table rows);

    /**
     * The prediction for one row of Java values as {@link cyclo.common.table.ValueType} lists them, null for missing: the fast
     * way for a single request.
     *
     * @throws cyclo.common.CycloException (refused) as {@link #predict(Table)}
     */
    double predict(Map<String, ?> row);
}
