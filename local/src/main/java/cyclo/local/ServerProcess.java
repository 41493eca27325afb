package cyclo.local;

import cyclo.common.CycloException;
import cyclo.services.ServiceProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A program of ours that serves HTTP, as a process of its own; its mark, port and log are kept in a folder. */
final class ServerProcess implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ProcessHandle process;
    private final String uri;

    private ServerProcess(ProcessHandle process, String uri) {
        this.process = process;
        this.uri = uri;
    }

    /**
     * Returns when the server says at {@code probe} that it is ready.
     *
     * @param probe path that answers 200 when all is well
     * @throws CycloException (unavailable) with the last words of its log if it does not come up
     */
    static ServerProcess start(String name, Path folder, List<String> command, Map<String, String> environment, int port, String probe) {
        Path log = folder.resolve("log");
        try {
            ProcessHandle process = ServiceProcess.start(command, log, environment);
            ServerProcess server = new ServerProcess(process, "http://127.0.0.1:" + port);
            try {
                ProcessMark.of(process).write(folder.resolve("process"));
                HttpProbe.await(server.uri() + probe, process, name, log);
            } catch (RuntimeException e) {
                server.close();
                throw e;
            }
            return server;
        } catch (IOException e) {
            throw CycloException.usage("Cannot start %s: %s.", name, e);
        }
    }

    /** Stops the server that a killed process left behind; false if there is none. */
    static boolean stopLeftOver(Path folder) {
        return ProcessMark.running(folder.resolve("process")).map(process -> {
            stop(process);
            return true;
        }).orElse(false);
    }

    ProcessHandle process() {
        return process;
    }

    String uri() {
        return uri;
    }

    /** Lets it answer what it has begun to, then stops it. */
    @Override public void close() {
        stop(process);
    }

    private static void stop(ProcessHandle process) {
        process.destroy();
        if (!ServiceProcess.gone(process, PATIENCE)) {
            process.destroyForcibly();
        }
    }
}
