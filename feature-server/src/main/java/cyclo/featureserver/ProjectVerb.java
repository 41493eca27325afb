package cyclo.featureserver;

import cyclo.common.Env;
import cyclo.common.ProjectOption;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What all verbs share: the project, and whether a program or a person reads the answer. */
abstract class ProjectVerb implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private ProjectOption project;

    @Option(names = "--json", description = "answer in JSON")
    private boolean json;

    @Override public final Integer call() {
        run(project.start("feature-server"));
        return 0;
    }

    abstract void run(Env env);

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
