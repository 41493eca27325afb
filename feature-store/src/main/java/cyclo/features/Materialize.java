package cyclo.features;

import cyclo.common.CycloException;
import cyclo.features.definitions.Registry;
import cyclo.features.online.OnlineStore;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings each entity's newest row of a period from the offline to the online store. Streamed: memory does not grow with rows; reading, encoding and writing
 * overlap.
 *
 * <p>Killed at any moment and run again it ends in the same state: a row that is there already is written once more or kept, and the interval is recorded
 * in the registry only after all rows are written. The next run of the same period goes on where the last one came to, if the view and the rows of the
 * period are still as they were then; if not, or if the offline store cannot tell, it begins anew. Two runs of a view at once refuse each other.
 */
final class Materialize {
    private static final Logger LOG = LoggerFactory.getLogger(Materialize.class);
    private static final Duration WITHOUT_TTL = Duration.ofDays(52 * 7);
    /** Python has no other times: with one beyond them in the registry Feast could read none of it. */
    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999Z");

    private final Definitions definitions;
    private final Registry registry;
    private final Histories histories;
    private final OnlineStore online;
    private final MaterializationConfig config;

    Materialize(Definitions definitions, Registry registry, Histories histories, OnlineStore online, MaterializationConfig config) {
        this.definitions = definitions;
        this.registry = registry;
        this.histories = histories;
        this.online = online;
        this.config = config;
    }

    MaterializeReport run(List<String> views, Instant start, Instant end) {
        if (start.isAfter(end)) {
            throw CycloException.usage("Cannot materialize from %s to %s: the start is after the end.", start, end);
        }
        requireInside(start, end);
        return new MaterializeReport(chosen(views).stream().map(view -> run(view, new Interval(start, end))).toList());
    }

    /** As Feast: from the end of the last interval; for the first time from the ttl before {@code now}, or 52 weeks when there is none. */
    MaterializeReport runIncremental(List<String> views, Instant end, Instant now) {
        requireInside(end, end);
        Map<FeatureView, List<Interval>> periods = new LinkedHashMap<>();
        for (FeatureView view : chosen(views)) {
            Instant start = view.materializedUntil().orElseGet(() -> before(now, view.ttl().isZero() ? WITHOUT_TTL : view.ttl()));
            if (start.isAfter(end)) {
                throw CycloException.usage("Cannot materialize '%s' up to %s: it would begin at %s, %s. Give a later end, or use materialize.",
                        view.name(), end, start, view.materializedUntil().isPresent() ? "where its last run ended" : "its ttl before now");
            }
            Interval first = unfinished(view, start, end).orElseGet(() -> new Interval(start, end));
            periods.put(view, first.end().equals(end) ? List.of(first) : List.of(first, new Interval(first.end(), end)));
        }
        return new MaterializeReport(periods.entrySet().stream().flatMap(one -> one.getValue().stream().map(period -> run(one.getKey(), period))).toList());
    }

    private static Instant before(Instant now, Duration age) {
        return age.compareTo(Duration.between(FIRST, now)) > 0 ? FIRST : now.minus(age);
    }

    private static void requireInside(Instant start, Instant end) {
        if (start.isBefore(FIRST) || end.isAfter(LAST)) {
            throw CycloException.usage("Cannot materialize from %s to %s: Feast's registry keeps times of the years 1 to 9999. Name a period within them.",
                    start, end);
        }
    }

    private List<FeatureView> chosen(List<String> names) {
        if (names.isEmpty()) {
            return definitions.views().stream().filter(FeatureView::online).map(view -> definitions.view(view.name())).toList();
        }
        return names.stream().distinct().map(definitions::view).peek(view -> {
            if (!view.online()) {
                throw CycloException.usage("Cannot materialize feature view '%s': it is declared with online: false.", view.name());
            }
        }).toList();
    }

    /** A run to an earlier end, or the first one of all, from a little earlier, that was cut off: it is ended before the rest is begun. */
    private Optional<Interval> unfinished(FeatureView view, Instant start, Instant end) {
        return MaterializeCheckpoint.read(online.notes(), view).map(MaterializeCheckpoint::period).filter(period -> !period.end().isAfter(end)
                && (period.start().equals(start) || view.materialized().isEmpty() && period.start().isBefore(start)));
    }

    private MaterializeReport.View run(FeatureView view, Interval period) {
        try (MaterializeTurn turn = MaterializeTurn.take(online.notes(), view.name())) {
            MaterializeView run = new MaterializeView(view, period, scanned(view, period), histories, online, config);
            MaterializeReport.View report = run.run(turn);
            turn.check();
            registry.recordMaterialization(view.name(), period);
            MaterializeCheckpoint.remove(online.notes(), view);
            if (report.nullCreated() > 0) {
                LOG.warn("{} rows of feature view '{}' have no '{}': they are passed over, as in Feast", report.nullCreated(), view.name(),
                        view.source().createdColumn().orElse("created"));
            }
            if (report.entities() == 0) {
                LOG.warn("no row of feature view '{}' has a time from {} to {}: if there should be some, name another period", view.name(), period.start(),
                        period.end());
            }
            return report;
        }
    }

    /** Rows of a static source are known since its constant time, however late they came: they are always in the period. */
    private static Interval scanned(FeatureView view, Interval period) {
        return view.source().origin() instanceof DataSource.Static constant && constant.time().isBefore(period.start())
                ? new Interval(constant.time(), period.end()) : period;
    }
}
