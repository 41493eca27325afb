package cyclo.models;

import cyclo.common.table.Table;
import java.util.List;
import java.util.Map;

/** From input columns to the numbers an estimator reads; fitted once on training rows and kept with the model. Immutable. */
public final class Preparation {
    private Preparation() {}

    /** Fits on {@code trainingRows} alone. The same rows in the same order give the same preparation on every JVM. */
    public static Preparation fit(Table trainingRows, PreparationSpec spec) {
        throw new UnsupportedOperationException();
    }

    public List<InputColumn> inputs() {
        throw new UnsupportedOperationException();
    }

    /** Names of the prepared features, in order: {@code temp}, {@code temp is missing}, {@code carrier = UA}. */
    public List<String> features() {
        throw new UnsupportedOperationException();
    }

    /** Binds the columns of {@code rows} once, to encode row by row. @throws cyclo.common.CycloException (refused) as {@link Predictor#predict(Table)} */
    public Encoder over(Table rows) {
        throw new UnsupportedOperationException();
    }

    /** All rows, row after row, in float32 with NaN for missing: what XGBoost's DMatrix takes. */
    public float[] floats(Table rows) {
        throw new UnsupportedOperationException();
    }

    /** All rows, row after row. */
    public double[] doubles(Table rows) {
        throw new UnsupportedOperationException();
    }

    /** Of each category column, the values without an indicator and how often they occur; columns without any are left out. */
    public Map<String, Map<String, Long>> unseen(Table rows) {
        throw new UnsupportedOperationException();
    }

    /** Writes prepared rows into an array of {@code features().size()} numbers. Thread safe. */
    public interface Encoder {
        void encode(int row, double[] into);
    }
}
