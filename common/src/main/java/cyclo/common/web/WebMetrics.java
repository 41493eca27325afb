package cyclo.common.web;

import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** What {@code /metrics} shows: the JVM, and each route with its rate, errors and latency. */
final class WebMetrics implements AutoCloseable {
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT");

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Map<String, Timer> timers = new ConcurrentHashMap<>();
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

    /** @param route the pattern of the route, so that ids in paths do not become a series each; nor do methods that a stranger makes up */
    void record(String verb, String route, int status, long nanos) {
        String method = METHODS.contains(verb) ? verb : "other";
        String key = method + ' ' + route + ' ' + status;
        Timer timer = timers.get(key);
        if (timer == null) {
            timer = timers.computeIfAbsent(key, unknown -> Timer.builder("http.server.requests")
                    .description("Requests, by route and status")
                    .tags("method", method, "route", route, "status", String.valueOf(status))
                    .serviceLevelObjectives(millis(1), millis(5), millis(10), millis(25), millis(50), millis(100), millis(250), millis(1000))
                    .register(registry));
        }
        timer.record(nanos, TimeUnit.NANOSECONDS);
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
