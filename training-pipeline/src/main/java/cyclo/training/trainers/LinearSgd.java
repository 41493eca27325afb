package cyclo.training.trainers;

import cyclo.models.Link;
import java.util.Map;
import org.tribuo.math.la.DenseMatrix;
import org.tribuo.math.optimisers.AdaGrad;
import org.tribuo.regression.RegressionFactory;
import org.tribuo.regression.Regressor;
import org.tribuo.regression.sgd.linear.LinearSGDModel;
import org.tribuo.regression.sgd.linear.LinearSGDTrainer;
import org.tribuo.regression.sgd.objectives.SquaredLoss;

/** Fits the label in standard deviations from its mean, so that the learning rate does not depend on its unit. */
final class LinearSgd implements Trainer {
    private final int epochs;
    private final double learningRate;
    private final int minibatch;
    private final long seed;

    LinearSgd(int epochs, double learningRate, int minibatch, long seed) {
        this.epochs = epochs;
        this.learningRate = learningRate;
        this.minibatch = minibatch;
        this.seed = seed;
    }

    @Override public Fitted fit(Matrix train, Matrix validation) {
        double mean = train.labelMean();
        double spread = spread(train.labels(), mean);
        var rows = TribuoRows.dataset(train, new RegressionFactory(), label -> new Regressor("y", (label - mean) / spread));
        // A fresh trainer each time: a used one goes on from its random state.
        LinearSGDModel model = new LinearSGDTrainer(new SquaredLoss(), new AdaGrad(learningRate, 0.1), epochs, -1, minibatch, seed).train(rows);
        DenseMatrix fitted = model.getWeightsCopy();
        double[] weights = new double[train.width()];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = fitted.get(0, i) * spread;
        }
        return new Fitted(Weights.linear(weights, fitted.get(0, weights.length) * spread + mean, Link.IDENTITY), Map.of());
    }

    private static double spread(double[] labels, double mean) {
        double sum = 0;
        for (double label : labels) {
            sum += (label - mean) * (label - mean);
        }
        return sum == 0 ? 1 : Math.sqrt(sum / labels.length);
    }
}
