package cyclo.featureserver;

import cyclo.common.Env;
import cyclo.common.ProjectOption;
import cyclo.features.FeatureStoreConfig;
import cyclo.features.definitions.Registry;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What the verbs about definitions share: the project, its registry, and whether a program or a person reads the answer. */
abstract class RegistryVerb implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private ProjectOption project;

    @Option(names = "--json", description = "answer in JSON")
    private boolean json;

    @Override public final Integer call() {
        Env env = project.start("feature-server");
        FeatureStoreConfig config = FeatureStoreConfig.read(project.folder(), env);
        // Registry times are real times, also when CYCLO_NOW moves the clock of the data.
        run(config, Registry.open(config, Clock.systemUTC()), env);
        return 0;
    }

    abstract void run(FeatureStoreConfig config, Registry registry, Env env);

    final boolean json() {
        return json;
    }

    final Path folder() {
        return project.folder();
    }

    final void print(String text) {
        spec.commandLine().getOut().print(text.endsWith("\n") ? text : text + System.lineSeparator());
        spec.commandLine().getOut().flush();
    }
}
