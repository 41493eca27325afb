package cyclo.features;

import cyclo.common.CycloException;
import cyclo.common.Sentence;
import cyclo.common.Suggestion;
import cyclo.common.table.Column;
import cyclo.common.table.Table;
import cyclo.common.table.ValueType;
import cyclo.features.types.ColumnCast;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Some entity rows as a plan sees them: the columns that are given, the times, and what comes out once the stored features are known. */
final class EntityTable {
    static final String EVENT_TIMESTAMP = "event_timestamp";

    private final ReadPlan plan;
    private final Table rows;
    private final Column times;

    /** @throws CycloException (usage) if a column is missing, of a wrong type, or called as a feature */
    EntityTable(ReadPlan plan, Table rows) {
        this.plan = plan;
        this.rows = rows;
        this.times = eventTimes(plan.selection().given().keySet(), rows);
        plan.selection().given().forEach(this::given);
        plan.selection().outputNames().stream().filter(rows::has).findFirst().ifPresent(name -> {
            throw CycloException.usage("Cannot join feature '%s': the entity rows have a column of that name. Rename it, or ask for full feature names.", name);
        });
    }

    int size() {
        return rows.rows();
    }

    Table rows() {
        return rows;
    }

    /** UNIX_TIMESTAMP, nulls possible. */
    Column times() {
        return times;
    }

    /** In the order and the types of the view's join keys. */
    List<Column> keys(ReadPlan.ViewPart part) {
        List<Column> keys = new ArrayList<>();
        for (int i = 0; i < part.keyColumns().size(); i++) {
            keys.add(ColumnCast.normalised(given(part.keyColumns().get(i), part.view().joinKeys().get(i).type())));
        }
        return keys;
    }

    /** The entity columns, then the features by output name. @param stored of each view part of the plan, its features */
    Table with(List<List<Column>> stored) {
        List<Column> columns = new ArrayList<>(rows.columns());
        columns.addAll(features(stored));
        return new Table(columns);
    }

    List<Column> features(List<List<Column>> stored) {
        List<Column> features = new ArrayList<>();
        for (int i = 0; i < plan.origins().size(); i++) {
            SelectedFeature feature = plan.selection().features().get(i);
            features.add(column(plan.origins().get(i), stored, feature).named(feature.outputName()));
        }
        return features;
    }

    private Column column(ReadPlan.Origin origin, List<List<Column>> stored, SelectedFeature feature) {
        if (origin instanceof ReadPlan.Stored at) {
            return stored.get(at.part()).get(at.feature());
        }
        if (origin instanceof ReadPlan.Given given) {
            return ColumnCast.normalised(given(given.column(), plan.selection().given().get(given.column())));
        }
        ReadPlan.Computed computed = (ReadPlan.Computed) origin;
        List<Column> inputs = computed.inputs().stream().map(input -> column(input, stored, feature)).toList();
        try {
            return computed.expression().evaluate(feature.outputName(), inputs, rows.rows());
        } catch (IllegalArgumentException e) {
            throw CycloException.refused("Cannot compute '%s': %s", feature.reference(), Sentence.ended(e.getMessage()), e);
        }
    }

    /** A column of the entity rows, in the type that is declared for it. */
    private Column given(String name, ValueType type) {
        Column column = rows.find(name).orElseThrow(() -> CycloException.usage("Cannot join features: the entity rows have no column '%s'.%s",
                name, Suggestion.sentence(name, rows.names())));
        try {
            return ColumnCast.to(column, type);
        } catch (IllegalArgumentException e) {
            throw CycloException.usage("Cannot join features: column '%s' of the entity rows is %s, but %s is declared (%s).", name, column.type(), type,
                    e.getMessage(), e);
        }
    }

    private static Column eventTimes(Set<String> given, Table rows) {
        if (rows.has(EVENT_TIMESTAMP)) {
            Column column = rows.column(EVENT_TIMESTAMP);
            if (column.type() != ValueType.UNIX_TIMESTAMP && column.nullCount() < column.size()) {
                throw CycloException.usage("Cannot join features: column '%s' of the entity rows is %s, not a time. Cast it to a timestamp.",
                        EVENT_TIMESTAMP, column.type());
            }
            return ColumnCast.to(column, ValueType.UNIX_TIMESTAMP);
        }
        List<Column> times = rows.columns().stream().filter(column -> column.type() == ValueType.UNIX_TIMESTAMP).toList();
        List<Column> others = times.stream().filter(column -> !given.contains(column.name())).toList();
        if (others.size() == 1) {
            return others.get(0);
        }
        throw CycloException.usage("Cannot join features: the entity rows have no column '%s', and %s. Name the time of each row '%s'.", EVENT_TIMESTAMP,
                others.isEmpty() ? "no other time" : "more than one other time (" + String.join(", ", others.stream().map(Column::name).toList()) + ")",
                EVENT_TIMESTAMP);
    }
}
