package cyclo.common;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The progress of one long piece of work: a bar on standard error for a person, one log line at the end for a log file.
 * {@link #add} may be called from several threads.
 */
public final class Progress implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Progress.class);
    private static final long REDRAW_NANOS = 100_000_000L;

    private final String what;
    private final long total;
    private final boolean watched = Terminal.watched();
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
            System.err.print("\r\u001b[K" + line(now));
            System.err.flush();
        }
    }

    /** Ends the bar and logs the count, the time and the rate. */
    @Override public void close() {
        if (watched) {
            System.err.print("\r\u001b[K");
            System.err.flush();
        }
        String pace = done.get() == 0 || rate() >= 1 ? "%,.0f a second".formatted(rate()) : "%.1f s each".formatted(1 / rate());
        LOG.info("{}: {} in {} s ({})", what, "%,d".formatted(done.get()), "%.1f".formatted(seconds()), pace);
    }

    private String line(long now) {
        if (total <= 0) {
            return "%s %,d, %,.0f a second".formatted(what, now, rate());
        }
        int filled = (int) Math.min(20, 20 * now / total);
        double left = now == 0 ? 0 : seconds() * (total - now) / now;
        return String.format(Locale.ROOT, "%s [%s%s] %,d of %,d, %,.0f a second, %s left", what, "#".repeat(filled), ".".repeat(20 - filled),
                now, total, rate(), Duration.ofSeconds((long) Math.max(0, left)).toString().substring(2).toLowerCase(Locale.ROOT));
    }

    private double seconds() {
        return (System.nanoTime() - started) / 1e9;
    }

    private double rate() {
        return done.get() / Math.max(seconds(), 1e-9);
    }
}
