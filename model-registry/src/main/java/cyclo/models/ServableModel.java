package cyclo.models;

import cyclo.common.CycloException;
import cyclo.common.table.Table;
import java.util.List;
import java.util.Map;

/** A verified model with its card. Immutable and thread safe. */
public final class ServableModel implements Predictor {
    private final CycloModel model;
    private final String digest;
    private final ModelCard card;
    private final Table goldenRows;
    private final double[] expected;

    ServableModel(CycloModel model, String digest, ModelCard card, Table goldenRows, double[] expected) {
        this.model = model;
        this.digest = digest;
        this.card = card;
        this.goldenRows = goldenRows;
        this.expected = expected;
    }

    public CycloModel model() {
        return model;
    }

    public ModelCard card() {
        return card;
    }

    public String project() {
        return card.project();
    }

    public String featureService() {
        return card.featureService();
    }

    public double threshold() {
        return card.threshold();
    }

    public String digest() {
        return digest;
    }

    /** Names of the prepared features, as an explanation shows them. */
    public List<String> features() {
        return model.preparation().features();
    }

    /** Predicts the golden rows again. @throws CycloException (refused) if one prediction differs in one bit */
    public void verifyGoldenRows() {
        double[] actual = model.predict(goldenRows);
        if (actual.length != expected.length) {
            throw CycloException.refused("Cannot serve model %s: it has %d golden rows, but %d expected predictions. Register it anew.",
                    digest, actual.length, expected.length);
        }
        for (int row = 0; row < actual.length; row++) {
            double single = model.predict(goldenRows.row(row));
            if (actual[row] != expected[row] || single != expected[row]) {
                throw CycloException.refused("Cannot serve model %s: golden row %d gives %s here, but %s where the model was written. Register it anew.",
                        digest, row, actual[row] != expected[row] ? actual[row] : single, expected[row]);
            }
        }
    }

    /** The rows that {@link #verifyGoldenRows} predicts: real input of the model, as an example. */
    public Table goldenRows() {
        return goldenRows;
    }

    @Override public Task task() {
        return model.task();
    }

    @Override public List<InputColumn> inputs() {
        return model.inputs();
    }

    @Override public double[] predict(Table rows) {
        return model.predict(rows);
    }

    @Override public double predict(Map<String, ?> row) {
        return model.predict(row);
    }
}
