package cyclo.training.trainers;

import cyclo.common.table.Table;
import cyclo.models.CycloModel;
import cyclo.models.Preparation;
import cyclo.models.Task;
import cyclo.training.metrics.Scores;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The training and validation rows of one run, prepared once for each kind of trainer, on which trials are made. */
public final class Bench {
    /** Rows with their labels. */
    public record Rows(Table table, double[] labels) {}

    private record Prepared(Preparation preparation, Matrix train, Matrix validation) {}

    private final Task task;
    private final Rows train;
    private final Rows validation;
    private final Function<Boolean, Preparation> preparations;
    private final long seed;
    private final Map<Boolean, Prepared> prepared = new HashMap<>();

    /** @param preparations fitted on the training rows: for trainers that want numbers scaled (true) or as they are */
    public Bench(Task task, Rows train, Rows validation, Function<Boolean, Preparation> preparations, long seed) {
        this.task = task;
        this.train = train;
        this.validation = validation;
        this.preparations = preparations;
        this.seed = seed;
    }

    /** Fits on the training rows, scores on the validation rows. */
    public Fit fit(Trial trial) {
        long started = System.nanoTime();
        Prepared rows = prepared.computeIfAbsent(trial.kind().scaled(), this::prepare);
        Trainer.Fitted fitted = trial.kind().create(trial.settings(), task == Task.BINARY, seed).fit(rows.train(), rows.validation());
        CycloModel model = new CycloModel(task, rows.preparation(), fitted.estimator());
        return new Fit(trial, model, scores(model), fitted.facts(), (System.nanoTime() - started) / 1e9);
    }

    private Optional<Scores> scores(CycloModel model) {
        if (validation.labels().length == 0) {
            return Optional.empty();
        }
        double[] predictions = model.predict(validation.table());
        return Optional.of(task == Task.BINARY ? Scores.binary(validation.labels(), predictions, 0.5) : Scores.regression(validation.labels(), predictions));
    }

    private Prepared prepare(boolean scaled) {
        Preparation preparation = preparations.apply(scaled);
        return new Prepared(preparation, matrix(preparation, train, scaled), matrix(preparation, validation, scaled));
    }

    private static Matrix matrix(Preparation preparation, Rows rows, boolean scaled) {
        int width = preparation.features().size();
        return scaled ? Matrix.of(width, preparation.doubles(rows.table()), rows.labels()) : Matrix.of(width, preparation.floats(rows.table()), rows.labels());
    }
}
