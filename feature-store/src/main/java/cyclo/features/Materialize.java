package cyclo.features;

import cyclo.common.CycloException;
import cyclo.common.Progress;
import cyclo.features.definitions.Registry;
import cyclo.features.offline.NewestCounts;
import cyclo.features.online.OnlineRow;
import cyclo.features.online.OnlineStore;
import cyclo.features.online.ViewFeatures;
import cyclo.features.types.TypeCodec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings each entity's newest row of a period from the offline to the online store. Streamed: memory does not grow with rows.
 *
 * <p>Killed at any moment and run again it ends in the same state: a row that is there already is written once more or kept, and the
 * interval is recorded in the registry only after all rows are written.
 */
final class Materialize {
    private static final Logger LOG = LoggerFactory.getLogger(Materialize.class);
    private static final Duration WITHOUT_TTL = Duration.ofDays(52 * 7);
    private static final int BATCH = 1000;

    private final Definitions definitions;
    private final Registry registry;
    private final Histories histories;
    private final OnlineStore online;

    Materialize(Definitions definitions, Registry registry, Histories histories, OnlineStore online) {
        this.definitions = definitions;
        this.registry = registry;
        this.histories = histories;
        this.online = online;
    }

    MaterializeReport run(List<String> views, Instant start, Instant end) {
        if (start.isAfter(end)) {
            throw CycloException.usage("Cannot materialize from %s to %s: the start is after the end.", start, end);
        }
        return new MaterializeReport(chosen(views).stream().map(view -> run(view, new Interval(start, end))).toList());
    }

    /** As Feast: from the end of the last interval; for the first time from the ttl before {@code now}, or 52 weeks when there is none. */
    MaterializeReport runIncremental(List<String> views, Instant end, Instant now) {
        Map<FeatureView, Interval> periods = new LinkedHashMap<>();
        for (FeatureView view : chosen(views)) {
            Instant start = view.materializedUntil().orElseGet(() -> now.minus(view.ttl().isZero() ? WITHOUT_TTL : view.ttl()));
            if (start.isAfter(end)) {
                throw CycloException.usage("Cannot materialize '%s' up to %s: it would begin at %s, %s. Give a later end, or use materialize.",
                        view.name(), end, start, view.materializedUntil().isPresent() ? "where its last run ended" : "its ttl before now");
            }
            periods.put(view, new Interval(start, end));
        }
        return new MaterializeReport(periods.entrySet().stream().map(one -> run(one.getKey(), one.getValue())).toList());
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

    private MaterializeReport.View run(FeatureView view, Interval period) {
        OnlineKeys keys = new OnlineKeys(view);
        try (Progress progress = Progress.start("materialize " + view.name() + ": entities", 0)) {
            Batch batch = new Batch(ViewFeatures.of(view), progress);
            NewestCounts passed = histories.newest(view, scanned(view, period), row -> {
                List<byte[]> values = new ArrayList<>(row.values().size());
                for (int i = 0; i < row.values().size(); i++) {
                    values.add(TypeCodec.toBytes(view.features().get(i).type(), row.values().get(i)));
                }
                keys.encode(row.keys()).ifPresent(key -> batch.add(new OnlineRow(key, row.eventTime(), row.created(), values)));
            });
            batch.flush();
            registry.recordMaterialization(view.name(), period);
            if (passed.nullCreated() > 0) {
                LOG.warn("{} rows of feature view '{}' have no '{}': they are passed over, as in Feast", passed.nullCreated(), view.name(),
                        view.source().createdColumn().orElse("created"));
            }
            if (batch.entities == 0) {
                LOG.warn("no row of feature view '{}' has a time from {} to {}: if there should be some, name another period", view.name(), period.start(),
                        period.end());
            }
            return new MaterializeReport.View(view.name(), period.start(), period.end(), batch.entities, batch.written, passed.nullKeys(),
                    passed.nullCreated());
        }
    }

    /** Rows of a static source are known since its constant time, however late they came: they are always in the period. */
    private static Interval scanned(FeatureView view, Interval period) {
        return view.source().origin() instanceof DataSource.Static constant && constant.time().isBefore(period.start())
                ? new Interval(constant.time(), period.end()) : period;
    }

    /** Rows on their way to the online store. */
    private final class Batch {
        private final ViewFeatures view;
        private final Progress progress;
        private final List<OnlineRow> rows = new ArrayList<>(BATCH);
        private long entities;
        private long written;

        private Batch(ViewFeatures view, Progress progress) {
            this.view = view;
            this.progress = progress;
        }

        private void add(OnlineRow row) {
            rows.add(row);
            entities++;
            if (rows.size() == BATCH) {
                flush();
            }
        }

        private void flush() {
            if (!rows.isEmpty()) {
                written += online.write(view, rows, OnlineStore.AtEqualTime.REPLACE);
                progress.add(rows.size());
                rows.clear();
            }
        }
    }
}
