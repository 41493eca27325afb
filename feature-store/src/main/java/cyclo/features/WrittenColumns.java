package cyclo.features;

import cyclo.common.CycloException;
import cyclo.common.Suggestion;
import cyclo.common.table.Column;
import cyclo.common.table.Table;
import cyclo.common.table.ValueType;
import cyclo.features.types.ColumnCast;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The columns that one view takes from rows written to it, under their names in the view's source and in their declared types: join keys, event time,
 * {@code created} if the source has it, and every feature. As in Feast none may be missing, and other columns are ignored; a field that the source maps
 * may stand under either of its names.
 */
record WrittenColumns(List<Column> keys, Optional<Column> times, Optional<Column> created, List<Column> values, int rows) {
    /** @throws CycloException (usage) for a missing column, a value of another type, or a row without an event time */
    static WrittenColumns of(FeatureView view, Table rows) {
        DataSource source = view.source();
        Optional<Column> times = timed(source) ? Optional.of(column(view, rows, source.timestampField(), source.timestampField(), ValueType.UNIX_TIMESTAMP))
                : Optional.empty();
        times.filter(column -> column.nullCount() > 0).ifPresent(column -> {
            throw CycloException.usage("Cannot write to feature view '%s': %d of %d rows have no '%s'. Give every row its event time.", view.name(),
                    column.nullCount(), rows.rows(), column.name());
        });
        return new WrittenColumns(columns(view, rows, view.joinKeys()), times,
                source.createdColumn().map(created -> column(view, rows, created, created, ValueType.UNIX_TIMESTAMP)),
                columns(view, rows, view.features()), rows.rows());
    }

    /** Names, in the source, and types of the columns that {@link #of} asks for: for whoever reads the rows from text. */
    static Map<String, ValueType> types(FeatureView view) {
        DataSource source = view.source();
        Map<String, ValueType> types = new LinkedHashMap<>();
        view.joinKeys().forEach(key -> types.put(source.columnOf(key.name()), key.type()));
        if (timed(source)) {
            types.put(source.timestampField(), ValueType.UNIX_TIMESTAMP);
        }
        source.createdColumn().ifPresent(created -> types.put(created, ValueType.UNIX_TIMESTAMP));
        view.features().forEach(feature -> types.put(source.columnOf(feature.name()), feature.type()));
        return types;
    }

    /** Of a static source every row has the source's own time. */
    static Instant constantTime(FeatureView view) {
        return ((DataSource.Static) view.source().origin()).time();
    }

    List<Column> all() {
        return Stream.of(keys.stream(), times.stream(), created.stream(), values.stream()).flatMap(columns -> columns).toList();
    }

    private static boolean timed(DataSource source) {
        return !(source.origin() instanceof DataSource.Static);
    }

    private static List<Column> columns(FeatureView view, Table rows, List<Field> fields) {
        List<Column> columns = new ArrayList<>(fields.size());
        fields.forEach(field -> columns.add(column(view, rows, view.source().columnOf(field.name()), field.name(), field.type())));
        return columns;
    }

    private static Column column(FeatureView view, Table rows, String name, String other, ValueType type) {
        Column column = rows.find(name).or(() -> rows.find(other)).orElseThrow(() -> CycloException.usage(
                "Cannot write to feature view '%s': the rows have no column '%s'.%s Give its join keys, event time, created time and all features.",
                view.name(), name, Suggestion.sentence(name, rows.names())));
        try {
            return ColumnCast.to(column, type).named(name);
        } catch (IllegalArgumentException e) {
            throw CycloException.usage("Cannot write to feature view '%s': column '%s': %s.", view.name(), column.name(), e.getMessage(), e);
        }
    }
}
