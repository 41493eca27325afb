package cyclo.common.web;

import io.javalin.http.Context;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;

/** What {@code /metrics} shows: the JVM, and each route with its rate, errors and latency. */
final class WebMetrics implements AutoCloseable {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics collections = new JvmGcMetrics();

    WebMetrics() {
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        collections.bindTo(registry);
    }

    PrometheusMeterRegistry registry() {
        return registry;
    }

    /** @param route the pattern of the route, so that ids in paths do not become a series each */
    void record(Context context, String route, float millis) {
        Timer.builder("http.server.requests")
                .description("Requests, by route and status")
                .tags("method", context.method().toString(), "route", route, "status", String.valueOf(context.statusCode()))
                .serviceLevelObjectives(millis(1), millis(5), millis(10), millis(25), millis(50), millis(100), millis(250), millis(1000))
                .register(registry)
                .record(Duration.ofNanos((long) (millis * 1e6)));
    }

    String text() {
        return registry.scrape();
    }

    @Override public void close() {
        collections.close();
        registry.close();
    }

    private static Duration millis(long millis) {
        return Duration.ofMillis(millis);
    }
}
