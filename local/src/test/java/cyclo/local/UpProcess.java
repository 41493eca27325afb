package cyclo.local;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** {@code cyclo up} and its siblings as processes, so that a test can kill them. */
final class UpProcess implements AutoCloseable {
    /** An MLflow that is named and never asked: then no tracking server is started. */
    static final Map<String, String> WITHOUT_TRACKING = Map.of("MLFLOW_TRACKING_URI", "http://127.0.0.1:1");

    private final Process process;
    private final List<String> said = new ArrayList<>();

    private UpProcess(Process process) {
        this.process = process;
    }

    static UpProcess start(Path home, Map<String, String> environment, String... arguments) throws IOException {
        List<String> words = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx128m", "-XX:TieredStopAtLevel=1",
                "-cp", System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")), "cyclo.local.Main"));
        words.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
        builder.environment().putAll(environment);
        builder.environment().put("CYCLO_HOME", home.toString());
        return new UpProcess(builder.start());
    }

    /** Reads until a line holds {@code text}, or to the end. */
    String until(String text) throws IOException {
        BufferedReader reader = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            said.add(line);
            if (line.contains(text)) {
                break;
            }
        }
        return String.join("\n", said);
    }

    String toTheEnd() throws IOException {
        return until("\0");
    }

    int exitCode() throws InterruptedException {
        return process.waitFor(60, TimeUnit.SECONDS) ? process.exitValue() : -1;
    }

    void terminate() {
        process.destroy();
    }

    /** SIGKILL: it can do nothing more. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override public void close() {
        process.destroyForcibly();
    }
}
