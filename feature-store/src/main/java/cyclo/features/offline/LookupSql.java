package cyclo.features.offline;

import cyclo.common.table.Column;
import cyclo.common.table.ValueType;
import cyclo.features.DataSource;
import cyclo.features.FeatureView;
import cyclo.features.Field;
import cyclo.features.HistoricalOptions;
import cyclo.features.PointInTimeJoin;
import cyclo.features.types.PostgresType;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * For each label the newest row of its entity that is not later, found through the index (keys, event time desc, created desc). Conditions are
 * on the columns as they are stored, or the index would not be used. Of rows that share the newest times all come: they are told apart here.
 */
final class LookupSql {
    private static final int AT_ONCE = 10_000;
    private static final int SAMPLE = 1000;
    private static final Set<ValueType> KEYS = Set.of(ValueType.INT32, ValueType.INT64, ValueType.STRING, ValueType.BYTES);
    private static final Map<ValueType, Set<String>> AS_STORED = Map.of(ValueType.INT32, Set.of("int2", "int4", "int8"),
            ValueType.INT64, Set.of("int2", "int4", "int8"), ValueType.STRING, Set.of("text", "varchar"), ValueType.BYTES, Set.of("bytea"));

    private final FeatureView view;
    private final SourceSql source;
    private final PointInTimeJoin.Labels labels;
    private final HistoricalOptions options;
    private final Map<String, String> stored;
    private final int[] rows;

    private LookupSql(FeatureView view, SourceSql source, PointInTimeJoin.Labels labels, HistoricalOptions options, Map<String, String> stored) {
        this.view = view;
        this.source = source;
        this.labels = labels;
        this.options = options;
        this.stored = stored;
        this.rows = IntStream.range(0, labels.times().size()).filter(row -> !labels.times().isNull(row)
                && labels.keys().stream().noneMatch(key -> key.isNull(row) || WantedKeys.impossible(key.value(row)))).toArray();
    }

    /** @return absent for a view without join keys, or with keys that are stored in another form than asked for */
    static Optional<LookupSql> of(Connection connection, FeatureView view, SourceSql source, PointInTimeJoin.Labels labels, HistoricalOptions options)
            throws SQLException {
        if (labels.keys().isEmpty() || !labels.keys().stream().map(Column::type).allMatch(KEYS::contains)) {
            return Optional.empty();
        }
        Map<String, String> stored = view.source().origin() instanceof DataSource.Table table
                ? TableColumns.of(connection, Sql.table(table.table())).types() : Map.of();
        return Optional.of(new LookupSql(view, source, labels, options, stored));
    }

    /** Look-ups to make: labels without a null. */
    int count() {
        return rows.length;
    }

    /** A query as those that {@link #read} runs, for the planner to look at. */
    String sample() {
        return select(0, Math.min(rows.length, SAMPLE));
    }

    PointInTimeJoin.History read(Connection connection, FeatureView of, List<Field> features) throws SQLException {
        HistoryBuilder history = new HistoryBuilder(of, features);
        for (int first = 0; first < rows.length; first += AT_ONCE) {
            try (CopyOutRows found = new CopyOutRows(connection, select(first, Math.min(first + AT_ONCE, rows.length)), source.types())) {
                while (found.next()) {
                    history.add(found);
                }
            }
        }
        return history.build();
    }

    private String select(int first, int end) {
        List<String> arrays = new ArrayList<>();
        for (Column key : labels.keys()) {
            arrays.add(array(key, first, end) + "::" + PostgresType.nameOf(key.type()) + "[]");
        }
        arrays.add(array(labels.times(), first, end) + "::timestamptz[]");
        String names = IntStream.range(0, labels.keys().size()).mapToObj(i -> "k" + i + ", ").collect(Collectors.joining());
        List<String> newest = new ArrayList<>();
        if (options.leakage() || !options.filterByCreated()) {
            newest.add(newest(false));
        }
        if (view.source().createdColumn().isPresent() && (options.leakage() || options.filterByCreated())) {
            newest.add(newest(true));
        }
        if (newest.isEmpty()) {
            newest.add(newest(false));
        }
        // DISTINCT: labels of one entity find the same row.
        return "SELECT DISTINCT found.* FROM unnest(%s) AS cyclo_asked(%st) CROSS JOIN LATERAL (%s) AS found".formatted(String.join(", ", arrays), names,
                String.join(" UNION ALL ", newest));
    }

    private String newest(boolean asKnownThen) {
        List<String> conditions = new ArrayList<>();
        for (int i = 0; i < view.joinKeys().size(); i++) {
            conditions.add(keyColumn(view.joinKeys().get(i)) + " = cyclo_asked.k" + i);
        }
        Optional<String> created = view.source().createdColumn();
        conditions.add(timeColumn(view.source().timestampField(), source.eventTime()) + " <= " + asked(view.source().timestampField()));
        created.ifPresent(column -> conditions.add(Sql.name(column) + " IS NOT NULL"));
        if (asKnownThen) {
            String column = created.orElseThrow();
            conditions.add(timeColumn(column, Sql.name(column) + "::timestamptz") + " <= " + asked(column));
        }
        String order = timeColumn(view.source().timestampField(), source.eventTime()) + " DESC"
                + created.map(column -> ", " + timeColumn(column, Sql.name(column) + "::timestamptz") + " DESC").orElse("");
        return "(SELECT %s FROM %s WHERE %s ORDER BY %s FETCH FIRST 1 ROW WITH TIES)".formatted(source.columns(), source.from(),
                String.join(" AND ", conditions), order);
    }

    private String keyColumn(Field key) {
        String column = view.source().columnOf(key.name());
        return AS_STORED.get(key.type()).contains(stored.getOrDefault(column, "")) ? Sql.name(column) : source.typed(key);
    }

    private String timeColumn(String column, String cast) {
        return isStored(column, "timestamptz") || isStored(column, "timestamp") ? Sql.name(column) : cast;
    }

    /** The time asked for, in the form in which the column is stored. */
    private String asked(String column) {
        return isStored(column, "timestamp") ? "cyclo_asked.t::timestamp" : "cyclo_asked.t";
    }

    private boolean isStored(String column, String type) {
        return type.equals(stored.get(column));
    }

    private String array(Column column, int first, int end) {
        return IntStream.range(first, end).mapToObj(i -> element(column, rows[i])).collect(Collectors.joining(",", "'{", "}'"));
    }

    private static String element(Column column, int row) {
        return switch (column.type()) {
            case INT32, INT64 -> String.valueOf(column.longAt(row));
            case UNIX_TIMESTAMP -> '"' + SourceSql.inside(Column.instant(column.longAt(row))).toString() + '"';
            case BYTES -> "\"\\\\x" + HexFormat.of().formatHex((byte[]) column.value(row)) + '"';
            default -> '"' + column.value(row).toString().replace("\\", "\\\\").replace("\"", "\\\"").replace("'", "''") + '"';
        };
    }
}
