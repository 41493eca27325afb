package cyclo.common;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The options {@code --work} and {@code --run-id}: where the steps of one run hand over to each other (a picocli mixin). */
public final class WorkOption {
    @Option(names = "--work", paramLabel = "DIR", defaultValue = "${env:CYCLO_WORK}",
            description = "folder in which steps hand over, shared by their containers [CYCLO_WORK, or .cyclo/work/PROJECT]")
    private Path work;

    @Option(names = "--run-id", paramLabel = "ID", defaultValue = "${env:CYCLO_RUN_ID:-local}",
            description = "names the run; a later step finds what an earlier one left under the same id [CYCLO_RUN_ID, or local]")
    private String runId = "local";

    public WorkFolder folder(Env env, Path project) {
        Path root = work == null || work.toString().isBlank() ? env.home().folder().resolve("work").resolve(project.getFileName()) : work;
        return WorkFolder.of(root, runId);
    }
}
