package cyclo.tracking.search;

import cyclo.tracking.MlflowException;
import cyclo.tracking.sql.Sql;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** One search: filter, order and page, put together as one SQL query whose values are all parameters. */
public final class Search {
    /** Python's client leaves out prompts by {@code tags.`mlflow.prompt.is_prompt` != 'true'}: models without the tag are meant too. */
    private static final String IS_PROMPT = "mlflow.prompt.is_prompt";

    private final Fields fields;
    private final StringBuilder joins = new StringBuilder();
    private final List<Object> joinValues = new ArrayList<>();
    private final List<String> conditions = new ArrayList<>(List.of("true"));
    private final List<Object> conditionValues = new ArrayList<>();
    private final List<String> order = new ArrayList<>();

    public Search(Fields fields) {
        this.fields = fields;
    }

    public Search where(String condition, Object... values) {
        conditions.add(condition);
        conditionValues.addAll(List.of(values));
        return this;
    }

    /** @throws MlflowException (invalid parameter) for a filter that cannot be read, or asks for what this search does not know */
    public Search filter(String filter) {
        Filter.parse(filter).forEach(this::add);
        return this;
    }

    /** Orders by each in turn; rows without the value come last either way, NaN before them. */
    public Search orderBy(List<Ordering> orderings) {
        return orderBy(fields, orderings);
    }

    /** As {@link #orderBy(List)}, where more can be ordered by than filtered on. */
    public Search orderBy(Fields sortable, List<Ordering> orderings) {
        orderings.forEach(ordering -> add(sortable, ordering));
        return this;
    }

    /** The last word on the order, so that pages never overlap. */
    public Search thenBy(String sql) {
        order.add(sql);
        return this;
    }

    /** @param select the query up to its joins, such as {@code select r.* from runs r} */
    public <T> Page<T> page(Sql sql, String select, int size, String token, Sql.Row<T> row) throws SQLException {
        long offset = Page.offset(token);
        List<Object> values = new ArrayList<>(joinValues);
        values.addAll(conditionValues);
        values.add(size + 1L);
        values.add(offset);
        String query = select + joins + " where " + String.join(" and ", conditions) + " order by " + String.join(", ", order) + " limit ? offset ?";
        return Page.of(sql.list(query, row, values.toArray()), size, offset);
    }

    private void add(Comparison comparison) {
        Kind kind = fields.kind(comparison.entity());
        if (kind == Kind.ATTRIBUTE) {
            Fields.Column column = fields.attribute(comparison.key());
            where(comparison.operator().sql(column.sql()), values(comparison, column.number()));
            return;
        }
        Fields.Keyed keyed = fields.keyed(kind);
        if (!keyed.columns().isEmpty()) {
            String column = keyed.columns().get(comparison.key());
            if (column == null) {
                throw MlflowException.invalid("Invalid %s key '%s' specified. Valid keys are %s", kind.label(), comparison.key(), keyed.columns().keySet());
            }
            where("exists (select 1 from %s x where %s and %s)".formatted(keyed.table(), keyed.owner(), comparison.operator().sql(column)),
                    values(comparison, false));
            return;
        }
        String exists = "exists (select 1 from %s x where %s and x.key = ?".formatted(keyed.table(), keyed.owner());
        if (comparison.operator() == Operator.IS_NULL || comparison.operator() == Operator.IS_NOT_NULL) {
            where((comparison.operator() == Operator.IS_NULL ? "not " : "") + exists + ")", comparison.key());
            return;
        }
        if (comparison.key().equals(IS_PROMPT) && comparison.operator() == Operator.UNEQUAL) {
            where("not " + exists + " and x.value = ?)", comparison.key(), values(comparison, false)[0]);
            return;
        }
        Object[] values = values(comparison, keyed.number());
        where(exists + " and " + comparison.operator().sql("x.value") + (keyed.number() ? " and x.value <> 'NaN')" : ")"), comparison.key(), values[0]);
    }

    private static Object[] values(Comparison comparison, boolean number) {
        Operator operator = comparison.operator();
        if (!(number ? operator.fitsNumbers() : operator.fitsText())) {
            throw MlflowException.invalid("Invalid comparator '%s' for %s.%s: its values are %s.",
                    operator, comparison.entity(), comparison.key(), number ? "numbers" : "texts");
        }
        for (Object value : comparison.values()) {
            if (number != value instanceof Number) {
                throw MlflowException.invalid(number ? "Expected numeric value type for %s.%s. Found '%s'"
                        : "Expected a quoted string value for %s.%s (e.g. 'my-value'). Got value %s", comparison.entity(), comparison.key(), value);
            }
        }
        boolean several = operator == Operator.IN || operator == Operator.NOT_IN;
        return several ? new Object[] {comparison.values()} : comparison.values().toArray();
    }

    private void add(Fields sortable, Ordering ordering) {
        Kind kind = sortable.kind(ordering.entity());
        String direction = ordering.ascending() ? " asc" : " desc";
        if (kind == Kind.ATTRIBUTE) {
            String column = sortable.attribute(ordering.key()).sql();
            order.add(column + direction + " nulls last");
            return;
        }
        Fields.Keyed keyed = sortable.keyed(kind);
        if (!keyed.columns().isEmpty()) {
            throw MlflowException.invalid("Invalid order_by entity '%s': order by a metric, parameter, tag or attribute.", kind.label());
        }
        String alias = "o" + order.size();
        joins.append(" left join ").append(keyed.table()).append(' ').append(alias).append(" on ")
                .append(keyed.owner().replace("x.", alias + ".")).append(" and ").append(alias).append(".key = ?");
        joinValues.add(ordering.key());
        if (keyed.number()) {
            order.add("(" + alias + ".value = 'NaN') nulls last");
        }
        order.add(alias + ".value" + direction + " nulls last");
    }
}
