package cyclo.features.redis;

import java.util.function.LongSupplier;

/**
 * Lets no one wait for a server that does not answer: after some failures in a row it is open, and everything is refused at once. When its pause is over
 * one try is let through; if that succeeds the circuit closes, else the next pause begins. Thread safe.
 */
final class Circuit {
    private static final int FAILURES = 5;

    private final long pause;
    private final LongSupplier nanos;
    private int failures;
    private long openUntil;
    private String reason = "";

    /** @param pause between tries, in nanoseconds */
    Circuit(long pause, LongSupplier nanos) {
        this.pause = pause;
        this.nanos = nanos;
    }

    /** Whether a try may be made now; while the circuit is open, the one who hears yes makes the try for all. */
    synchronized boolean lets() {
        if (failures < FAILURES) {
            return true;
        }
        if (nanos.getAsLong() - openUntil < 0) {
            return false;
        }
        openUntil = nanos.getAsLong() + pause;
        return true;
    }

    synchronized boolean open() {
        return failures >= FAILURES;
    }

    synchronized void succeeded() {
        failures = 0;
    }

    synchronized void failed(String why) {
        failures++;
        reason = why;
        openUntil = nanos.getAsLong() + pause;
    }

    /** How often the server did not answer, and why not the last time. */
    synchronized String story() {
        return "has not answered %d times in a row (%s)".formatted(failures, reason);
    }
}
