package cyclo.training;

import com.fasterxml.jackson.databind.JsonNode;
import cyclo.common.CycloException;
import cyclo.models.InputColumn;
import cyclo.models.ModelRegistry;
import cyclo.models.TrackedRun;
import cyclo.training.Split.Period;
import cyclo.training.metrics.Ranking;
import cyclo.training.trainers.Bench;
import cyclo.training.trainers.Bench.Rows;
import cyclo.training.trainers.Fit;
import cyclo.training.trainers.Trial;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the trials of the search, each a child run in MLflow, and keeps the model that is best on the validation rows:
 * {@code model.json}. The MLflow run stays open for the steps that follow.
 */
final class TrainModel {
    static final String NAME = "train-model";
    static final String FILE = "model.json";
    private static final Logger LOG = LoggerFactory.getLogger(TrainModel.class);

    private final ModelRegistry registry;

    TrainModel(ModelRegistry registry) {
        this.registry = registry;
    }

    void run(Training training) {
        registry.ping();
        TrainingFile file = training.file();
        Rows train = rows(training, Period.TRAIN);
        Rows validation = rows(training, Period.VALIDATION);
        List<InputColumn> inputs = Inputs.columns(train.table(), CheckData.texts(training, "inputs_of_model"));
        Bench bench = new Bench(file.task(), train, validation, scaled -> PrepareData.fit(train.table(), inputs, file, scaled), file.seed());
        training.write(NAME, notes -> {
            TrackedRun run = registry.startRun(file.experiment(), training.work().runId(), Optional.empty(), RunRecord.tags(training));
            notes.note("mlflow_run_id", run.id());
            notes.note("mlflow_run_url", run.url());
            try {
                RunRecord.describe(run, training, inputs.stream().map(InputColumn::name).toList());
                TrialSearch search = new TrialSearch(registry, file, bench, run);
                List<Fit> fits = search.run();
                Fit best = search.best(fits);
                Files.write(notes.folder().resolve(FILE), best.model().toJson());
                notes.note("model_digest", best.model().digest());
                notes.note("trainer", best.trial().kind().key());
                notes.note("settings", best.trial().settings());
                notes.note("facts", best.facts());
                notes.note("threshold", threshold(file, best, validation));
                notes.note("trials", fits.stream().map(TrainModel::line).toList());
                run.params(params("best.", best.trial()));
                best.validation().ifPresent(scores -> run.metrics(prefixed("validation_", scores.byKey()), 0));
                run.metrics(best.facts(), 0);
                run.tags(Map.of("model_digest", best.model().digest(), "trainer", best.trial().kind().key()));
            } catch (RuntimeException e) {
                RunRecord.failed(run, e);
                throw e;
            }
        });
        JsonNode done = training.notes(NAME);
        LOG.info("train-model: best of {} trials is {} {}, model digest {}", done.path("trials").size(), done.path("trainer").asText(),
                done.path("settings"), done.path("model_digest").asText());
    }

    private static double threshold(TrainingFile file, Fit best, Rows validation) {
        return file.threshold().orElseGet(() -> validation.labels().length == 0 ? 0.5
                : Ranking.of(validation.labels(), best.model().predict(validation.table())).bestF1Threshold().orElse(0.5));
    }

    private static Rows rows(Training training, Period period) {
        var table = PrepareData.read(training, period);
        if (period == Period.TRAIN && table.rows() == 0) {
            throw CycloException.refused("Cannot train: there is no row before %s.", training.file().split().trainUntil());
        }
        return new Rows(table, PrepareData.labels(table, training.file().labels().label()));
    }

    private static Map<String, Object> line(Fit fit) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("trainer", fit.trial().kind().key());
        line.put("settings", fit.trial().settings());
        line.put("validation", fit.validation().map(scores -> scores.byKey()).orElse(Map.of()));
        line.put("facts", fit.facts());
        line.put("seconds", fit.seconds());
        line.put("model_digest", fit.model().digest());
        return line;
    }

    static Map<String, String> params(String prefix, Trial trial) {
        Map<String, String> params = new TreeMap<>();
        params.put(prefix + "trainer", trial.kind().key());
        trial.settings().forEach((name, value) -> params.put(prefix + name, String.valueOf(value)));
        return params;
    }

    static Map<String, Double> prefixed(String prefix, Map<String, Double> values) {
        Map<String, Double> prefixed = new LinkedHashMap<>();
        values.forEach((name, value) -> prefixed.put(prefix + name, value));
        return prefixed;
    }
}
