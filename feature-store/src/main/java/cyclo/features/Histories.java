package cyclo.features;

import cyclo.common.CycloException;
import cyclo.common.Suggestion;
import cyclo.common.table.Column;
import cyclo.common.table.Table;
import cyclo.common.table.ValueType;
import cyclo.features.files.TableFiles;
import cyclo.features.offline.NewestCounts;
import cyclo.features.offline.NewestRow;
import cyclo.features.offline.NewestScope;
import cyclo.features.offline.OfflineStore;
import cyclo.features.types.ColumnCast;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Reads a view's source wherever it lies: in the offline store, or in a file of the project. */
final class Histories {
    private final OfflineStore offline;

    Histories(OfflineStore offline) {
        this.offline = offline;
    }

    PointInTimeJoin.History read(FeatureView view, List<Field> features, Optional<Instant> from, Instant to) {
        return view.source().origin() instanceof DataSource.File file
                ? ofFile(view, features, TableFiles.read(file.path(), types(view, features)))
                : offline.history(view, features, from, to);
    }

    /** As {@link #read}; rows of entities that are not among the labels may be left out. */
    PointInTimeJoin.History read(PointInTimeJoin.Labels labels, FeatureView view, List<Field> features, Optional<Instant> from, Instant to) {
        return view.source().origin() instanceof DataSource.File ? read(view, features, from, to) : offline.historyFor(labels, view, features, from, to);
    }

    /** As {@link OfflineStore#mark}. */
    Optional<String> mark(FeatureView view) {
        return view.source().origin() instanceof DataSource.File ? Optional.empty() : offline.mark(view);
    }

    boolean changedSince(FeatureView view, Interval period, String mark) {
        return offline.changedSince(view, period, mark);
    }

    /** As {@link OfflineStore#entities}. */
    long entities(FeatureView view, Interval period) {
        return view.source().origin() instanceof DataSource.File ? 0 : offline.entities(view, period);
    }

    NewestCounts newest(FeatureView view, NewestScope scope, Consumer<NewestRow> found) {
        if (!(view.source().origin() instanceof DataSource.File)) {
            return offline.newest(view, scope, found);
        }
        Interval period = scope.period();
        PointInTimeJoin.History history = read(view, view.features(), Optional.empty(), period.end());
        for (int row : PointInTimeJoin.newestRows(history, period)) {
            found.accept(new NewestRow(values(history.keys(), row), (Instant) history.times().value(row),
                    history.created().map(created -> (Instant) created.value(row)), values(history.values(), row)));
        }
        BitSet nullKeys = new BitSet();
        history.keys().forEach(key -> IntStream.range(0, key.size()).filter(key::isNull).forEach(nullKeys::set));
        return new NewestCounts(nullKeys.cardinality(), history.created().map(Column::nullCount).orElse(0));
    }

    private static Map<String, ValueType> types(FeatureView view, List<Field> features) {
        Map<String, ValueType> types = new HashMap<>();
        types.put(view.source().timestampField(), ValueType.UNIX_TIMESTAMP);
        view.source().createdColumn().ifPresent(created -> types.put(created, ValueType.UNIX_TIMESTAMP));
        Stream.concat(view.joinKeys().stream(), features.stream()).forEach(field -> types.put(view.source().columnOf(field.name()), field.type()));
        return types;
    }

    private static PointInTimeJoin.History ofFile(FeatureView view, List<Field> features, Table whole) {
        DataSource source = view.source();
        Column when = column(view, whole, source.timestampField(), ValueType.UNIX_TIMESTAMP);
        int[] timed = IntStream.range(0, whole.rows()).filter(row -> !when.isNull(row)).toArray();
        Table table = when.nullCount() == 0 ? whole : whole.rows(timed);
        return new PointInTimeJoin.History(
                view.joinKeys().stream().map(key -> ColumnCast.normalised(column(view, table, source.columnOf(key.name()), key.type()))).toList(),
                column(view, table, source.timestampField(), ValueType.UNIX_TIMESTAMP),
                source.createdColumn().map(created -> column(view, table, created, ValueType.UNIX_TIMESTAMP)),
                features.stream().map(field -> ColumnCast.normalised(column(view, table, source.columnOf(field.name()), field.type()))).toList());
    }

    private static Column column(FeatureView view, Table table, String name, ValueType type) {
        Column column = table.find(name).orElseThrow(() -> CycloException.usage("Cannot read feature view '%s': its file has no column '%s'.%s",
                view.name(), name, Suggestion.sentence(name, table.names())));
        try {
            return ColumnCast.to(column, type);
        } catch (IllegalArgumentException e) {
            throw CycloException.usage("Cannot read feature view '%s': column '%s' of its file: %s.", view.name(), name, e.getMessage(), e);
        }
    }

    private static List<Object> values(List<Column> columns, int row) {
        List<Object> values = new ArrayList<>(columns.size());
        columns.forEach(column -> values.add(column.value(row)));
        return values;
    }
}
