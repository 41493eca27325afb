package cyclo.training.trainers;

import cyclo.models.Trees;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoostError;

/**
 * XGBoost on its own matrix of float32 with NaN for missing, begun at the mean label. The number of threads is a setting of
 * the trial, because it is part of what must be the same for the same model.
 */
final class BoostedTrees implements Trainer {
    private final Map<String, Object> settings;
    private final boolean binary;
    private final long seed;

    BoostedTrees(Map<String, Object> settings, boolean binary, long seed) {
        this.settings = new TreeMap<>(settings);
        this.binary = binary;
        this.seed = seed;
    }

    @Override public Fitted fit(Matrix train, Matrix validation) {
        int rounds = ((Number) settings.get("rounds")).intValue();
        int patience = validation.rows() == 0 ? 0 : ((Number) settings.get("early_stopping")).intValue();
        try {
            DMatrix trainRows = matrix(train);
            DMatrix validationRows = patience == 0 ? null : matrix(validation);
            try {
                TribuoXgboost trainer = new TribuoXgboost(parameters(train.labelMean()), rounds, patience, trainRows, validationRows);
                byte[] booster = trainer.grow(train.width()).getInnerModels().get(0).toByteArray("json");
                Trees trees = Trees.ofXgboost(booster);
                int kept = trainer.bestRounds();
                Map<String, Double> facts = new LinkedHashMap<>();
                facts.put("trees", (double) kept);
                facts.put("trees_grown", (double) trees.count());
                return new Fitted(kept == trees.count() ? trees : trees.first(kept), facts);
            } finally {
                trainRows.dispose();
                if (validationRows != null) {
                    validationRows.dispose();
                }
            }
        } catch (XGBoostError e) {
            throw new IllegalStateException("XGBoost refused " + settings, e);
        }
    }

    private static DMatrix matrix(Matrix rows) throws XGBoostError {
        // The three-argument constructor would take zero for missing.
        DMatrix matrix = new DMatrix(rows.floats(), rows.rows(), rows.width(), Float.NaN);
        float[] labels = new float[rows.rows()];
        for (int row = 0; row < labels.length; row++) {
            labels[row] = (float) rows.labels()[row];
        }
        matrix.setLabel(labels);
        return matrix;
    }

    private Map<String, Object> parameters(double labelMean) {
        Map<String, Object> parameters = new HashMap<>(settings);
        parameters.remove("rounds");
        parameters.remove("early_stopping");
        parameters.put("nthread", parameters.remove("threads"));
        parameters.put("seed", seed);
        parameters.put("tree_method", "hist");
        parameters.put("verbosity", 0);
        parameters.put("objective", binary ? "binary:logistic" : "reg:squarederror");
        parameters.put("base_score", (float) labelMean);
        return parameters;
    }
}
