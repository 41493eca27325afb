package cyclo.local;

import cyclo.common.CycloHome;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The option {@code --project} of the verbs here: it leads to the {@code .cyclo} folder (a picocli mixin). */
final class HomeOption {
    @Option(names = "--project", paramLabel = "DIR", defaultValue = "${env:CYCLO_PROJECT}",
            description = "a project folder: its .cyclo is used, or the nearest above it [from here upwards, else beside ./cyclo]")
    private Path project;

    Path project() {
        return Optional.ofNullable(project).orElse(Path.of("")).toAbsolutePath().normalize();
    }

    /** The same folder that a program finds which runs on this project. */
    CycloHome home(Installation installation) {
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.putIfAbsent("CYCLO_ROOT", installation.root().toString());
        return CycloHome.of(project(), environment);
    }
}
