package cyclo.training.trainers;

import cyclo.models.Linear;
import cyclo.models.Link;
import java.util.Map;
import org.tribuo.math.la.SparseVector;
import org.tribuo.math.la.VectorTuple;
import org.tribuo.MutableDataset;
import org.tribuo.impl.ArrayExample;
import org.tribuo.regression.RegressionFactory;
import org.tribuo.regression.Regressor;
import org.tribuo.regression.slm.ElasticNetCDTrainer;
import org.tribuo.regression.slm.SparseLinearModel;

/** Coordinate descent over the features in turn, so nothing is drawn and there is no seed. */
final class ElasticNet implements Trainer {
    private final double alpha;
    private final double l1Ratio;
    private final double tolerance;
    private final int maxIterations;

    ElasticNet(double alpha, double l1Ratio, double tolerance, int maxIterations) {
        this.alpha = alpha;
        this.l1Ratio = l1Ratio;
        this.tolerance = tolerance;
        this.maxIterations = maxIterations;
    }

    @Override public Fitted fit(Matrix train, Matrix validation) {
        MutableDataset<Regressor> rows = TribuoRows.dataset(train, new RegressionFactory(), label -> new Regressor("y", label));
        SparseLinearModel model = (SparseLinearModel) new ElasticNetCDTrainer(alpha, l1Ratio, tolerance, maxIterations, false, 1L).train(rows);
        double[] weights = new double[train.width()];
        SparseVector sparse = model.getWeights().values().iterator().next();
        int used = 0;
        for (VectorTuple weight : sparse) {
            if (weight.index < weights.length) {
                weights[weight.index] = weight.value;
                used += weight.value == 0 ? 0 : 1;
            }
        }
        // Tribuo 4.3.2 predicts the mean plus one when no weight is left.
        double intercept = used == 0 ? train.labelMean() : atZero(model, train.width());
        Linear linear = Weights.linear(weights, intercept, Link.IDENTITY);
        return new Fitted(linear, Map.of("weights_used", (double) used));
    }

    private static double atZero(SparseLinearModel model, int width) {
        return model.predict(new ArrayExample<>(new Regressor("y", 0), TribuoRows.names(width), new double[width])).getOutput().getValues()[0];
    }
}
