package cyclo.common;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Command;

class ProgramTest {
    @Command(mixinStandardHelpOptions = true)
    static final class Main {
        @Command int refuse() {
            throw CycloException.refused("Cannot load 'x': 3 rows have no key.");
        }

        @Command int lose() {
            throw CycloException.unavailable("Cannot reach Redis at %s.", "localhost:1");
        }

        @Command int bug() {
            throw new IllegalStateException("never");
        }

        @Command void path() {
            Path.of("nul\0");
        }

        @Command void work() {
            System.out.println("done");
        }

        @Command void count() {
            System.out.printf("%,.1f%n", 1234.5);
        }
    }

    @Test void exitCodesLetASchedulerDecide() {
        assertThat(run("work").code()).isZero();
        assertThat(run("bug").code()).isEqualTo(1);
        assertThat(run("wrok").code()).isEqualTo(2);
        assertThat(run().code()).isEqualTo(2);
        assertThat(run("refuse").code()).isEqualTo(3);
        assertThat(run("lose").code()).isEqualTo(4);
    }

    @Test void anErrorIsOneSentenceAndABugShowsItsStack() {
        assertThat(run("refuse").err()).isEqualToIgnoringNewLines("Cannot load 'x': 3 rows have no key.");
        assertThat(run("bug").err()).contains("This is a bug in tool").contains("ProgramTest");
        assertThat(run("wrok").err()).contains("Did you mean 'work'?").contains("See 'tool --help'");
    }

    @Test void lettersThatTheLocaleLacksAreNoBugAndNeverAnotherWord() {
        assertThat(run("path").code()).isEqualTo(2);
        assertThat(run("path").err()).startsWith("Cannot use the path 'nul").contains("set LC_ALL=C.UTF-8");
        assertThat(run("work", "K\uFFFD\uFFFDln").code()).isEqualTo(2);
        assertThat(run("work", "K\uFFFD\uFFFDln").err()).contains("Cannot read the arguments: the locale's encoding").contains("Set LC_ALL=C.UTF-8.");
    }

    @Test void aNumberLooksTheSameInEveryLocale() {
        Locale machine = Locale.getDefault();
        try {
            Locale.setDefault(Locale.GERMANY);
            assertThat(run("count").out()).isEqualToIgnoringNewLines("1,234.5");
        } finally {
            Locale.setDefault(machine);
        }
    }

    @Test void everyProgramHasHelpAndVersion() {
        assertThat(run("--version").out()).startsWith("tool ");
        assertThat(run("--help").out()).contains("Usage: tool");
    }

    private record Outcome(int code, String out, String err) {}

    private static Outcome run(String... arguments) {
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream outBytes = new ByteArrayOutputStream();
        ByteArrayOutputStream errBytes = new ByteArrayOutputStream();
        try {
            System.setOut(new PrintStream(outBytes, true, StandardCharsets.UTF_8));
            System.setErr(new PrintStream(errBytes, true, StandardCharsets.UTF_8));
            int code = new Program("tool", new Main()).run(arguments);
            return new Outcome(code, outBytes.toString(StandardCharsets.UTF_8), errBytes.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }
}
