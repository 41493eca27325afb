package cyclo.batch;

import cyclo.common.CycloException;
import cyclo.common.Suggestion;
import cyclo.common.table.Column;
import cyclo.common.table.Table;
import cyclo.common.table.ValueType;
import cyclo.features.FeatureSelection;
import cyclo.features.types.ColumnCast;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** For whom to predict: rows with join keys, request context, a time, and whatever else is worth keeping with the prediction. */
record EntityRows(Table table, String timeColumn) {
    private static final String EVENT_TIMESTAMP = "event_timestamp";

    /**
     * Checks names and types of {@code rows}; whole numbers become wider ones, or floating point, where the registry wants it so.
     *
     * @param origin of the rows, for messages
     * @throws CycloException (refused) that names every column at fault
     */
    static EntityRows of(Table rows, FeatureSelection selection, String origin) {
        List<String> faults = new ArrayList<>();
        Table typed = rows;
        for (Map.Entry<String, ValueType> given : selection.given().entrySet()) {
            String name = given.getKey();
            if (!rows.has(name)) {
                faults.add("column '%s' (%s) is missing.%s".formatted(name, given.getValue(), Suggestion.sentence(name, rows.names())));
            } else if (rows.column(name).type() != given.getValue()) {
                if (widens(rows.column(name).type(), given.getValue()) || rows.column(name).nullCount() == rows.rows()) {
                    typed = typed.with(ColumnCast.to(rows.column(name), given.getValue()));
                } else {
                    faults.add("column '%s' is %s, the registry declares %s.".formatted(name, rows.column(name).type(), given.getValue()));
                }
            }
        }
        List<String> times = rows.columns().stream()
                .filter(column -> column.type() == ValueType.UNIX_TIMESTAMP && !selection.given().containsKey(column.name()))
                .map(Column::name).toList();
        String time = times.contains(EVENT_TIMESTAMP) || times.size() != 1 ? EVENT_TIMESTAMP : times.get(0);
        if (!times.contains(time)) {
            faults.add("column '%s' (%s) is missing: it says as of when to predict.".formatted(EVENT_TIMESTAMP, ValueType.UNIX_TIMESTAMP));
        }
        if (!faults.isEmpty()) {
            throw CycloException.refused("Cannot use the entity rows of %s: %s", origin, String.join(" ", faults));
        }
        if (rows.rows() == 0) {
            throw CycloException.refused("Cannot predict: %s has no rows. Is there anyone to predict for?", origin);
        }
        return new EntityRows(typed, time);
    }

    private static boolean widens(ValueType from, ValueType to) {
        return from == ValueType.INT32 && (to == ValueType.INT64 || to == ValueType.DOUBLE)
                || from == ValueType.INT64 && to == ValueType.DOUBLE
                || from == ValueType.FLOAT && to == ValueType.DOUBLE;
    }
}
