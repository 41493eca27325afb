package cyclo.training;

import cyclo.common.Clocks;
import cyclo.common.CycloException;
import cyclo.common.Env;
import cyclo.common.Json;
import cyclo.common.Program;
import cyclo.common.ProjectOption;
import cyclo.common.WorkFolder;
import cyclo.common.WorkOption;
import cyclo.features.FeatureStore;
import cyclo.models.ModelRegistry;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Labels and offline store: train, evaluate, gate, register. Each verb is one step and one container. */
@Command(name = "training-pipeline", mixinStandardHelpOptions = true,
        description = "Trains the model that a project's training.yaml describes and registers it when it is good enough.",
        subcommands = {Main.Extract.class, Main.Check.class, Main.Prepare.class, Main.Train.class, Main.Evaluate.class, Main.Register.class, Main.Run.class})
public final class Main {
    public static void main(String[] args) {
        System.exit(new Program("training-pipeline", new Main()).settings(TrainingSettings::from).run(args));
    }

    /** What every verb shares. */
    abstract static class Verb implements Runnable {
        @Mixin private ProjectOption project;
        @Mixin private WorkOption work;

        @Option(names = "--training", paramLabel = "FILE", defaultValue = "training.yaml",
                description = "which training file of the project [${DEFAULT-VALUE}]")
        private Path file;

        @Override public final void run() {
            Path folder = project.folder();
            Env env = project.start("training-pipeline");
            TrainingFile wanted = TrainingFile.read(folder.resolve(file));
            WorkFolder run = work.folder(env, folder);
            run.alone("training-pipeline", () -> run(new Training(folder, wanted, run, env, Clocks.of(env))));
        }

        abstract void run(Training training);

        static FeatureStore features(Training training) {
            return FeatureStore.open(training.project(), training.env(), training.clock());
        }

        static ModelRegistry registry(Training training) {
            return ModelRegistry.connect(training.env());
        }
    }

    @Command(name = "extract-data", mixinStandardHelpOptions = true, description = "Joins the labels with the features known at their time.")
    static final class Extract extends Verb {
        @Override void run(Training training) {
            try (FeatureStore features = features(training)) {
                new ExtractData(features).run(training);
            }
        }
    }

    @Command(name = "check-data", mixinStandardHelpOptions = true, description = "Refuses data that no model can be learnt from.")
    static final class Check extends Verb {
        @Override void run(Training training) {
            new CheckData().run(training);
        }
    }

    @Command(name = "prepare-data", mixinStandardHelpOptions = true, description = "Splits the data by time.")
    static final class Prepare extends Verb {
        @Override void run(Training training) {
            new PrepareData().run(training);
        }
    }

    @Command(name = "train-model", mixinStandardHelpOptions = true,
            description = "Searches for the best model on the validation rows; each trial is an MLflow run.")
    static final class Train extends Verb {
        @Override void run(Training training) {
            try (ModelRegistry registry = registry(training)) {
                new TrainModel(registry).run(training);
            }
        }
    }

    @Command(name = "evaluate-model", mixinStandardHelpOptions = true, description = "Scores the model on the test rows, against a constant and the champion.")
    static final class Evaluate extends Verb {
        @Override void run(Training training) {
            try (ModelRegistry registry = registry(training); FeatureStore features = features(training)) {
                new EvaluateModel(registry, features).run(training);
            }
        }
    }

    @Command(name = "register-model", mixinStandardHelpOptions = true, description = "Registers the model as champion when the gate let it pass.")
    static final class Register extends Verb {
        @Option(names = "--json", description = "print the result as JSON")
        private boolean json;

        @Override void run(Training training) {
            try (ModelRegistry registry = registry(training)) {
                tell(new RegisterModel(registry).run(training), json);
            }
        }
    }

    @Command(name = "run", mixinStandardHelpOptions = true, description = "All steps, one after the other.")
    static final class Run extends Verb {
        @Option(names = "--json", description = "print the result as JSON")
        private boolean json;

        @Override void run(Training training) {
            try (ModelRegistry registry = registry(training); FeatureStore features = features(training)) {
                tell(all(training, registry, features), json);
            }
        }
    }

    /** All steps. A tracking server that is away is told before any work is done. */
    static Outcome all(Training training, ModelRegistry registry, FeatureStore features) {
        registry.ping();
        new ExtractData(features).run(training);
        new CheckData().run(training);
        new PrepareData().run(training);
        new TrainModel(registry).run(training);
        new EvaluateModel(registry, features).run(training);
        return new RegisterModel(registry).run(training);
    }

    /** Prints the result. @throws CycloException (refused) when the gate refused the model */
    private static void tell(Outcome outcome, boolean json) {
        System.out.println(json ? Json.pretty(outcome.toJson()) : outcome.text());
        if (outcome.kind() == Outcome.Kind.REFUSED) {
            throw CycloException.refused("%s", outcome.sentence());
        }
    }
}
