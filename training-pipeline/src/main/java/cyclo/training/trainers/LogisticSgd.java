package cyclo.training.trainers;

import cyclo.models.Link;
import java.util.Map;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.classification.sgd.linear.LinearSGDModel;
import org.tribuo.classification.sgd.linear.LinearSGDTrainer;
import org.tribuo.classification.sgd.objectives.LogMulticlass;
import org.tribuo.math.la.DenseMatrix;
import org.tribuo.math.optimisers.AdaGrad;

/** Tribuo fits one weight vector per class with a softmax over both; their difference is the logistic model. */
final class LogisticSgd implements Trainer {
    private final int epochs;
    private final double learningRate;
    private final int minibatch;
    private final long seed;

    LogisticSgd(int epochs, double learningRate, int minibatch, long seed) {
        this.epochs = epochs;
        this.learningRate = learningRate;
        this.minibatch = minibatch;
        this.seed = seed;
    }

    @Override public Fitted fit(Matrix train, Matrix validation) {
        var rows = TribuoRows.dataset(train, new LabelFactory(), label -> new Label(label == 1 ? "1" : "0"));
        LinearSGDModel model = new LinearSGDTrainer(new LogMulticlass(), new AdaGrad(learningRate, 0.1), epochs, -1, minibatch, seed).train(rows);
        int one = model.getOutputIDInfo().getID(new Label("1"));
        int zero = model.getOutputIDInfo().getID(new Label("0"));
        DenseMatrix fitted = model.getWeightsCopy();
        double[] weights = new double[train.width()];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = fitted.get(one, i) - fitted.get(zero, i);
        }
        double intercept = fitted.get(one, weights.length) - fitted.get(zero, weights.length);
        return new Fitted(Weights.linear(weights, intercept, Link.LOGISTIC), Map.of());
    }
}
