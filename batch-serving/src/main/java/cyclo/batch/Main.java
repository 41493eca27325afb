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
            try (Batch batch = Batch.open(project.folder(), file, env)) {
                run(batch, work.folder(env, project.folder()));
            }
            return 0;
        }

        abstract void run(Batch batch, WorkFolder work);
    }

    @Command(name = "extract-data", description = "Reads the entity rows and joins their features as known at each row's time.",
            mixinStandardHelpOptions = true)
    static final class Extract extends Verb {
        @Option(names = "--set", paramLabel = "NAME=VALUE", description = "a parameter of batch.entities and batch.output, such as DATE=2013-12-20")
        private Map<String, String> set = new TreeMap<>();

        @Override void run(Batch batch, WorkFolder work) {
            batch.extract(work, set);
        }
    }

    @Command(name = "predict", description = "Scores what extract-data left and writes the predictions.", mixinStandardHelpOptions = true)
    static final class PredictOnly extends Verb {
        @Override void run(Batch batch, WorkFolder work) {
            batch.predict(work);
        }
    }

    @Command(name = "run", description = "Both steps: extract-data, predict.", mixinStandardHelpOptions = true)
    static final class Run extends Verb {
        @Option(names = "--set", paramLabel = "NAME=VALUE", description = "a parameter of batch.entities and batch.output, such as DATE=2013-12-20")
        private Map<String, String> set = new TreeMap<>();

        @Override void run(Batch batch, WorkFolder work) {
            batch.extract(work, set);
            batch.predict(work);
        }
    }

    /** What the steps share: the model, the features it reads, and serving.yaml. */
    record Batch(Path project, Serving serving, BatchSection section, ServedModel model, FeatureStore store, FeatureSelection selection,
                 Clock clock) implements AutoCloseable {
        static Batch open(Path project, Path servingFile, Env env) {
            YamlFile file = YamlFile.read(project.resolve(servingFile));
            Serving serving = Serving.read(file, project);
            BatchSection section = BatchSection.read(file.root());
            file.check();
            ServedModel model = ServedModel.load(serving.model(), env, env.home().cache());
            Clock clock = Clocks.of(env);
            FeatureStore store = FeatureStore.open(project, env, clock);
            try {
                FeatureSelection selection = store.service(model.featureService(serving.featureService(), store.config().project()));
                model.checkInputs(selection.columns());
                LOG.info("predicting with {} (digest {}, run {}) on feature service '{}'", model, model.model().digest(), model.runId(), selection.name());
                return new Batch(project, serving, section, model, store, selection, clock);
            } catch (RuntimeException e) {
                store.close();
                throw e;
            }
        }

        void extract(WorkFolder work, Map<String, String> set) {
            new ExtractData(store, section, selection, project, ExtractData.PART_ROWS).run(work, section.values(set));
        }

        void predict(WorkFolder work) {
            Scorer scorer = model.scorer(serving.missing(), selection.columns());
            Predict.Done done = new Predict(store.offline()::write, section, selection, scorer, model.info(), project).run(work, clock.instant());
            System.out.printf("%s: %d predictions of %s%s%n", done.where(), done.rows(), model,
                    done.refused() == 0 ? "" : ", %d of them refused for missing values".formatted(done.refused()));
        }

        @Override public void close() {
            store.close();
        }
    }
}
