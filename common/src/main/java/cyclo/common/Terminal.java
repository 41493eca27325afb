package cyclo.common;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Whether a person is watching, with what colours, and what that person answers. */
public final class Terminal {
    private static final int INPUT = 0;
    private static final int OUTPUT = 1;
    private static final int ERRORS = 2;

    private Terminal() {}

    /** True when standard error is a terminal; also when that cannot be known and standard input and output are one. */
    public static boolean watched() {
        return isTerminal(ERRORS);
    }

    /** The colours of standard output: none when it is no terminal, or by {@code NO_COLOR} or {@code TERM=dumb}; always by {@code CLICOLOR_FORCE}. */
    public static Ink ink() {
        return ink(System.getenv(), isTerminal(OUTPUT));
    }

    /** As {@link #ink()}, of standard error. */
    public static Ink errorInk() {
        return ink(System.getenv(), watched());
    }

    static Ink ink(Map<String, String> environment, boolean terminal) {
        if (!environment.getOrDefault("NO_COLOR", "").isEmpty()) {
            return new Ink(false);
        }
        String forced = environment.getOrDefault("CLICOLOR_FORCE", "");
        return new Ink(!forced.isEmpty() && !forced.equals("0") || terminal && !environment.getOrDefault("TERM", "").equals("dumb"));
    }

    /** The width of the terminal; 100 where there is none. */
    public static int columns() {
        String set = System.getenv().getOrDefault("COLUMNS", "");
        if (set.matches("[1-9][0-9]{0,3}")) {
            return Integer.parseInt(set);
        }
        if (!isTerminal(OUTPUT) && !isTerminal(ERRORS)) {
            return 100;
        }
        try {
            Process stty = new ProcessBuilder("stty", "size").redirectInput(Path.of("/dev/tty").toFile()).start();
            String[] size = new String(stty.getInputStream().readAllBytes(), Charset.defaultCharset()).strip().split(" ");
            return size.length == 2 && size[1].matches("[1-9][0-9]*") ? Integer.parseInt(size[1]) : 100;
        } catch (IOException e) {
            return 100; // a system without stty: only the width of a bar depends on it
        }
    }

    /** How many columns a text takes: letters of East Asia and pictures take two, marks above another letter none. */
    public static int width(String text) {
        return text.codePoints().map(letter -> switch (Character.getType(letter)) {
            case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.FORMAT, Character.CONTROL -> 0;
            default -> isWide(letter) ? 2 : 1;
        }).sum();
    }

    private static boolean isWide(int letter) {
        return letter >= 0x1100 && (letter <= 0x115f || letter >= 0x2e80 && letter <= 0xa4cf && letter != 0x303f || letter >= 0xac00 && letter <= 0xd7a3
                || letter >= 0xf900 && letter <= 0xfaff || letter >= 0xfe30 && letter <= 0xfe6f || letter >= 0xff00 && letter <= 0xff60
                || letter >= 0xffe0 && letter <= 0xffe6 || letter >= 0x1f300 && letter <= 0x1faff || letter >= 0x20000 && letter <= 0x3fffd);
    }

    /** Whether standard error's encoding has the letters of bars and boxes. */
    static boolean hasBoxes() {
        return Charset.forName(System.getProperty("stderr.encoding", Charset.defaultCharset().name())).newEncoder().canEncode('█');
    }

    /**
     * Asks on standard error, and reads a line: yes is {@code y} or {@code yes} in any case, all else is no.
     *
     * @return empty when standard input is no terminal, so that nobody can answer
     */
    public static Optional<Boolean> confirm(String question) {
        if (!isTerminal(INPUT)) {
            return Optional.empty();
        }
        System.err.print(errorInk().bold(question) + " [y/N] ");
        System.err.flush();
        try {
            String answer = new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset())).readLine();
            return Optional.of(isYes(answer == null ? "" : answer));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static boolean isYes(String answer) {
        String said = answer.strip().toLowerCase(Locale.ROOT);
        return said.equals("y") || said.equals("yes");
    }

    private static boolean isTerminal(int descriptor) {
        try {
            Path target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor));
            return target.startsWith("/dev/pts") || target.toString().startsWith("/dev/tty") || target.toString().equals("/dev/console");
        } catch (IOException | UnsupportedOperationException e) {
            return System.console() != null;
        }
    }
}
