package cyclo.featureserver.http;

import com.fasterxml.jackson.databind.JsonNode;
import cyclo.common.CycloException;
import cyclo.features.Definitions;
import cyclo.features.FeatureStore;
import cyclo.features.FeatureView;
import cyclo.features.types.ColumnCast;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code POST /materialize} and {@code /materialize-incremental}: at once, or behind the request. View by view, so that each is counted and timed. */
final class Materializations implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Materializations.class);
    /** As Python prints a time. */
    private static final DateTimeFormatter PYTHON = new DateTimeFormatterBuilder().appendPattern("yyyy-MM-dd HH:mm:ss")
            .appendFraction(ChronoField.MICRO_OF_SECOND, 0, 6, true).appendLiteral("+00:00").toFormatter().withZone(ZoneOffset.UTC);

    private final FeatureStore store;
    private final FeastMetrics metrics;
    private final RegistryRefresh registry;
    private final ExecutorService behind;
    private final Set<String> underWay = ConcurrentHashMap.newKeySet();

    /** @param most runs behind their request at once; further ones wait */
    Materializations(FeatureStore store, FeastMetrics metrics, RegistryRefresh registry, int most) {
        this.store = store;
        this.metrics = metrics;
        this.registry = registry;
        this.behind = Executors.newFixedThreadPool(Math.max(1, most), task -> new Thread(task, "materialize"));
    }

    /** What is to be done, view by view. */
    record Run(List<String> views, Consumer<String> one) {}

    /** Views of which another run behind a request is under way. */
    static final class Conflict extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient List<String> views;

        private Conflict(List<String> views) {
            super("Cannot start async materialization — the following feature views are already in MATERIALIZING state: ['%s']. Use ?force=true to override."
                    .formatted(String.join("', '", views)), null, false, false);
            this.views = views;
        }

        List<String> views() {
            return views;
        }
    }

    /** @throws HttpFault for what is wrong with the request */
    Run whole(byte[] body) {
        JsonNode json = Bodies.object(body);
        Shape shape = new Shape(json);
        String start = shape.optionalText("start_ts");
        String end = shape.optionalText("end_ts");
        List<String> named = shape.optionalTexts("feature_views");
        boolean withoutTimes = shape.truth("disable_event_timestamp");
        shape.truth("full_feature_names");
        String version = shape.optionalText("version");
        shape.check();
        List<String> views = views(named, json.path("feature_views").isArray());
        checkVersion(version);
        if (withoutTimes) {
            throw HttpFault.bare(422, "disable_event_timestamp is not supported",
                    "Cannot materialize with disable_event_timestamp: a value's age would be lost. Give start_ts and end_ts.");
        }
        if (start.isEmpty() || end.isEmpty()) {
            throw HttpFault.bare(400, "start_ts and end_ts are required when disable_event_timestamp is False",
                    "Cannot materialize: start_ts and end_ts are needed, such as 2024-01-01T00:00:00Z.");
        }
        Instant from = time(start, "start_ts", "Invalid timestamp format: ");
        Instant to = time(end, "end_ts", "Invalid timestamp format: ");
        if (!from.isBefore(to)) {
            throw HttpFault.bare(400, "start_ts (%s) must be before end_ts (%s)".formatted(PYTHON.format(from), PYTHON.format(to)),
                    "Cannot materialize from %s to %s: the start is not before the end.".formatted(from, to));
        }
        return new Run(views, view -> store.materialize(List.of(view), from, to));
    }

    /** From where each view's last run ended. */
    Run incremental(byte[] body) {
        JsonNode json = Bodies.object(body);
        Shape shape = new Shape(json);
        String end = shape.text("end_ts");
        List<String> named = shape.optionalTexts("feature_views");
        shape.truth("full_feature_names");
        String version = shape.optionalText("version");
        shape.check();
        List<String> views = views(named, json.path("feature_views").isArray());
        checkVersion(version);
        Instant to = time(end, "end_ts", "");
        return new Run(views, view -> store.materializeIncremental(List.of(view), to));
    }

    void now(Run run) {
        try {
            for (String view : run.views()) {
                one(run, view);
            }
        } finally {
            registry.look();
        }
    }

    /** @throws Conflict if a run behind another request has one of the views, unless {@code force} */
    void behind(Run run, boolean force) {
        List<String> taken = run.views().stream().filter(underWay::contains).toList();
        if (!taken.isEmpty() && !force) {
            throw new Conflict(taken);
        }
        underWay.addAll(run.views());
        behind.execute(() -> {
            try {
                now(run);
            } catch (CycloException e) {
                LOG.error("the run behind a request has failed: {}", e.getMessage());
            } catch (RuntimeException e) {
                LOG.error("bug while materializing {} behind a request", run.views(), e);
            } finally {
                run.views().forEach(underWay::remove);
            }
        });
    }

    /** Lets no further run begin; what is under way goes on where it stopped, when it is asked for again. */
    @Override public void close() {
        behind.shutdownNow();
    }

    private void one(Run run, String view) {
        long began = System.nanoTime();
        boolean done = false;
        try {
            run.one().accept(view);
            done = true;
        } finally {
            metrics.materialized(view, done, System.nanoTime() - began);
        }
    }

    private List<String> views(List<String> named, boolean given) {
        Definitions definitions = store.definitions();
        if (!given) {
            return definitions.views().stream().filter(FeatureView::online).map(FeatureView::name).toList();
        }
        for (String name : named) {
            FeatureView view = definitions.findView(name).orElseThrow(() -> Wanted.noView(definitions, name));
            if (!view.online()) {
                throw HttpFault.bare(400, "FeatureView %s is not configured to be served online.".formatted(name),
                        "Cannot materialize feature view '%s': it is declared with online: false.".formatted(name));
            }
        }
        return List.copyOf(named);
    }

    private static void checkVersion(String version) {
        if (!version.isEmpty()) {
            throw HttpFault.bare(422, "Version-aware materialization requires registry.enable_online_feature_view_versioning",
                    "Cannot materialize version '%s': this server keeps the current version of a view online. Leave 'version' out.".formatted(version));
        }
    }

    private static Instant time(String text, String field, String feastPrefix) {
        return Optional.of(text).map(value -> {
            try {
                return ColumnCast.instant(value);
            } catch (IllegalArgumentException e) {
                throw HttpFault.bare(400, feastPrefix + "Unknown string format: " + value, "Cannot materialize: %s: %s.".formatted(field, e.getMessage()));
            }
        }).orElseThrow();
    }
}
