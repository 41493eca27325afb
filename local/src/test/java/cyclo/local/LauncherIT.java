package cyclo.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code ./cyclo}, from another working directory. */
class LauncherIT {
    @TempDir private Path elsewhere;

    @Test void withoutACommandItTellsWhatThereIs() throws IOException, InterruptedException {
        Result help = run();
        assertThat(help.code()).isZero();
        assertThat(help.output()).contains("demo [--once]", "training-pipeline run --project examples/flights");
    }

    @Test void anUnknownCommandIsAnError() throws IOException, InterruptedException {
        Result unknown = run("tranining-pipeline");
        assertThat(unknown.code()).isEqualTo(2);
        assertThat(unknown.output()).startsWith("Cannot run 'tranining-pipeline': there is no such command.");
    }

    @Test void itCompletesTheCommandsOfAllPrograms() throws IOException, InterruptedException {
        assumeThat(Files.exists(Installation.find(Map.of()).jar("feature-server"))).as("built before this module in a whole build").isTrue();
        Result script = run("completion", "bash");
        assertThat(script.code()).as(script.output()).isZero();
        Files.writeString(elsewhere.resolve("cyclo.bash"), script.output());
        assertThat(completed("feature-server", "mat")).isEqualTo("materialize materialize-incremental");
        assertThat(completed("training-pipeline", "r")).contains("run");
        assertThat(completed("up", "--pro")).isEqualTo("--project");
        assertThat(completed("fe")).isEqualTo("feature-server");
        assertThat(run("completion", "fish")).isEqualTo(new Result(2, "Cannot complete for 'fish': say ./cyclo completion bash, or ./cyclo completion zsh.\n"));
    }

    private String completed(String... words) throws IOException, InterruptedException {
        Process bash = new ProcessBuilder("bash", "--norc", "-c", "source cyclo.bash; COMP_WORDS=(cyclo " + String.join(" ", words) + "); COMP_CWORD="
                + words.length
                + "; _cyclo; echo \"${COMPREPLY[*]}\"").directory(elsewhere.toFile()).redirectErrorStream(true).start();
        String line = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        bash.waitFor();
        return line;
    }

    private record Result(int code, String output) {}

    private Result run(String... arguments) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of(Installation.find(Map.of()).root().resolve("cyclo").toString()));
        words.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(words).directory(elsewhere.toFile()).redirectErrorStream(true);
        builder.environment().put("CYCLO_BUILD", "never");
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Result(process.waitFor(), output);
    }
}
