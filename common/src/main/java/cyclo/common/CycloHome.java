package cyclo.common;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The folder {@code .cyclo}: data of the embedded services, {@code services.env}, logs, caches and the work folders. It
 * is {@code CYCLO_HOME}, else the nearest {@code .cyclo} upwards from the project, else in {@code CYCLO_ROOT} (where the
 * launcher that started this program stands), else beside the nearest {@code .git} or {@code cyclo} launcher, else in the
 * project itself.
 */
public record CycloHome(Path folder) {
    private static final String NAME = ".cyclo";

    public static CycloHome of(Path project, Map<String, String> environment) {
        String home = environment.getOrDefault("CYCLO_HOME", "");
        if (!home.isBlank()) {
            return new CycloHome(Path.of(home).toAbsolutePath().normalize());
        }
        Path start = project.toAbsolutePath().normalize();
        String root = environment.getOrDefault("CYCLO_ROOT", "");
        Path folder = upwards(start, NAME)
                .or(() -> root.isBlank() ? Optional.empty() : Optional.of(Path.of(root).toAbsolutePath().resolve(NAME)))
                .or(() -> upwards(start, "cyclo"))
                .or(() -> upwards(start, ".git"))
                .map(found -> found.resolveSibling(NAME))
                .orElse(start.resolve(NAME));
        return new CycloHome(folder);
    }

    public Path servicesEnv() {
        return folder.resolve("services.env");
    }

    public Path logs() {
        return folder.resolve("logs");
    }

    public Path cache() {
        return folder.resolve("cache");
    }

    /** The names and values that {@code cyclo up} wrote; empty when it never ran. */
    public Map<String, String> services() {
        Map<String, String> values = new LinkedHashMap<>();
        if (Files.isRegularFile(servicesEnv())) {
            try {
                for (String line : Files.readAllLines(servicesEnv())) {
                    int equals = line.indexOf('=');
                    if (equals > 0 && !line.startsWith("#")) {
                        values.put(line.substring(0, equals).strip(), line.substring(equals + 1).strip());
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot read " + servicesEnv(), e);
            }
        }
        return values;
    }

    private static Optional<Path> upwards(Path start, String name) {
        for (Path folder = start; folder != null; folder = folder.getParent()) {
            Path candidate = folder.resolve(name);
            boolean wanted = name.equals("cyclo") ? Files.isRegularFile(candidate) : Files.exists(candidate);
            if (wanted) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }
}
