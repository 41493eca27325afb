package cyclo.featureserver;

import cyclo.common.Clocks;
import cyclo.common.Env;
import cyclo.common.ProjectOption;
import cyclo.features.FeatureStore;
import java.util.concurrent.Callable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What the verbs about the two stores share: the project, its feature store, and whether a program or a person reads the answer. */
abstract class StoreVerb implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private ProjectOption project;

    @Option(names = "--json", description = "answer in JSON")
    private boolean json;

    @Override public final Integer call() {
        Env env = project.start("feature-server");
        env.find("CYCLO_NOW").ifPresent(now -> LoggerFactory.getLogger(StoreVerb.class).info("the clock is moved: CYCLO_NOW is {}", now));
        try (FeatureStore store = FeatureStore.open(project.folder(), env, Clocks.of(env))) {
            run(store);
        }
        return 0;
    }

    abstract void run(FeatureStore store);

    final boolean json() {
        return json;
    }

    final void print(String text) {
        spec.commandLine().getOut().print(text.endsWith("\n") ? text : text + System.lineSeparator());
        spec.commandLine().getOut().flush();
    }
}
