package cyclo.services.python;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.opentest4j.TestAbortedException;

/**
 * A Python virtual environment with packages from pip, so that tests meet the real programs whose formats are kept to. It is made
 * once per set of requirements and Python version, below {@code CYCLO_PYTHON_ENVS}, else {@code ~/.cache/cyclo/python}, and shared by all who
 * ask for the same. {@code CYCLO_PYTHON} names another interpreter than {@code python3}; pip reads its own settings.
 */
public final class PythonEnvironment {
    /** Feast with the stores that it shares with this project, and polars as a yardstick for joins. */
    private static final List<String> FEAST = List.of("feast[postgres,redis,duckdb]==0.67.0", "polars");
    /** Longer than any test; a program that hangs ends here. */
    private static final Duration PATIENCE = Duration.ofMinutes(20);

    private final Path folder;

    private PythonEnvironment(Path folder) {
        this.folder = folder;
    }

    /** Feast 0.67 with PostgreSQL, Redis and DuckDB; see {@link #forTest}. */
    public static PythonEnvironment feast() {
        return forTest("feast", FEAST);
    }

    /**
     * An environment for a test. Without Python, or where pip reaches no packages, the test that asks is skipped with a sentence that
     * says so; where the variable {@code CI} is {@code true} it fails instead. Making it takes a minute or two, once.
     *
     * @throws IllegalStateException if pip was reached and could not install {@code requirements}
     */
    public static PythonEnvironment forTest(String name, List<String> requirements) {
        try {
            return new PythonEnvironment(new PythonMaker(root(), System.getenv().getOrDefault("CYCLO_PYTHON", "python3")).made(name, requirements));
        } catch (PythonMissing e) {
            String sentence = "Skipped: the test needs Python with %s, and %s.".formatted(String.join(", ", requirements), e.getMessage());
            if ("true".equals(System.getenv("CI"))) {
                throw new AssertionError(sentence.replaceFirst("Skipped: the", "Failed, because CI=true allows no skip: the"), e);
            }
            throw new TestAbortedException(sentence, e);
        }
    }

    /** The environment's folder; its programs are in {@code bin}. */
    public Path folder() {
        return folder;
    }

    /** A program of the environment: {@code python}, {@code feast}. */
    public Path program(String name) {
        return folder.resolve("bin").resolve(name);
    }

    /**
     * Runs a program of the environment in {@code work} and waits for its end.
     *
     * @param environment variables besides those of this process
     * @param command the program's name, then its arguments
     */
    public PythonRun run(Path work, Map<String, String> environment, String... command) {
        List<String> words = new ArrayList<>(Arrays.asList(command));
        words.set(0, program(command[0]).toString());
        return ran(work, environment, PATIENCE, words);
    }

    /** As {@link #run}, for a server: started, its output appended to {@code log}; the caller ends it. */
    public Process start(Path work, Map<String, String> environment, Path log, String... command) throws IOException {
        List<String> words = new ArrayList<>(Arrays.asList(command));
        words.set(0, program(command[0]).toString());
        return builder(work, environment, words).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile())).start();
    }

    static PythonRun ran(Path work, Map<String, String> environment, Duration patience, List<String> command) {
        Path out = null;
        Path err = null;
        try {
            // Files, not pipes: neither output can fill up while the other is read.
            out = Files.createTempFile("cyclo-python-", ".out");
            err = Files.createTempFile("cyclo-python-", ".err");
            Process process = builder(work, environment, command).redirectOutput(out.toFile()).redirectError(err.toFile()).start();
            if (!process.waitFor(patience.toSeconds(), TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly().waitFor();
                return new PythonRun(command, -1, Files.readString(out), Files.readString(err) + "\nstopped after " + patience);
            }
            return new PythonRun(command, process.exitValue(), Files.readString(out), Files.readString(err));
        } catch (IOException e) {
            if (out != null && !Files.exists(Path.of(command.get(0))) && !command.get(0).contains("/")) {
                throw new PythonMissing("'%s' cannot be started: %s".formatted(command.get(0), e.getMessage()));
            }
            throw new UncheckedIOException("Cannot run " + command, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while running " + command, e);
        } finally {
            delete(out);
            delete(err);
        }
    }

    private static ProcessBuilder builder(Path work, Map<String, String> environment, List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command).directory(work.toFile()).redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")));
        Map<String, String> variables = builder.environment();
        variables.remove("PYTHONHOME");
        variables.remove("PYTHONPATH");
        variables.putAll(new LinkedHashMap<>(Map.of("PYTHONIOENCODING", "utf-8", "FEAST_USAGE", "False", "PYTHONDONTWRITEBYTECODE", "1")));
        variables.putAll(environment);
        return builder;
    }

    private static Path root() {
        String named = System.getenv().getOrDefault("CYCLO_PYTHON_ENVS", "");
        return (named.isBlank() ? Path.of(System.getProperty("user.home"), ".cache", "cyclo", "python") : Path.of(named)).toAbsolutePath();
    }

    private static void delete(Path file) {
        if (file != null && !file.toFile().delete()) {
            file.toFile().deleteOnExit();
        }
    }
}
