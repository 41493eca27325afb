package cyclo.services;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Starts and stops the processes of services. They get a session of their own, so that Ctrl-C reaches only who started them. */
public final class ServiceProcess {
    private ServiceProcess() {}

    /** Starts {@code command}; what it prints is appended to {@code log}. */
    public static ProcessHandle start(List<String> command, Path log, java.util.Map<String, String> environment) throws IOException {
        return launch(command, log, environment).toHandle();
    }

    /** As {@link #start}, for who wants to know how it ends. */
    public static Process launch(List<String> command, Path log, java.util.Map<String, String> environment) throws IOException {
        List<String> words = new ArrayList<>();
        Host.program("setsid").ifPresent(setsid -> words.add(setsid.toString()));
        words.addAll(command);
        Files.createDirectories(log.toAbsolutePath().getParent());
        ProcessBuilder builder = new ProcessBuilder(words)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        return builder.start();
    }

    /** Asks with SIGINT (PostgreSQL: fast shutdown), then SIGTERM; after {@code patience} it is killed. Returns when it is gone. */
    public static void stop(ProcessHandle process, Duration patience) {
        signal(process, "INT");
        if (!gone(process, patience)) {
            process.destroyForcibly();
            gone(process, Duration.ofSeconds(10));
        }
    }

    static void signal(ProcessHandle process, String name) {
        if (process.isAlive()) {
            Host.output(List.of("kill", "-" + name, String.valueOf(process.pid())));
        }
    }

    /** Waits until {@code process} is gone; false if it is still there after {@code patience}. */
    public static boolean gone(ProcessHandle process, Duration patience) {
        try {
            process.onExit().get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            return !process.isAlive();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return !process.isAlive();
        }
    }

    /** The last lines of a log, for an error message. */
    public static String tail(Path log) {
        try {
            List<String> lines = Files.readAllLines(log, java.nio.charset.StandardCharsets.ISO_8859_1);
            return String.join(System.lineSeparator() + "  ", lines.subList(Math.max(0, lines.size() - 8), lines.size()));
        } catch (IOException e) {
            return "(no log: " + e + ")";
        }
    }
}
