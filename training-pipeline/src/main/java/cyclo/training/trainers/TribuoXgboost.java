package cyclo.training.trainers;

import com.oracle.labs.mlrg.olcut.provenance.Provenance;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;
import org.tribuo.Dataset;
import org.tribuo.MutableDataset;
import org.tribuo.common.xgboost.XGBoostModel;
import org.tribuo.common.xgboost.XGBoostTrainer;
import org.tribuo.impl.ArrayExample;
import org.tribuo.provenance.ModelProvenance;
import org.tribuo.provenance.SimpleDataSourceProvenance;
import org.tribuo.provenance.TrainerProvenance;
import org.tribuo.provenance.impl.TrainerProvenanceImpl;
import org.tribuo.regression.RegressionFactory;
import org.tribuo.regression.Regressor;
import org.tribuo.regression.xgboost.XGBoostRegressionConverter;

/**
 * Trains on a matrix that is ready and gives a Tribuo model: Tribuo's own way builds a dataset of objects first (five times the
 * memory), cannot fit {@code binary:logistic} and does not stop early. A logistic model's answer is the probability, as a regression.
 */
final class TribuoXgboost extends XGBoostTrainer<Regressor> {
    private static final OffsetDateTime NO_TIME = OffsetDateTime.of(1970, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);

    private final Map<String, Object> parameters;
    private final int rounds;
    private final int patience;
    private final DMatrix train;
    private final DMatrix validation;
    private int bestRounds;

    /** @param patience stop after this many rounds without a better validation loss; 0 goes through all rounds and needs no validation */
    TribuoXgboost(Map<String, Object> parameters, int rounds, int patience, DMatrix train, DMatrix validation) {
        super(rounds, new TreeMap<>(parameters));
        this.parameters = new TreeMap<>(parameters);
        this.rounds = rounds;
        this.patience = patience;
        this.train = train;
        this.validation = validation;
    }

    /** One row with every feature: what Tribuo needs to know the names. */
    private static Dataset<Regressor> domain(int width) {
        RegressionFactory factory = new RegressionFactory();
        MutableDataset<Regressor> domain = new MutableDataset<>(new SimpleDataSourceProvenance("names of the features", NO_TIME, factory), factory);
        domain.add(new ArrayExample<>(new Regressor("y", 0), TribuoRows.names(width), new double[width]));
        return domain;
    }

    /** The Tribuo model; its features are numbered as the columns of the matrix. */
    XGBoostModel<Regressor> grow(int width) {
        return train(domain(width), Map.of());
    }

    /** How many of the trees gave the best validation loss; all of them without early stopping. */
    int bestRounds() {
        return bestRounds;
    }

    @Override public XGBoostModel<Regressor> train(Dataset<Regressor> domain, Map<String, Provenance> provenance, int invocation) {
        try {
            Booster booster = patience == 0 ? allRounds() : untilNoBetter();
            ModelProvenance made = new ModelProvenance(XGBoostModel.class.getName(), NO_TIME, domain.getProvenance(), getProvenance(), provenance);
            return createModel("boosted-trees", made, domain.getFeatureIDMap(), domain.getOutputIDInfo(), List.of(booster), new XGBoostRegressionConverter());
        } catch (XGBoostError e) {
            throw new IllegalStateException("XGBoost refused " + parameters, e);
        }
    }

    @Override public XGBoostModel<Regressor> train(Dataset<Regressor> domain, Map<String, Provenance> provenance) {
        return train(domain, provenance, INCREMENT_INVOCATION_COUNT);
    }

    @Override public TrainerProvenance getProvenance() {
        return new TrainerProvenanceImpl(this);
    }

    private Booster allRounds() throws XGBoostError {
        bestRounds = rounds;
        return XGBoost.train(train, parameters, rounds, Map.of(), null, null);
    }

    /** Round by round, because XGBoost's own early stopping prints each round on standard output, which belongs to the result. */
    private Booster untilNoBetter() throws XGBoostError {
        Booster booster = XGBoost.train(train, parameters, 0, Map.of("validation", validation), null, null);
        DMatrix[] watched = {validation};
        String[] names = {"validation"};
        float best = Float.MAX_VALUE;
        for (int round = 0; round < rounds && round - bestRounds < patience; round++) {
            booster.update(train, round);
            float loss = loss(booster.evalSet(watched, names, round));
            if (loss < best) {
                best = loss;
                bestRounds = round + 1;
            }
        }
        return booster;
    }

    private static float loss(String evaluation) {
        return Float.parseFloat(evaluation.substring(evaluation.lastIndexOf(':') + 1).strip());
    }
}
