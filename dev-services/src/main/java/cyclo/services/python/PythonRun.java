package cyclo.services.python;

import java.util.List;

/** What a program of a {@link PythonEnvironment} printed, and how it ended. */
public record PythonRun(List<String> command, int exit, String out, String err) {
    /**
     * What it printed on its standard output.
     *
     * @throws AssertionError with both outputs if it ended with another exit code than 0
     */
    public String succeeded() {
        if (exit != 0) {
            throw new AssertionError("%s ended with %d%n%s%n%s".formatted(command, exit, end(out), end(err)));
        }
        return out;
    }

    private static String end(String text) {
        return text.length() > 6_000 ? "..." + text.substring(text.length() - 6_000) : text;
    }
}
