package cyclo.features.offline;

import cyclo.common.CycloException;
import cyclo.common.table.Column;
import cyclo.common.table.ValueType;
import cyclo.features.DataSource;
import cyclo.features.FeatureView;
import cyclo.features.Field;
import cyclo.features.Interval;
import cyclo.features.types.PostgresType;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The SELECT that reads a feature view's source: join keys, event time, {@code created} if it has one, then features, each in its
 * declared type; and nothing outside the period. Join keys that are times are cut to seconds, as they are in the online store.
 */
final class SourceSql {
    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999Z");

    private final FeatureView view;
    private final List<Field> features;

    SourceSql(FeatureView view, List<Field> features) {
        this.view = view;
        this.features = features;
    }

    List<ValueType> types() {
        List<ValueType> types = new ArrayList<>(view.joinKeys().stream().map(Field::type).toList());
        types.add(ValueType.UNIX_TIMESTAMP);
        view.source().createdColumn().ifPresent(created -> types.add(ValueType.UNIX_TIMESTAMP));
        features.forEach(feature -> types.add(feature.type()));
        return types;
    }

    /** @param from absent for no lower end */
    String select(Optional<Instant> from, Instant to) {
        String lower = from.filter(FIRST::isBefore).map(start -> eventTime() + " >= " + time(start) + " AND ").orElse("");
        return "SELECT " + columns() + " FROM " + from() + " WHERE " + lower + eventTime() + " <= " + time(to);
    }

    /** As {@link #select}, of the entities of some rows only, when they are few. */
    String select(Optional<Instant> from, Instant to, List<Column> keys, int rows) {
        List<String> columns = view.joinKeys().stream().map(this::typed).toList();
        return select(from, to) + WantedKeys.condition(columns, keys, rows).map(condition -> " AND " + condition).orElse("");
    }

    /** For SELECT, called c0, c1 ... */
    String columns() {
        DataSource source = view.source();
        List<String> columns = new ArrayList<>();
        view.joinKeys().forEach(key -> columns.add(key(key)));
        columns.add(eventTime());
        source.createdColumn().ifPresent(created -> columns.add(Sql.name(created) + "::timestamptz"));
        features.forEach(feature -> columns.add(typed(feature)));
        return IntStream.range(0, columns.size()).mapToObj(i -> columns.get(i) + " AS c" + i).collect(Collectors.joining(", "));
    }

    /** A join key, as the online store knows it. */
    String key(Field key) {
        return key.type() == ValueType.UNIX_TIMESTAMP ? "date_trunc('second', " + typed(key) + ")" : typed(key);
    }

    String typed(Field field) {
        return field.type() == ValueType.NULL ? "NULL::text" : Sql.name(view.source().columnOf(field.name())) + "::" + PostgresType.nameOf(field.type());
    }

    String eventTime() {
        if (view.source().origin() instanceof DataSource.Static constant) {
            return time(constant.time());
        }
        return Sql.name(view.source().timestampField()) + "::timestamptz";
    }

    /** The table or query, as it stands after FROM. */
    String from() {
        DataSource.Origin origin = view.source().origin();
        if (origin instanceof DataSource.Table table) {
            return Sql.table(table.table());
        }
        if (origin instanceof DataSource.Static table) {
            return Sql.table(table.table());
        }
        if (origin instanceof DataSource.Query query) {
            return "(" + Sql.inner(query.sql()) + ") AS source";
        }
        throw CycloException.usage("Cannot read feature view '%s': its source '%s' is %s, which PostgreSQL does not hold.", view.name(), view.source().name(),
                origin instanceof DataSource.Foreign foreign ? "a " + foreign.kind() : "a file");
    }

    static String time(Instant instant) {
        return "timestamptz " + Sql.text(inside(instant).toString());
    }

    /** A time as PostgreSQL reads it, cut as the rows were: it would round, and let in what lies after the end. */
    static Instant inside(Instant instant) {
        Instant inside = instant.isBefore(FIRST) ? FIRST : instant.isAfter(LAST) ? LAST : instant;
        return inside.truncatedTo(ChronoUnit.MICROS);
    }
}
