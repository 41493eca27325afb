package cyclo.local;

import cyclo.common.CycloException;
import cyclo.common.ExitCode;
import cyclo.common.Json;
import cyclo.common.Terminal;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Runs one program to its end. Its results are returned line by line; its progress and logs go to the terminal of the person
 * who watches, else to a file.
 */
final class StepProcess implements AutoCloseable {
    private static final String ECS = "{\"@timestamp\"";
    private static final int LAST_WORDS = 12;

    private final Map<String, String> environment;
    private final Path logs;
    private volatile Process current;
    private volatile boolean closed;

    StepProcess(Map<String, String> environment, Path logs) {
        this.environment = environment;
        this.logs = logs;
    }

    /** A program that ended with another code than 0, which its exception passes on. */
    static CycloException failure(String name, int code, String words) {
        String message = "Cannot go on: %s ended with code %d.%s".formatted(name, code, words.isBlank() ? "" : System.lineSeparator() + words);
        return switch (code) {
            case 3 -> CycloException.refused("%s", message);
            case 4 -> CycloException.unavailable("%s", message);
            case 2 -> CycloException.usage("%s", message);
            default -> throw new IllegalStateException(message);
        };
    }

    /**
     * @param result takes each line of its standard output
     * @param news takes each message of its log, unless a person watches: then the log goes to the terminal
     * @throws CycloException with its exit code and its last words if it does not end well
     */
    List<String> run(String name, List<String> command, Consumer<String> result, Consumer<String> news) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        boolean watched = Terminal.watched();
        if (watched) {
            builder.redirectError(ProcessBuilder.Redirect.INHERIT);
        }
        Process process = builder.start();
        current = process;
        if (closed) {
            process.toHandle().destroy(); // whoever closed may have looked before it was there
        }
        process.getOutputStream().close();
        Path log = logs.resolve("demo-" + name.replace(' ', '-') + ".log");
        CompletableFuture<Void> logged = watched ? CompletableFuture.completedFuture(null) : CompletableFuture.runAsync(() -> copy(process, log, news));
        List<String> lines = new ArrayList<>();
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                lines.add(line);
                result.accept(line);
            }
            int code = process.waitFor();
            logged.join();
            if (closed) {
                throw CycloException.unavailable("Cannot go on: stopped while %s ran.", name);
            }
            if (code != ExitCode.DONE.code()) {
                throw failure(name, code, watched ? "" : lastWords(log));
            }
            return lines;
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw CycloException.unavailable("Cannot go on: interrupted while %s ran.", name);
        }
    }

    private void copy(Process process, Path log, Consumer<String> news) {
        try {
            Files.createDirectories(logs);
            try (BufferedReader in = process.errorReader(StandardCharsets.UTF_8); BufferedWriter out = Files.newBufferedWriter(log)) {
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                    out.write(line);
                    out.newLine();
                    if (line.startsWith(ECS)) {
                        news.accept(Json.parse(line).path("message").asText());
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot keep the log " + log, e);
        }
    }

    /** Stops the program that runs now. */
    @Override public void close() {
        closed = true;
        if (current != null) {
            current.toHandle().destroy(); // which leaves its streams open: what it says last is still read
        }
    }

    /** What it said besides its JSON logs; if nothing, the last of those. */
    private static String lastWords(Path log) throws IOException {
        List<String> lines = Files.readAllLines(log, StandardCharsets.UTF_8);
        List<String> words = lines.stream().filter(line -> !line.startsWith(ECS)).toList();
        List<String> chosen = words.isEmpty() ? lines : words;
        return String.join(System.lineSeparator(), chosen.subList(Math.max(0, chosen.size() - LAST_WORDS), chosen.size()));
    }
}
