package cyclo.features.offline;

import cyclo.common.table.Column;
import cyclo.common.table.Table;
import cyclo.common.table.TableStream;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Brings a batch of rows into a table, inside the caller's transaction. Their way leads through a temporary table that the connection keeps and empties at
 * the end of each transaction: one of its own for every batch would fill PostgreSQL's catalogue.
 */
final class TableAppend {
    /** Up to so many rows are looked up one by one; more are worth statistics, and whatever plan follows from them. */
    private static final int FEW = 1000;

    private final Connection connection;
    private final String schema;
    private final TableTarget target;
    private final Table rows;
    private final Table others;
    private final List<String> identity;

    /**
     * @param target whose columns are among {@code rows}; of rows with the same keys, event time and created the last counts
     * @param others columns that are written if the table has them
     */
    TableAppend(Connection connection, String schema, TableTarget target, Table rows, Table others) {
        this.connection = connection;
        this.schema = schema;
        this.target = target;
        this.identity = target.identity();
        int[] last = lastOfEach(rows, identity);
        this.rows = last.length == rows.rows() ? rows : rows.rows(last);
        this.others = last.length == rows.rows() ? others : others.rows(last);
    }

    /** @return rows that the table now holds as they were given */
    long run() throws SQLException {
        execute("SET LOCAL lock_timeout = '" + PostgresAppends.PATIENCE_SECONDS + "s'");
        TableLoad.lock(connection, schema + "." + target.table());
        String table = Sql.table(target.table());
        TableColumns before = TableColumns.of(connection, table);
        if (before.types().isEmpty()) {
            return new TableLoad(connection, schema, target, TableStream.of(rows)).run().read();
        }
        if (rows.rows() == 0) {
            return 0;
        }
        List<Column> lacking = rows.columns().stream().filter(column -> !before.has(column.name())).toList();
        TableLoad.addColumns(connection, table, lacking);
        TableColumns there = lacking.isEmpty() ? before : TableColumns.of(connection, table);
        List<Column> written = new ArrayList<>(rows.columns());
        others.columns().stream().filter(column -> there.has(column.name())).forEach(written::add);
        merge(table, there, new Table(written));
        return rows.rows();
    }

    private void merge(String table, TableColumns there, Table rows) throws SQLException {
        KeyIndex.ensure(connection, table, target);
        String definitions = TableColumns.definitions(rows.columns());
        String stage = "pg_temp.cyclo_append_" + Integer.toHexString(definitions.hashCode());
        execute("CREATE TEMPORARY TABLE IF NOT EXISTS " + stage.substring("pg_temp.".length()) + " (" + definitions + ") ON COMMIT DELETE ROWS");
        CopyIn.write(connection, stage, TableStream.of(rows));
        execute(rows.rows() <= FEW ? "SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off; SET LOCAL enable_material = off" : "ANALYZE " + stage);
        String given = "(SELECT " + there.casting(rows.names()) + " FROM " + stage + ") new";
        String same = identity.stream().map(this::same).collect(Collectors.joining(" AND "));
        List<String> set = rows.names().stream().filter(name -> !identity.contains(name)).toList();
        if (!set.isEmpty()) {
            String values = set.stream().map(name -> "%1$s = new.%1$s".formatted(Sql.name(name))).collect(Collectors.joining(", "));
            execute("UPDATE " + table + " old SET " + values + " FROM " + given + " WHERE " + same + changed(there, set));
        }
        execute("INSERT INTO " + table + " (" + Sql.names(rows.names()) + ") SELECT * FROM " + given
                + " WHERE NOT EXISTS (SELECT FROM " + table + " old WHERE " + same + ")");
    }

    /** What is there already as it was given is not written again; types that cannot be compared always are. */
    private static String changed(TableColumns there, List<String> others) {
        List<String> compared = others.stream().map(there.types()::get).toList();
        if (compared.stream().anyMatch(type -> type.startsWith("json") || type.startsWith("xml") || type.startsWith("point"))) {
            return "";
        }
        return others.stream().map(name -> "old.%1$s IS DISTINCT FROM new.%1$s".formatted(Sql.name(name))).collect(Collectors.joining(" OR ", " AND (", ")"));
    }

    private String same(String column) {
        // IS NOT DISTINCT FROM would use no index, nor a hash.
        return (rows.column(column).nullCount() > 0
                ? "coalesce(old.%1$s::text, '') = coalesce(new.%1$s::text, '') AND (old.%1$s IS NULL) = (new.%1$s IS NULL)"
                : "old.%1$s = new.%1$s").formatted(Sql.name(column));
    }

    /** Of rows that are the same in these columns the last. */
    static int[] lastOfEach(Table rows, List<String> identity) {
        List<Column> columns = identity.stream().map(rows::column).toList();
        Map<List<Object>, Integer> last = new LinkedHashMap<>(2 * rows.rows());
        for (int row = 0; row < rows.rows(); row++) {
            List<Object> key = new ArrayList<>(columns.size());
            for (Column column : columns) {
                Object value = column.value(row);
                key.add(value instanceof byte[] bytes ? ByteBuffer.wrap(bytes) : value);
            }
            last.put(key, row);
        }
        return last.values().stream().mapToInt(row -> row).toArray();
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
