package cyclo.features;

import cyclo.common.CycloException;
import cyclo.common.Sentence;
import cyclo.common.Suggestion;
import cyclo.common.table.Column;
import cyclo.common.table.Table;
import cyclo.common.table.ValueType;
import cyclo.features.types.ColumnCast;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers a selection as of the time of each entity row, from the offline store. */
final class HistoricalJoin {
    static final String EVENT_TIMESTAMP = "event_timestamp";
    private static final Logger LOG = LoggerFactory.getLogger(HistoricalJoin.class);

    private final Histories histories;
    private final ReadPlan plan;
    private final Table entities;
    private final HistoricalOptions options;
    private final Column times;
    private final Map<String, JoinCounts> counts = new LinkedHashMap<>();

    HistoricalJoin(Histories histories, ReadPlan plan, Table entities, HistoricalOptions options) {
        this.histories = histories;
        this.plan = plan;
        this.entities = entities;
        this.options = options;
        this.times = eventTimes(entities, plan);
    }

    HistoricalFeatures run() {
        plan.selection().given().forEach(this::given);
        plan.selection().outputNames().stream().filter(entities::has).findFirst().ifPresent(name -> {
            throw CycloException.usage("Cannot join feature '%s': the entity rows have a column of that name. Rename it, or ask for full feature names.", name);
        });
        List<List<Column>> stored = new ArrayList<>();
        for (ReadPlan.ViewPart part : plan.parts()) {
            stored.add(join(part));
        }
        List<Column> columns = new ArrayList<>(entities.columns());
        for (int i = 0; i < plan.origins().size(); i++) {
            SelectedFeature feature = plan.selection().features().get(i);
            columns.add(column(plan.origins().get(i), stored, feature).named(feature.outputName()));
        }
        return new HistoricalFeatures(new Table(columns), counts);
    }

    private List<Column> join(ReadPlan.ViewPart part) {
        FeatureView view = part.view();
        List<Column> keys = new ArrayList<>();
        for (int i = 0; i < view.joinKeys().size(); i++) {
            keys.add(ColumnCast.normalised(given(part.keyColumns().get(i), view.joinKeys().get(i).type())));
        }
        Optional<Instant> first = bound(times, true);
        if (first.isEmpty()) {
            counts.put(part.title(), new JoinCounts(entities.rows(), 0, 0, 0));
            return part.features().stream().map(feature -> Column.ofNulls(feature.name(), feature.type(), entities.rows())).toList();
        }
        Duration ttl = Duration.ofSeconds(view.ttl().toSeconds());
        Optional<Instant> from = ttl.isZero() ? Optional.empty() : first.map(time -> time.minus(ttl));
        PointInTimeJoin.Labels labels = new PointInTimeJoin.Labels(keys, times);
        Instant to = bound(times, false).orElseThrow();
        List<Field> read = view.features().stream().filter(part.features()::contains).toList();
        PointInTimeJoin.History history = histories.read(labels, view, read, from, to);
        if (read.size() < view.features().size() && PointInTimeJoin.hasTies(history)) {
            // All features of a view decide between exact duplicates, also those that are not asked for: as online.
            read = view.features();
            history = histories.read(labels, view, read, from, to);
        }
        int[] rows = PointInTimeJoin.rowsKnownAt(labels, history, ttl, options.filterByCreated());
        count(part, keys, rows, history);
        return part.features().stream().map(read::indexOf).map(history.values()::get).map(values -> values.rows(rows)).toList();
    }

    private void count(ReadPlan.ViewPart part, List<Column> keys, int[] rows, PointInTimeJoin.History history) {
        long matched = 0;
        long nullKeys = 0;
        for (int row = 0; row < rows.length; row++) {
            matched += rows[row] >= 0 ? 1 : 0;
            int at = row;
            nullKeys += keys.stream().anyMatch(key -> key.isNull(at)) ? 1 : 0;
        }
        long nullCreated = history.created().map(Column::nullCount).orElse(0);
        if (nullCreated > 0) {
            LOG.warn("{} rows of feature view '{}' have no '{}': they are passed over, as in Feast", nullCreated, part.title(),
                    part.view().source().createdColumn().orElse("created"));
        }
        LOG.info("joined {} entity rows with {} rows of '{}': {} matched, {} without features", rows.length, history.rows(), part.title(), matched,
                rows.length - matched);
        counts.put(part.title(), new JoinCounts(rows.length, matched, nullKeys, nullCreated));
    }

    private Column column(ReadPlan.Origin origin, List<List<Column>> stored, SelectedFeature feature) {
        if (origin instanceof ReadPlan.Stored at) {
            return stored.get(at.part()).get(at.feature());
        }
        if (origin instanceof ReadPlan.Given given) {
            return ColumnCast.normalised(given(given.column(), declared(given.column())));
        }
        ReadPlan.Computed computed = (ReadPlan.Computed) origin;
        List<Column> inputs = computed.inputs().stream().map(input -> column(input, stored, feature)).toList();
        try {
            return computed.expression().evaluate(feature.outputName(), inputs, entities.rows());
        } catch (IllegalArgumentException e) {
            throw CycloException.refused("Cannot compute '%s': %s", feature.reference(), Sentence.ended(e.getMessage()), e);
        }
    }

    private ValueType declared(String column) {
        return plan.selection().given().get(column);
    }

    /** A column of the entity rows, in the type that is declared for it. */
    private Column given(String name, ValueType type) {
        Column column = entities.find(name).orElseThrow(() -> CycloException.usage("Cannot join features: the entity rows have no column '%s'.%s",
                name, Suggestion.sentence(name, entities.names())));
        try {
            return ColumnCast.to(column, type);
        } catch (IllegalArgumentException e) {
            throw CycloException.usage("Cannot join features: column '%s' of the entity rows is %s, but %s is declared (%s).", name, column.type(), type,
                    e.getMessage(), e);
        }
    }

    private static Column eventTimes(Table entities, ReadPlan plan) {
        if (entities.has(EVENT_TIMESTAMP)) {
            Column column = entities.column(EVENT_TIMESTAMP);
            if (column.type() != ValueType.UNIX_TIMESTAMP && column.nullCount() < column.size()) {
                throw CycloException.usage("Cannot join features: column '%s' of the entity rows is %s, not a time. Cast it to a timestamp.",
                        EVENT_TIMESTAMP, column.type());
            }
            return ColumnCast.to(column, ValueType.UNIX_TIMESTAMP);
        }
        List<Column> times = entities.columns().stream().filter(column -> column.type() == ValueType.UNIX_TIMESTAMP).toList();
        List<Column> others = times.stream().filter(column -> !plan.selection().given().containsKey(column.name())).toList();
        if (others.size() == 1) {
            return others.get(0);
        }
        throw CycloException.usage("Cannot join features: the entity rows have no column '%s', and %s. Name the time of each row '%s'.", EVENT_TIMESTAMP,
                others.isEmpty() ? "no other time" : "more than one other time (" + String.join(", ", others.stream().map(Column::name).toList()) + ")",
                EVENT_TIMESTAMP);
    }

    private static Optional<Instant> bound(Column times, boolean first) {
        long bound = first ? Long.MAX_VALUE : Long.MIN_VALUE;
        boolean any = false;
        for (int row = 0; row < times.size(); row++) {
            if (!times.isNull(row)) {
                bound = first ? Math.min(bound, times.longAt(row)) : Math.max(bound, times.longAt(row));
                any = true;
            }
        }
        return any ? Optional.of(Column.instant(bound)) : Optional.empty();
    }
}
