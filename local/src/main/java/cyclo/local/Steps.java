package cyclo.local;

import java.util.Locale;

/** Tells on standard error what is being done, and how long it took. Not thread safe. */
final class Steps {
    private final long first = System.nanoTime();
    private long began;
    private String current = "";

    void begin(String name) {
        end();
        current = name;
        began = System.nanoTime();
        System.err.print("  " + name + " ...");
        System.err.flush();
    }

    /** A step that says more itself, on lines of its own. */
    void beginLine(String name) {
        end();
        began = System.nanoTime();
        System.err.println("  " + name);
    }

    void endLine() {
        System.err.println("    " + seconds(began) + " s");
    }

    void end() {
        if (!current.isEmpty()) {
            System.err.println(" " + seconds(began) + " s");
            current = "";
        }
    }

    /** Since the first step. */
    String seconds() {
        return seconds(first);
    }

    private static String seconds(long since) {
        return String.format(Locale.ROOT, "%.1f", (System.nanoTime() - since) / 1e9);
    }
}
