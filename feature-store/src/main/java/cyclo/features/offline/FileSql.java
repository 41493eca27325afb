package cyclo.features.offline;

import cyclo.common.CycloException;
import cyclo.common.Suggestion;
import cyclo.common.table.Column;
import cyclo.common.table.ValueType;
import cyclo.features.DataSource;
import cyclo.features.FeatureView;
import cyclo.features.Field;
import cyclo.features.Interval;
import cyclo.features.files.DuckDb;
import cyclo.features.files.DuckTables;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The SELECTs by which DuckDB reads a feature view's source: columns {@code k0 k1 ...} (join keys), {@code t} (event time), {@code c} (created, if
 * the source has it), {@code v0 v1 ...} (features), each in its declared type and as every store gives it back.
 */
final class FileSql {
    /** Beyond these DuckDB has no times. */
    private static final Instant FIRST = Instant.parse("-9999-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("+99999-12-31T23:59:59.999999Z");

    private final FeatureView view;
    private final List<Field> features;
    private final String relation;

    /** @throws CycloException (usage) for a source that is no file, no table and no query, or that lacks a column */
    FileSql(Connection connection, FolderTables tables, FeatureView view, List<Field> features) throws SQLException {
        this.view = view;
        this.features = features;
        this.relation = relation(tables);
        if (view.source().origin() instanceof DataSource.Query query) {
            tables.nameIn(connection, query.sql()); // names of tables in it become views
        }
        requireColumns(connection);
    }

    /** @param from absent for no lower end */
    String select(Optional<Instant> from, Instant to) {
        return "SELECT %s FROM %s AS s WHERE %s".formatted(columns(), relation, period(from, to));
    }

    /** As {@link #select}, its columns called {@code c0 c1 ...}. */
    String numbered(Optional<Instant> from, Instant to) {
        List<String> names = new ArrayList<>(keyNames().toList());
        names.add("t");
        view.source().createdColumn().ifPresent(created -> names.add("c"));
        IntStream.range(0, features.size()).forEach(i -> names.add("v" + i));
        return "SELECT %s FROM (%s) AS named".formatted(IntStream.range(0, names.size()).mapToObj(i -> names.get(i) + " AS c" + i)
                .collect(Collectors.joining(", ")), select(from, to));
    }

    /** In the order of keys, the newest row of each entity in a period, and no row with a null in its key or without {@code created}. */
    String newest(NewestScope scope) {
        Interval period = scope.period();
        List<String> order = new ArrayList<>(List.of("t DESC"));
        view.source().createdColumn().ifPresent(created -> order.add("c DESC"));
        for (int i = 0; i < features.size(); i++) {
            order.addAll(DuckValueOrder.greatestFirst("v" + i, features.get(i).type()));
        }
        String keys = keyNames().collect(Collectors.joining(", "));
        String beyond = scope.after().map(after -> " AND (%s) > (%s)".formatted(keys, after.stream().map(FileSql::literal).collect(Collectors.joining(", "))))
                .orElse("");
        return "SELECT * FROM (%s) WHERE %s%s QUALIFY row_number() OVER (%sORDER BY %s) = 1%s".formatted(select(Optional.of(period.start()), period.end()),
                counting().collect(Collectors.joining(" AND ")), beyond, keys.isEmpty() ? "" : "PARTITION BY " + keys + " ", String.join(", ", order),
                keys.isEmpty() ? "" : " ORDER BY " + keys);
    }

    /** Counts what {@link #newest} passes over: rows with a null in their key, then rows of a whole key without {@code created}. */
    String passedOver(Interval period) {
        String whole = keyNames().map(key -> key + " IS NOT NULL").collect(Collectors.joining(" AND "));
        String known = whole.isEmpty() ? "true" : whole;
        return "SELECT count(*) FILTER (NOT (%1$s)), count(*) FILTER (%1$s AND %2$s) FROM (%3$s)".formatted(known,
                view.source().createdColumn().isPresent() ? "c IS NULL" : "false", select(Optional.of(period.start()), period.end()));
    }

    /** The conditions that a row of {@link #select} must meet to match anything. */
    Stream<String> counting() {
        Stream<String> keys = keyNames().map(key -> key + " IS NOT NULL");
        return Stream.concat(Stream.concat(Stream.of("true"), keys), view.source().createdColumn().stream().map(created -> "c IS NOT NULL"));
    }

    Stream<String> keyNames() {
        return IntStream.range(0, view.joinKeys().size()).mapToObj(i -> "k" + i);
    }

    static String time(Instant instant) {
        Instant inside = instant.isBefore(FIRST) ? FIRST : instant.isAfter(LAST) ? LAST : instant;
        return "make_timestamptz(" + Column.micros(inside) + ")";
    }

    private static String literal(Object value) {
        if (value instanceof byte[] bytes) {
            return "from_hex('%s')".formatted(HexFormat.of().formatHex(bytes));
        }
        return value instanceof Instant instant ? time(instant) : value instanceof String text ? DuckDb.quoted(text) : value.toString();
    }

    private String period(Optional<Instant> from, Instant to) {
        return from.map(start -> eventTime() + " >= " + time(start) + " AND ").orElse("") + eventTime() + " <= " + time(to);
    }

    private String columns() {
        List<String> columns = new ArrayList<>();
        for (int i = 0; i < view.joinKeys().size(); i++) {
            columns.add(DuckValueOrder.normalised(typed(view.joinKeys().get(i)), view.joinKeys().get(i).type()) + " AS k" + i);
        }
        columns.add(eventTime() + " AS t");
        view.source().createdColumn().ifPresent(created -> columns.add("CAST(s." + DuckDb.identifier(created) + " AS TIMESTAMPTZ) AS c"));
        for (int i = 0; i < features.size(); i++) {
            columns.add(DuckValueOrder.normalised(typed(features.get(i)), features.get(i).type()) + " AS v" + i);
        }
        return String.join(", ", columns);
    }

    private String typed(Field field) {
        return field.type() == ValueType.NULL ? "CAST(NULL AS VARCHAR)"
                : "CAST(s.%s AS %s)".formatted(DuckDb.identifier(view.source().columnOf(field.name())), DuckTables.sqlType(field.type()));
    }

    private String eventTime() {
        if (view.source().origin() instanceof DataSource.Static constant) {
            return time(constant.time());
        }
        return "CAST(s." + DuckDb.identifier(view.source().timestampField()) + " AS TIMESTAMPTZ)";
    }

    private String relation(FolderTables tables) {
        DataSource.Origin origin = view.source().origin();
        if (origin instanceof DataSource.File file) {
            return tables.source(file.path());
        }
        if (origin instanceof DataSource.Table table) {
            return tables.table(table.table());
        }
        if (origin instanceof DataSource.Static table) {
            return tables.table(table.table());
        }
        if (origin instanceof DataSource.Query query) {
            return "(" + Sql.inner(query.sql()) + ")";
        }
        throw CycloException.usage("Cannot read feature view '%s': its source '%s' is a %s, which DuckDB does not read here.", view.name(),
                view.source().name(), ((DataSource.Foreign) origin).kind());
    }

    private void requireColumns(Connection connection) throws SQLException {
        List<String> names = new ArrayList<>();
        try (Statement statement = connection.createStatement(); ResultSet columns = statement.executeQuery("DESCRIBE SELECT * FROM " + relation)) {
            while (columns.next()) {
                names.add(columns.getString("column_name"));
            }
        }
        Stream<String> times = view.source().origin() instanceof DataSource.Static ? Stream.of() : Stream.of(view.source().timestampField());
        Stream.of(times, view.source().createdColumn().stream(), Stream.concat(view.joinKeys().stream(), features.stream())
                .filter(field -> field.type() != ValueType.NULL).map(field -> view.source().columnOf(field.name()))).flatMap(wanted -> wanted)
                .filter(wanted -> names.stream().noneMatch(wanted::equalsIgnoreCase)).findFirst().ifPresent(missing -> {
                    throw CycloException.usage("Cannot read feature view '%s': its source '%s' has no column '%s'.%s", view.name(), view.source().name(),
                            missing, Suggestion.sentence(missing, names));
                });
    }
}
