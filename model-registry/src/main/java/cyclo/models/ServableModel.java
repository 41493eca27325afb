package cyclo.models;

import cyclo.common.table.Table;
import java.util.List;
import java.util.Map;

/** A verified model with its card. Immutable and thread safe. */
public final class ServableModel implements Predictor {
    private final CycloModel model;
    private final ModelCard card;

    ServableModel(CycloModel model, ModelCard card) {
        this.model = model;
        this.card = card;
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
        return model.digest();
    }

    /** Names of the prepared features, as an explanation shows them. */
    public List<String> features() {
        return model.preparation().features();
    }

    /** Values of category columns that the model has never seen, with counts. */
    public Map<String, Map<String, Long>> unseen(Table rows) {
        return model.preparation().unseen(rows);
    }

    /** Predicts the golden rows again. @throws cyclo.common.CycloException (refused) if one prediction differs in one bit */
    public void verifyGoldenRows() {
        throw new UnsupportedOperationException();
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
