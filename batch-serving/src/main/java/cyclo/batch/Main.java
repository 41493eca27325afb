package cyclo.batch;

import cyclo.common.Clocks;
import cyclo.common.Env;
import cyclo.common.Program;
import cyclo.common.ProjectOption;
import cyclo.common.WorkFolder;
import cyclo.common.WorkOption;
import cyclo.common.YamlFile;
import cyclo.features.FeatureSelection;
import cyclo.features.FeatureStore;
import cyclo.models.serving.Scorer;
import cyclo.models.serving.ServedModel;
import cyclo.models.serving.Serving;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** batch-serving: a registered model on the offline store, for many entities at once. One verb per step, and all in one. */
@Command(name = "batch-serving", description = "Predictions of a registered model for many entities, into Parquet or PostgreSQL.",
        mixinStandardHelpOptions = true, subcommands = {Main.Extract.class, Main.PredictOnly.class, Main.Run.class})
public final class Main {
    private static final Logger LOG = LoggerFactory.getLogger(Main.class);

    public static void main(String[] args) {
        System.exit(new Program("batch-serving", new Main()).run(args));
    }

    /** What every verb is told. */
    abstract static class Verb implements Callable<Integer> {
        @Mixin private ProjectOption project;
        @Mixin private WorkOption work;

        @Option(names = "--serving", paramLabel = "FILE", defaultValue = "serving.yaml",
                description = "file of the project that says what to predict [${DEFAULT-VALUE}]")
        private Path file;

        @Override public Integer call() {
            Env env = project.start("batch-serving");
            ServingFile serving = ServingFile.read(project.folder(), file);
            Map<String, String> values = values(serving.batch());
            try (Batch batch = Batch.open(project.folder(), serving, env)) {
                run(batch, work.folder(env, project.folder()), values);
            }
            return 0;
        }

        /** Of the parameters that this verb is given; checked before anything is loaded. */
        abstract Map<String, String> values(BatchSection section);

        abstract void run(Batch batch, WorkFolder work, Map<String, String> values);
    }

    /** A verb that is given the parameters of one run. */
    abstract static class ParameterVerb extends Verb {
        @Option(names = "--set", paramLabel = "NAME=VALUE", description = "a parameter of batch.entities and batch.output, such as DATE=2013-12-20")
        private Map<String, String> set = new TreeMap<>();

        @Override Map<String, String> values(BatchSection section) {
            return section.values(set);
        }
    }

    @Command(name = "extract-data", description = "Reads the entity rows and joins their features as known at each row's time.",
            mixinStandardHelpOptions = true)
    static final class Extract extends ParameterVerb {
        @Override void run(Batch batch, WorkFolder work, Map<String, String> values) {
            batch.extract(work, values);
        }
    }

    @Command(name = "predict", description = "Scores what extract-data left and writes the predictions.", mixinStandardHelpOptions = true)
    static final class PredictOnly extends Verb {
        @Override Map<String, String> values(BatchSection section) {
            return Map.of(); // extract-data kept them
        }

        @Override void run(Batch batch, WorkFolder work, Map<String, String> values) {
            batch.predict(work);
        }
    }

    @Command(name = "run", description = "Both steps: extract-data, predict.", mixinStandardHelpOptions = true)
    static final class Run extends ParameterVerb {
        @Override void run(Batch batch, WorkFolder work, Map<String, String> values) {
            batch.extract(work, values);
            batch.predict(work);
        }
    }

    /** What serving.yaml says to this program. */
    record ServingFile(Serving serving, BatchSection batch) {
        /** @throws cyclo.common.CycloException (usage) with every fault of the file */
        static ServingFile read(Path project, Path servingFile) {
            YamlFile file = YamlFile.read(project.resolve(servingFile));
            ServingFile read = new ServingFile(Serving.read(file, project), BatchSection.read(file.root()));
            file.check();
            return read;
        }
    }

    /** What the steps share: the model, the features it reads, and serving.yaml. */
    record Batch(Path project, ServingFile file, ServedModel model, FeatureStore store, FeatureSelection selection, Clock clock) implements AutoCloseable {
        static Batch open(Path project, ServingFile file, Env env) {
            Serving serving = file.serving();
            ServedModel model = ServedModel.load(serving.model(), env, env.home().cache());
            Clock clock = Clocks.of(env);
            FeatureStore store = FeatureStore.open(project, env, clock);
            try {
                FeatureSelection selection = store.service(model.featureService(serving.featureService(), store.config().project()));
                model.checkInputs(selection.columns());
                LOG.info("predicting with {} (digest {}, run {}) on feature service '{}'", model, model.model().digest(), model.runId(), selection.name());
                return new Batch(project, file, model, store, selection, clock);
            } catch (RuntimeException e) {
                store.close();
                throw e;
            }
        }

        /** @param values of the parameters, checked */
        void extract(WorkFolder work, Map<String, String> values) {
            new ExtractData(store, file.batch(), selection, project, ExtractData.PART_ROWS).run(work, values);
        }

        void predict(WorkFolder work) {
            Scorer scorer = model.scorer(file.serving().missing(), selection.columns());
            Predict.Done done = new Predict(store.offline()::write, file.batch(), selection, scorer, model.info(), project).run(work, clock.instant());
            System.out.printf("%s: %d predictions of %s%s%n", done.where(), done.rows(), model,
                    done.refused() == 0 ? "" : ", %d of them refused for missing values".formatted(done.refused()));
        }

        @Override public void close() {
            store.close();
        }
    }
}
