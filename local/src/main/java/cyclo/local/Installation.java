package cyclo.local;

import cyclo.common.CycloException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Where this Cyclo is installed: the folder with the launcher {@code cyclo}, which knows how to start each program. */
record Installation(Path root) {
    /** {@code CYCLO_ROOT}, else found upwards from these classes. */
    static Installation find(Map<String, String> environment) {
        String given = environment.getOrDefault("CYCLO_ROOT", "");
        if (!given.isBlank()) {
            return new Installation(Path.of(given).toAbsolutePath().normalize());
        }
        try {
            Path classes = Path.of(Installation.class.getProtectionDomain().getCodeSource().getLocation().toURI());
            for (Path folder = classes; folder != null; folder = folder.getParent()) {
                if (Files.isRegularFile(folder.resolve("cyclo")) && Files.isDirectory(folder.resolve("local"))) {
                    return new Installation(folder);
                }
            }
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
        throw CycloException.usage("Cannot find the launcher 'cyclo' above the program: start it from there, or set CYCLO_ROOT to its folder.");
    }

    /** The command that starts a program as a process; with {@link #environment}, what is built runs as it is. */
    List<String> command(String program, String... arguments) {
        Path jar = jar(program);
        if (!Files.isRegularFile(jar)) {
            throw CycloException.usage("Cannot start %s: '%s' is not built. Build it with ./cyclo build.", program, jar);
        }
        List<String> words = new ArrayList<>(List.of(root.resolve("cyclo").toString(), program));
        words.addAll(List.of(arguments));
        return words;
    }

    Path jar(String program) {
        return root.resolve(program).resolve("target").resolve(program + ".jar");
    }

    /** @param javaOptions such as {@code -Xmx256m} */
    Map<String, String> environment(String javaOptions) {
        return Map.of("CYCLO_BUILD", "never", "CYCLO_ROOT", root.toString(), "CYCLO_JAVA_OPTS", javaOptions);
    }
}
