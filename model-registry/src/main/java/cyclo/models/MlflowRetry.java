package cyclo.models;

import cyclo.common.CycloException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tries a call a few times and says in a sentence why it failed. What may pass is tried again after a growing wait: always when the
 * server cannot have done anything, otherwise only if doing it twice is doing it once.
 */
final class MlflowRetry {
    private static final Logger log = LoggerFactory.getLogger(MlflowRetry.class);
    private static final int ATTEMPTS = 4;

    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final URI server;
    private final Duration firstWait;

    MlflowRetry(URI server, Duration firstWait) {
        this.server = server;
        this.firstWait = firstWait;
    }

    /** @param what the rest of a sentence that begins with Cannot */
    <T> T call(String what, boolean repeatable, Supplier<T> attempt) {
        return call(what, repeatable, failure -> false, attempt).orElseThrow();
    }

    /** As above; empty if the server answered with a failure that is {@code expected}. */
    <T> Optional<T> call(String what, boolean repeatable, Predicate<MlflowFailure> expected, Supplier<T> attempt) {
        long began = System.nanoTime();
        for (int tried = 1; ; tried++) {
            try {
                return Optional.of(attempt.get());
            } catch (MlflowFailure failure) {
                if (expected.test(failure)) {
                    return Optional.empty();
                }
                boolean patient = System.nanoTime() - began < PATIENCE.toNanos(); // of a server that is mute, one time-out is enough
                boolean again = patient && tried < ATTEMPTS && failure.isPassing() && (repeatable || failure.hadNoEffect());
                if (!again) {
                    throw translated(what, failure, tried);
                }
                log.debug("attempt {} to {} failed: {}", tried, what, failure.getMessage());
                sleep(firstWait.multipliedBy(1L << (tried - 1)), what);
            }
        }
    }

    private CycloException translated(String what, MlflowFailure failure, int tried) {
        if (failure.isPassing()) {
            return CycloException.unavailable("Cannot %s: the tracking server at %s %s (tried %d time%s). "
                    + "Check MLFLOW_TRACKING_URI, or start the embedded one with ./cyclo up.",
                    what, server, failure.getMessage(), tried, tried == 1 ? "" : "s", failure);
        }
        if (failure.status() == 401 || failure.status() == 403) {
            return CycloException.usage("Cannot %s: the tracking server at %s %s. Check MLFLOW_TRACKING_TOKEN.", what, server, failure.getMessage(), failure);
        }
        return CycloException.usage("Cannot %s: the tracking server at %s %s", what, server, failure.getMessage(), failure);
    }

    private static void sleep(Duration wait, String what) {
        try {
            Thread.sleep(wait.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CycloException.unavailable("Cannot %s: the program was interrupted.", what, e);
        }
    }
}
