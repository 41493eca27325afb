package cyclo.models;

import cyclo.common.table.Table;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;

/** Small models over {@link Rows}, fitted the same way every time. */
final class Models {
    private Models() {}

    static CycloModel linear(Task task) {
        Preparation preparation = Preparation.fit(Rows.random(200, 1), PreparationSpec.forLinear(Rows.INPUTS, Set.of("gate", "rain")));
        Random random = new Random(7);
        double[] weights = random.doubles(preparation.features().size(), -1, 1).toArray();
        return new CycloModel(task, preparation, new Linear(weights, 0.25, task == Task.BINARY ? Link.LOGISTIC : Link.IDENTITY));
    }

    static CycloModel trees(Task task) throws Exception {
        Preparation preparation = Preparation.fit(Rows.random(200, 1), PreparationSpec.forTrees(Rows.INPUTS, Set.of("gate")));
        return new CycloModel(task, preparation, Trees.ofXgboost(booster(preparation, task, Rows.random(400, 2)).toByteArray("json")));
    }

    static ml.dmlc.xgboost4j.java.Booster booster(Preparation preparation, Task task, Table rows) throws Exception {
        float[] features = preparation.floats(rows);
        int width = preparation.features().size();
        float[] labels = new float[rows.rows()];
        Random random = new Random(3);
        for (int i = 0; i < labels.length; i++) {
            float x = features[i * width + 1] + (Float.isNaN(features[i * width]) ? 2 : features[i * width] / 40) + (float) random.nextGaussian();
            labels[i] = task == Task.BINARY ? x > 1.5f ? 1 : 0 : x;
        }
        DMatrix matrix = new DMatrix(features, rows.rows(), width, Float.NaN);
        matrix.setLabel(labels);
        Map<String, Object> parameters = new HashMap<>(Map.of("objective", task == Task.BINARY ? "binary:logistic" : "reg:squarederror",
                "tree_method", "hist", "max_depth", 5, "eta", 0.3, "nthread", 1, "seed", 1, "verbosity", 0, "base_score", task == Task.BINARY ? 0.3 : 1.5));
        try {
            return XGBoost.train(matrix, parameters, 30, Map.of(), null, null);
        } finally {
            matrix.dispose();
        }
    }
}
