package cyclo.featureserver.http;

import cyclo.features.FeatureStore;
import cyclo.features.FeatureView;
import cyclo.features.Lookup;
import cyclo.features.OnlineFeatures;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * What Feast's dashboards show, under the names of Feast 0.67. Its counts of statuses know present and not_found alone; ours have null_value and
 * outside_max_age too. Thread safe; meters of the hot path are looked up once.
 */
public final class FeastMetrics {
    private static final Duration[] REQUEST = seconds(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10);
    private static final Duration[] READ = seconds(0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10);
    private static final Duration[] RUN = seconds(1, 5, 10, 30, 60, 120, 300, 600, 1800, 3600);
    private static final int[] FEATURE_COUNTS = {10, 50, 200};
    private static final Lookup.Status[] STATUSES = Lookup.Status.values();
    private static final String CPU = "feast_feature_server_cpu_usage";

    private final MeterRegistry meters;
    private final Map<String, Timer> latencies = new ConcurrentHashMap<>();
    private final Map<String, Counter> requests = new ConcurrentHashMap<>();
    private final Map<String, Counter[]> statuses = new ConcurrentHashMap<>();
    private final Counter reads;
    private final DistributionSummary entities;
    private final Timer storeReads;
    private final MultiGauge freshness;

    public FeastMetrics(MeterRegistry meters) {
        this.meters = meters;
        this.reads = Counter.builder("feast_online_features_request").description("Total online feature retrieval requests").register(meters);
        this.entities = DistributionSummary.builder("feast_online_features_entity_count").description("Entity rows per online request")
                .serviceLevelObjectives(1, 5, 10, 25, 50, 100, 250, 500, 1000).register(meters);
        this.storeReads = timer("feast_feature_server_online_store_read_duration", "Reads of the online store", READ, Tags.empty());
        this.freshness = MultiGauge.builder("feast_feature_freshness_seconds")
                .description("Seconds since the most recent materialization end time per feature view").register(meters);
        if (meters.find(CPU).gauge() == null) { // HTTP and gRPC count in one registry
            Gauge.builder(CPU, ProcessUsage::cpuPercent).description("CPU usage of this process in percent of one core").register(meters);
            Gauge.builder("feast_feature_server_memory_usage", ProcessUsage::memoryPercent)
                    .description("Memory of this process in percent of the machine's").register(meters);
        }
    }

    /** One request to an endpoint that asks for no features. */
    public void request(String endpoint, boolean answered, long nanos) {
        request(endpoint, "", "", answered, nanos);
    }

    /** One online read, over whichever protocol. */
    public void read(String endpoint, int features, int views, boolean answered, long nanos) {
        request(endpoint, binned(features), String.valueOf(views), answered, nanos);
    }

    /** What an online read found, and how long the store took for it. */
    public void found(OnlineFeatures found, long nanos) {
        reads.increment();
        entities.record(found.rows());
        storeReads.record(nanos, TimeUnit.NANOSECONDS);
        int[] counts = new int[STATUSES.length];
        for (int feature = 0; feature < found.features().size(); feature++) {
            Arrays.fill(counts, 0);
            for (int row = 0; row < found.rows(); row++) {
                counts[found.status(row, feature).ordinal()]++;
            }
            Counter[] counters = statuses.computeIfAbsent(found.features().get(feature).view(), this::counters);
            for (int status = 0; status < counts.length; status++) {
                if (counts[status] > 0) {
                    counters[status].increment(counts[status]);
                }
            }
        }
    }

    void pushed(String source, String mode) {
        meters.counter("feast_push_request", "push_source", source, "mode", mode).increment();
    }

    void materialized(String view, boolean done, long nanos) {
        meters.counter("feast_materialization_result", "feature_view", view, "status", done ? "success" : "failure").increment();
        timer("feast_materialization_duration", "Runs of materialize", RUN, Tags.of("feature_view", view)).record(nanos, TimeUnit.NANOSECONDS);
    }

    /** Takes the views from the definitions as they are now; their age is counted when Prometheus asks. */
    void views(FeatureStore store, Clock clock) {
        freshness.register(store.definitions().views().stream().filter(view -> view.materializedUntil().isPresent())
                .map(view -> MultiGauge.Row.of(Tags.of("feature_view", view.name(), "project", store.definitions().project()), view,
                        (FeatureView known) -> Duration.between(known.materializedUntil().orElseThrow(), clock.instant()).toMillis() / 1e3)).toList(), true);
    }

    private void request(String endpoint, String featureCount, String viewCount, boolean answered, long nanos) {
        String key = endpoint + ' ' + featureCount + ' ' + viewCount;
        Timer latency = latencies.get(key);
        if (latency == null) {
            latency = latencies.computeIfAbsent(key, unknown -> timer("feast_feature_server_request_latency", "Latency of requests", REQUEST,
                    Tags.of("endpoint", endpoint, "feature_count", featureCount, "feature_view_count", viewCount)));
        }
        latency.record(nanos, TimeUnit.NANOSECONDS);
        requests.computeIfAbsent(answered ? endpoint : "!" + endpoint, unknown -> Counter.builder("feast_feature_server_request")
                .description("Total number of requests").tags("endpoint", endpoint, "status", answered ? "success" : "error").register(meters)).increment();
    }

    private Counter[] counters(String view) {
        return Arrays.stream(STATUSES).map(status -> Counter.builder("feast_online_features_status").description("Feature values by status and feature view")
                .tags("feature_view", view, "status", status.name().toLowerCase(Locale.ROOT)).register(meters)).toArray(Counter[]::new);
    }

    /** As Feast labels a number of features: 1-10, 11-50, 51-200, 201+. */
    static String binned(int count) {
        if (count == 0) {
            return "0";
        }
        int lower = 1;
        for (int upper : FEATURE_COUNTS) {
            if (count <= upper) {
                return lower + "-" + upper;
            }
            lower = upper + 1;
        }
        return lower + "+";
    }

    private Timer timer(String name, String description, Duration[] buckets, Tags tags) {
        return Timer.builder(name).description(description).tags(tags).serviceLevelObjectives(buckets).register(meters);
    }

    private static Duration[] seconds(double... seconds) {
        return Arrays.stream(seconds).mapToObj(second -> Duration.ofNanos(Math.round(second * 1e9))).toArray(Duration[]::new);
    }
}
