package cyclo.local;

import cyclo.common.CycloException;
import cyclo.common.CycloHome;
import cyclo.services.ServiceProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** The tracking server as a process of its own. */
final class TrackingProcess implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ProcessHandle process;
    private final String uri;

    private TrackingProcess(ProcessHandle process, String uri) {
        this.process = process;
        this.uri = uri;
    }

    /** @param backend the database, as {@code postgresql://user:password@host:port/mlflow} */
    static TrackingProcess start(Path folder, int port, String backend, CycloHome home, Installation installation) {
        Map<String, String> environment = new HashMap<>(installation.environment("-Xmx256m -XX:+UseSerialGC -XX:TieredStopAtLevel=1"));
        environment.putAll(Map.of("MLFLOW_BACKEND_STORE_URI", backend, "TRACKING_HOST", "127.0.0.1", "TRACKING_PORT", String.valueOf(port),
                "CYCLO_HOME", home.folder().toString()));
        Path log = folder.resolve("log");
        try {
            ProcessHandle process = ServiceProcess.start(installation.command("tracking-server", "serve"), log, environment);
            ProcessMark.of(process).write(folder.resolve("process"));
            String uri = "http://127.0.0.1:" + port;
            HttpProbe.await(uri + "/health", process, "tracking-server", log);
            return new TrackingProcess(process, uri);
        } catch (IOException e) {
            throw CycloException.usage("Cannot start tracking-server: %s.", e);
        }
    }

    static boolean stopLeftOver(Path folder) {
        return ProcessMark.running(folder.resolve("process")).map(process -> {
            process.destroy();
            if (!ServiceProcess.gone(process, PATIENCE)) {
                process.destroyForcibly();
            }
            return true;
        }).orElse(false);
    }

    ProcessHandle process() {
        return process;
    }

    String uri() {
        return uri;
    }

    @Override public void close() {
        process.destroy();
        if (!ServiceProcess.gone(process, PATIENCE)) {
            process.destroyForcibly();
        }
    }
}
