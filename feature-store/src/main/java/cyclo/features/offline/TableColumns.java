package cyclo.features.offline;

import cyclo.common.table.Column;
import cyclo.features.types.PostgresType;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The columns of a table in PostgreSQL, as the catalogue has them now.
 *
 * @param types by name, in the table's order; {@code int8}, {@code text[]}
 */
record TableColumns(Map<String, String> types) {
    /** @param table a quoted name; no columns if there is no such table */
    static TableColumns of(Connection connection, String table) throws SQLException {
        final String SQL = """
                SELECT attname, CASE WHEN t.typelem <> 0 AND t.typlen = -1 THEN e.typname || '[]' ELSE t.typname END
                FROM pg_attribute JOIN pg_type t ON t.oid = atttypid LEFT JOIN pg_type e ON e.oid = t.typelem
                WHERE attrelid = to_regclass(?) AND attnum > 0 AND NOT attisdropped ORDER BY attnum""";
        Map<String, String> types = new LinkedHashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(SQL)) {
            statement.setString(1, table);
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    types.put(result.getString(1), result.getString(2));
                }
            }
        }
        return new TableColumns(types);
    }

    static boolean exists(Connection connection, String table) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT to_regclass(?) IS NOT NULL")) {
            statement.setString(1, table);
            try (ResultSet result = statement.executeQuery()) {
                result.next();
                return result.getBoolean(1);
            }
        }
    }

    /** As in CREATE TABLE: names and types. */
    static String definitions(List<Column> columns) {
        return columns.stream().map(column -> Sql.name(column.name()) + " " + PostgresType.nameOf(column.type())).collect(Collectors.joining(", "));
    }

    boolean has(String name) {
        return types.containsKey(name);
    }

    /** Whether these are the names and types of {@code columns}, and no others. */
    boolean areThoseOf(List<Column> columns) {
        return types.equals(columns.stream().collect(Collectors.toMap(Column::name, column -> PostgresType.nameOf(column.type()))));
    }

    /** A list for SELECT of columns of the same names in another table, cast to the types of these. */
    String casting(List<String> names) {
        return names.stream().map(name -> "%1$s::%2$s AS %1$s".formatted(Sql.name(name), types.get(name))).collect(Collectors.joining(", "));
    }
}
