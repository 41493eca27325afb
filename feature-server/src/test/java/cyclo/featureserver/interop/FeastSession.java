package cyclo.featureserver.interop;

import com.fasterxml.jackson.databind.JsonNode;
import cyclo.common.Json;
import cyclo.services.python.PythonEnvironment;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** A running Python with the real Feast on a project folder ({@code src/test/python/feast_session.py}): one start for many questions. */
final class FeastSession implements AutoCloseable {
    private final Process process;
    private final Path log;
    private final BufferedReader in;
    private final BufferedWriter out;

    FeastSession(PythonEnvironment python, Path project) {
        log = project.resolve("feast_session.log");
        ProcessBuilder builder = new ProcessBuilder(python.program("python").toString(), Path.of("src/test/python/feast_session.py").toAbsolutePath().toString())
                .directory(project.toFile()).redirectError(log.toFile());
        builder.environment().putAll(Map.of("PYTHONIOENCODING", "utf-8", "FEAST_USAGE", "False"));
        builder.environment().remove("PYTHONPATH");
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        in = process.inputReader(StandardCharsets.UTF_8);
        out = process.outputWriter(StandardCharsets.UTF_8);
    }

    /** @param question names and values in turn @throws AssertionError with Python's own words if it fails */
    JsonNode ask(String op, Object... question) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("op", op);
        for (int i = 0; i < question.length; i += 2) {
            map.put((String) question[i], question[i + 1]);
        }
        try {
            out.write(Json.write(map) + "\n");
            out.flush();
            String line = in.readLine();
            JsonNode said = line == null ? null : Json.parse(line);
            if (said == null || said.has("error")) {
                throw new AssertionError("Feast, asked %s: %s%n%s".formatted(map, said, Files.readString(log)));
            }
            return said.get("answer");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override public void close() {
        process.destroy();
    }
}
