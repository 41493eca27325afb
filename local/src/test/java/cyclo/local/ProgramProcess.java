package cyclo.local;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A program's jar as a process, as a container would run it. */
final class ProgramProcess implements AutoCloseable {
    private final Process process;
    private final BufferedReader out;
    private final Path errors;

    private ProgramProcess(Process process, Path errors) {
        this.process = process;
        this.out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        this.errors = errors;
    }

    static ProgramProcess start(Path home, Map<String, String> environment, String program, String... arguments) throws IOException {
        List<String> words = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx512m", "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1", "-jar", Installation.find(Map.of()).jar(program).toString()));
        words.addAll(List.of(arguments));
        Path errors = Files.createTempFile(home, program, ".err");
        ProcessBuilder builder = new ProcessBuilder(words).redirectError(errors.toFile());
        builder.environment().put("CYCLO_HOME", home.toString());
        builder.environment().putAll(environment);
        return new ProgramProcess(builder.start(), errors);
    }

    /** What it answers, once it has ended with {@code code}. */
    String endsWith(int code) throws IOException, InterruptedException {
        String answer = String.join("\n", out.lines().toList());
        int ended = process.waitFor();
        if (ended != code) {
            throw new AssertionError("ended with %d, not %d:%n%s%n%s".formatted(ended, code, answer, Files.readString(errors)));
        }
        return answer;
    }

    /** Its exit code once it has ended, whichever it is; @return with it what it told as errors */
    Map.Entry<Integer, String> end() throws IOException, InterruptedException {
        out.lines().forEach(line -> { });
        return Map.entry(process.waitFor(), Files.readString(errors));
    }

    /** The next line of its answer. */
    String line() throws IOException {
        String line = out.readLine();
        if (line == null) {
            throw new AssertionError("ended: " + Files.readString(errors));
        }
        return line;
    }

    @Override public void close() {
        process.destroy();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
