package cyclo.serving;

import cyclo.models.serving.ModelInfo;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.function.Supplier;

/** What {@code /metrics} tells of predictions, beside the request rates and latencies that the web server counts. */
final class ServingMetrics {
    private final MeterRegistry registry;
    private final Counter predictions;
    private final Counter refused;

    ServingMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.predictions = Counter.builder("cyclo.predictions").description("Entities that got a prediction").register(registry);
        this.refused = Counter.builder("cyclo.predictions.refused").description("Entities without one, for a missing value that may not be").register(registry);
    }

    void model(ModelInfo model) {
        Gauge.builder("cyclo.model.info", () -> 1).description("The model that is served")
                .tags("name", model.name(), "version", model.version(), "run_id", model.runId(), "digest", model.digest())
                .strongReference(true).register(registry);
    }

    /** Runs one stage of a request, {@code features} or {@code model}, and counts its time. */
    <T> T stage(String name, Supplier<T> work) {
        long started = System.nanoTime();
        try {
            return work.get();
        } finally {
            Timer.builder("cyclo.serving.stage").description("Time of one stage of a request").tag("stage", name)
                    .serviceLevelObjectives(micros(250), micros(500), micros(1000), micros(2500), micros(5000), micros(10_000), micros(25_000), micros(100_000))
                    .register(registry).record(Duration.ofNanos(System.nanoTime() - started));
        }
    }

    void feature(String feature, String status, int count) {
        Counter.builder("cyclo.feature.status").description("Features read, by what the online store knew of them")
                .tags("feature", feature, "status", status).register(registry).increment(count);
    }

    void defaulted(String feature, int count) {
        Counter.builder("cyclo.feature.defaulted").description("Missing values for which the default of serving.yaml stood in")
                .tag("feature", feature).register(registry).increment(count);
    }

    void predicted(int entities) {
        predictions.increment(entities);
    }

    void refused(int entities) {
        refused.increment(entities);
    }

    private static Duration micros(long micros) {
        return Duration.ofNanos(micros * 1000);
    }
}
