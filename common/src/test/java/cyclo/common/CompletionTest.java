package cyclo.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

class CompletionTest {
    enum Colour { RED, GREEN }

    @Command(mixinStandardHelpOptions = true, description = "A tool.")
    static final class Main {
        @Command(description = "Paints it: all of it.") void paint(@Option(names = {"-c", "--colour"}, description = "which one") Colour colour,
                @Option(names = "--dry", description = "it's only told") boolean dry, @Option(names = "--to", paramLabel = "DIR") Path to) {}

        @Command void read(@Parameters(paramLabel = "FILE") Path file) {}
    }

    @TempDir private Path folder;

    @BeforeEach void makeFiles() throws IOException {
        Files.createDirectories(folder.resolve("a folder"));
        Files.writeString(folder.resolve("a file.txt"), "");
    }

    @Test void bashCompletesVerbsOptionsAndTheirValues() throws Exception {
        assertThat(bash("")).containsExactly("paint", "read", "completion", "--help", "--version");
        assertThat(bash("pa")).containsExactly("paint");
        assertThat(bash("paint", "--")).containsExactlyInAnyOrder("--colour", "--dry", "--to");
        assertThat(bash("paint", "-c", "")).containsExactly("red", "green");
        assertThat(bash("paint", "--colour", "g")).containsExactly("green");
        assertThat(bash("paint", "--to", "")).containsExactly("a folder");
        assertThat(bash("paint", "--dry", "--c")).containsExactly("--colour");
        assertThat(bash("read", "a")).containsExactlyInAnyOrder("a file.txt", "a folder");
        assertThat(bash("read", "--")).isEmpty();
        assertThat(bash("completion", "b")).containsExactly("bash");
    }

    @Test void zshReadsItsScript() throws Exception {
        assertThat(script("zsh")).contains("#compdef tool", "'paint:Paints it'", "'--dry:it'\\''s only told'", "\"/paint --to\") _files -/");
        assumeThat(Files.isExecutable(Path.of("/usr/bin/zsh")) || Files.isExecutable(Path.of("/bin/zsh"))).as("a zsh").isTrue();
        Files.writeString(folder.resolve("tool.zsh"), script("zsh"));
        assertThat(run("zsh", "-f", "-c", """
                source tool.zsh
                _describe() { print -l -- ${(P)2} }; _files() { print -- files $@ }; compadd() { print -l -- ${@:2} }; _message() {}
                words=(tool paint -c ''); CURRENT=4; _cyclo_tool
                words=(tool paint --to ''); CURRENT=4; _cyclo_tool
                words=(tool pa); CURRENT=2; _cyclo_tool""")).contains(
                "red", "green", "files -/", "paint:Paints it");
    }

    private List<String> bash(String... words) throws Exception {
        Files.writeString(folder.resolve("tool.bash"), script("bash"));
        StringBuilder quoted = new StringBuilder("COMP_WORDS=(tool");
        for (String word : words) {
            quoted.append(" '").append(word).append("'");
        }
        return run("bash", "--norc", "-c", "source tool.bash 2>/dev/null; rm tool.bash; " + quoted + "); COMP_CWORD=" + words.length
                + "; _cyclo_tool; ((${#COMPREPLY[@]})) && printf '%s\\n' \"${COMPREPLY[@]}\"");
    }

    private List<String> run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
        List<String> lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        process.waitFor();
        return lines;
    }

    private static String script(String shell) {
        PrintStream out = System.out;
        ByteArrayOutputStream script = new ByteArrayOutputStream();
        try {
            System.setOut(new PrintStream(script, true, StandardCharsets.UTF_8));
            assertThat(new Program("tool", new Main()).run("completion", shell)).isZero();
            return script.toString(StandardCharsets.UTF_8);
        } finally {
            System.setOut(out);
        }
    }
}
