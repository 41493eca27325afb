package cyclo.featureserver.audit;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Audits the sample again and again while the server runs, and shows the last counts as {@code cyclo_online_audit_values}. */
public final class RepeatedAudit implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RepeatedAudit.class);

    private final ReadAudit audit;
    private final Path folder;
    private final MultiGauge values;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread one = new Thread(work, "audit");
        one.setDaemon(true);
        return one;
    });

    RepeatedAudit(ReadAudit audit, Path folder, MeterRegistry meters) {
        this.audit = audit;
        this.folder = folder;
        this.values = MultiGauge.builder("cyclo_online_audit_values")
                .description("Values of sampled online reads, against the offline store at the time of each read").register(meters);
    }

    /** For the first time after {@code every} has passed. */
    public static RepeatedAudit start(ReadAudit audit, Path folder, Duration every, MeterRegistry meters) {
        RepeatedAudit repeated = new RepeatedAudit(audit, folder, meters);
        repeated.thread.scheduleWithFixedDelay(repeated::run, every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
        return repeated;
    }

    /** One audit; when a store does not answer, that is a warning, and the counts stay as they were. */
    void run() {
        try {
            List<MultiGauge.Row<?>> rows = new ArrayList<>();
            audit.run(folder).features().forEach((feature, results) -> results.forEach((result, count) ->
                    rows.add(MultiGauge.Row.of(Tags.of("feature", feature, "result", result.name().toLowerCase(Locale.ROOT)), count))));
            values.register(rows, true);
        } catch (RuntimeException e) {
            LOG.warn("Cannot audit the sample of reads now: {}", e.getMessage(), e);
        }
    }

    @Override public void close() throws InterruptedException {
        thread.shutdownNow();
        thread.awaitTermination(10, TimeUnit.SECONDS);
    }
}
