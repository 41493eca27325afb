package cyclo.featureserver.http;

import cyclo.common.CycloException;
import cyclo.features.FeatureStore;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at the registry again and again: what was applied since counts from then on. While it does not answer, what is known goes on. */
final class RegistryRefresh implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RegistryRefresh.class);

    private final FeatureStore store;
    private final Duration every;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "registry-refresh");
        thread.setDaemon(true);
        return thread;
    });
    private final Runnable changed;
    private volatile String problem = "";

    /** @param every zero looks never again @param changed told at the beginning, and after each change */
    RegistryRefresh(FeatureStore store, Duration every, Runnable changed) {
        this.store = store;
        this.every = every;
        this.changed = changed;
    }

    void begin() {
        changed.run();
        if (!every.isZero()) {
            timer.scheduleWithFixedDelay(this::look, every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** Why the last look failed; empty when it did not. */
    Optional<String> problem() {
        return Optional.of(problem).filter(sentence -> !sentence.isEmpty());
    }

    /** Looks at once: after this server itself has changed the registry. */
    synchronized void look() {
        try {
            if (store.refresh()) {
                changed.run();
                LOG.info("the registry has changed: serving what it says now");
            }
            problem = "";
        } catch (CycloException e) {
            LOG.warn("going on with the definitions of before: {}", e.getMessage());
            problem = e.getMessage();
        } catch (RuntimeException e) {
            LOG.error("bug while reading the registry: going on with the definitions of before", e);
            problem = "Cannot read the registry: a bug in this server, its log says more.";
        }
    }

    @Override public void close() {
        timer.shutdownNow();
    }
}
