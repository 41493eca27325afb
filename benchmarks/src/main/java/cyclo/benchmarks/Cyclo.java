package cyclo.benchmarks;

import cyclo.services.ServiceProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Cyclo's programs, started as a user does. */
final class Cyclo {
    private final Path root;
    private final Path project;

    /** @param root the folder of the launcher {@code cyclo} */
    Cyclo(Path root, Path project) {
        this.root = root;
        this.project = project;
    }

    /** The same programs, on another project. */
    Cyclo of(Path other) {
        return new Cyclo(root, other);
    }

    Watched run(String... words) {
        return Watched.run(command(words), Lab.environment(project), project, project.resolve("cyclo.log"));
    }

    ServerUnderLoad serve(Path jdk, int port, String... options) {
        List<String> words = new ArrayList<>(List.of("feature-server", "serve", "--port", String.valueOf(port)));
        words.addAll(List.of(options));
        Map<String, String> environment = new HashMap<>(Lab.environment(project));
        environment.put("JAVA_HOME", jdk.toString());
        Path log = project.resolve("cyclo-serve.log");
        try {
            return ServerUnderLoad.of(ServiceProcess.start(command(words.toArray(String[]::new)), log, environment), port, log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A server that does nothing but answer. */
    ServerUnderLoad bareJetty(Path jdk, int port, int bytes) {
        String classes = root.resolve("benchmarks/target/benchmarks.jar").toString();
        try {
            Path log = project.resolve("jetty.log");
            return ServerUnderLoad.of(ServiceProcess.start(List.of(jdk.resolve("bin/java").toString(), "-cp", classes, BareJetty.class.getName(),
                    String.valueOf(port), String.valueOf(bytes)), log, Map.of()), port, log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> command(String... words) {
        List<String> command = new ArrayList<>(List.of(root.resolve("cyclo").toString()));
        command.addAll(List.of(words));
        command.addAll(List.of("--project", project.toString()));
        return command;
    }
}
