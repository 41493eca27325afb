package cyclo.common;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The progress of one long piece of work: a bar with rate and time left on standard error for a person, one log line at the end for
 * a log file. {@link #add} may be called from several threads.
 */
public final class Progress implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Progress.class);
    private static final long REDRAW_NANOS = 100_000_000L;
    private static final int BAR = 24;

    private final String what;
    private final long total;
    private final boolean watched = Terminal.watched();
    private final Ink ink = Terminal.errorInk();
    private final boolean boxes = Terminal.hasBoxes();
    private final int columns = watched ? Terminal.columns() : 0;
    private final long started = System.nanoTime();
    private final AtomicLong done = new AtomicLong();
    private volatile long drawn;

    private Progress(String what, long total) {
        this.what = what;
        this.total = total;
    }

    /**
     * @param what what is being done to what, such as {@code "materialize route_stats: rows"}
     * @param total how many there will be, or 0 when that is not known
     */
    public static Progress start(String what, long total) {
        return new Progress(what, total);
    }

    public void add(long count) {
        long now = done.addAndGet(count);
        if (watched && System.nanoTime() - drawn > REDRAW_NANOS) {
            drawn = System.nanoTime();
            System.err.print("\r\u001b[K" + line(what, now, total, seconds(), columns, boxes, ink));
            System.err.flush();
        }
    }

    /** Ends the bar and logs the count, the time and the rate. */
    @Override public void close() {
        if (watched) {
            System.err.print("\r\u001b[K");
            System.err.flush();
        }
        double rate = done.get() / Math.max(seconds(), 1e-9);
        String pace = done.get() == 0 || rate >= 1 ? "%,.0f a second".formatted(rate) : "%.1f s each".formatted(1 / rate);
        LOG.info("{}: {} in {} s ({})", what, "%,d".formatted(done.get()), "%.1f".formatted(seconds()), pace);
    }

    /** One line that fits into {@code columns}: what does not fit is left out, from the bar to the rate; the count always stands. */
    static String line(String what, long now, long total, double seconds, int columns, boolean boxes, Ink ink) {
        double rate = now / Math.max(seconds, 1e-9);
        String pace = rate >= 10 || now == 0 ? String.format(Locale.ROOT, "%,.0f/s", rate) : String.format(Locale.ROOT, "%.1f/s", rate);
        if (total <= 0 || now > total) { // not known, or estimated too low
            return fitting(columns, what, String.format(Locale.ROOT, "%,d", now), pace, time(seconds));
        }
        double share = Math.min(1.0, (double) now / total);
        String left = now == 0 || now >= total ? "" : time(seconds * (total - now) / now) + " left";
        String text = fitting(columns - BAR - 2, what, String.format(Locale.ROOT, "%,d of %,d", now, total), pace, left);
        String percent = String.format(Locale.ROOT, "%3d %%", (int) (100 * share));
        if (columns < BAR + 2 + text.length() || text.indexOf("  ") < 0) {
            return fitting(columns, what, percent, pace, left);
        }
        int end = text.indexOf("  ");
        return text.substring(0, end) + "  " + bar(share, boxes, ink) + text.substring(end);
    }

    private static String bar(double share, boolean boxes, Ink ink) {
        int filled = (int) (BAR * share);
        return boxes ? ink.green("━".repeat(filled)) + ink.faint((share < 1 ? "╺" : "") + "─".repeat(Math.max(0, BAR - filled - 1)))
                : "[" + "#".repeat(filled) + ".".repeat(BAR - filled) + "]";
    }

    private static String fitting(int columns, String... parts) {
        StringBuilder line = new StringBuilder(parts[0]);
        for (int i = 1; i < parts.length; i++) {
            if (!parts[i].isEmpty() && (i == 1 || line.length() + parts[i].length() + 2 < columns)) {
                line.append("  ").append(parts[i]);
            }
        }
        return line.length() < columns ? line.toString() : line.substring(line.length() - Math.max(1, columns - 1));
    }

    private static String time(double seconds) {
        long whole = Math.round(seconds);
        return whole < 60 ? whole + " s" : whole < 3600 ? "%d min %02d s".formatted(whole / 60, whole % 60)
                : "%d h %02d min".formatted(whole / 3600, whole / 60 % 60);
    }

    private double seconds() {
        return (System.nanoTime() - started) / 1e9;
    }
}
