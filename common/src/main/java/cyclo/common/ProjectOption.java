package cyclo.common;

import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The option {@code --project}, shared by every verb that works on a project folder (a picocli mixin). */
public final class ProjectOption {
    @Option(names = "--project", paramLabel = "DIR", defaultValue = "${env:CYCLO_PROJECT:-.}",
            description = "project folder [CYCLO_PROJECT, or here]")
    private Path project = Path.of(".");

    /** @throws CycloException (usage) if it is not a folder */
    public Path folder() {
        if (!Files.isDirectory(project)) {
            throw CycloException.usage("Cannot find the project folder '%s': give it with --project.", project);
        }
        return project.toAbsolutePath().normalize();
    }

    public Env env() {
        return Env.ofProject(folder());
    }

    /** The environment, with logging set up for {@code program}. */
    public Env start(String program) {
        Env env = env();
        Logging.configure(program, java.util.Optional.of(env.home().logs()));
        return env;
    }
}
