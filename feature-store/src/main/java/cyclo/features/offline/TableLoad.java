package cyclo.features.offline;

import cyclo.common.Suggestion;
import cyclo.common.table.Column;
import cyclo.common.table.Table;
import cyclo.features.types.PostgresType;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** One load of rows into a table, inside the caller's transaction. */
final class TableLoad {
    private static final String STAGE = "pg_temp.cyclo_load";

    private final Connection connection;
    private final String schema;
    private final TableTarget target;
    private final Table rows;
    private final String table;

    /** @throws IllegalArgumentException if {@code rows} lack a column of the target */
    TableLoad(Connection connection, String schema, TableTarget target, Table rows) {
        this.connection = connection;
        this.schema = schema;
        this.target = target;
        this.rows = rows;
        this.table = Sql.table(target.table());
        identity().forEach(column -> {
            if (!rows.has(column)) {
                throw new IllegalArgumentException("the file has no column '%s'.%s".formatted(column, Suggestion.sentence(column, rows.names())));
            }
        });
    }

    LoadCounts run() throws SQLException {
        return run(target.mode() == TableTarget.Mode.REPLACE ? Optional.empty() : Optional.of(identity()));
    }

    /** Rows of the table with a value of {@code column} that the new rows have too give way to them. */
    LoadCounts runReplacing(String column) throws SQLException {
        return run(Optional.of(List.of(rows.column(column).name())));
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

    /** @param matching the columns by which an old row gives way to a new one; absent: all old rows give way */
    private LoadCounts run(Optional<List<String>> matching) throws SQLException {
        lock();
        execute("CREATE SCHEMA IF NOT EXISTS " + Sql.name(schema));
        boolean existed = exists(connection, table);
        long before = existed ? count(table) : 0;
        if (existed && matching.isEmpty()) {
            before = replaceable(before);
            existed = exists(connection, table);
        }
        if (!existed) {
            execute("CREATE TABLE " + table + " (" + definitions(rows.columns()) + ")");
        } else {
            addNewColumns();
        }
        if (before > 0 && matching.isPresent()) {
            stage();
            if (before == rows.rows() && unchanged()) {
                return new LoadCounts(rows.rows(), 0, before);
            }
        }
        long replaced = matching.isEmpty() || before == 0 ? before : merge(matching.get());
        if (matching.isEmpty() || before == 0) {
            insertAll();
        }
        index();
        return new LoadCounts(rows.rows(), replaced, count(table));
    }

    /** Empties a table that is to be replaced, or drops it when its columns are others. */
    private long replaceable(long before) throws SQLException {
        execute((ours(columnTypes(table)) ? "TRUNCATE " : "DROP TABLE ") + table);
        return before;
    }

    /** The table has the columns of the rows, in their types, and no others. */
    private boolean ours(Map<String, String> types) {
        return types.equals(rows.columns().stream().collect(Collectors.toMap(Column::name, column -> PostgresType.nameOf(column.type()))));
    }

    private void insertAll() throws SQLException {
        Map<String, String> types = columnTypes(table);
        boolean same = rows.columns().stream().allMatch(column -> PostgresType.nameOf(column.type()).equals(types.get(column.name())));
        if (same) {
            CopyIn.write(connection, table, rows);
        } else {
            stage();
            insertStaged();
        }
    }

    /** The file is loaded already: its rows stay where they are, and in their order. Told without false alarms only for our own types. */
    private boolean unchanged() throws SQLException {
        if (!ours(columnTypes(table))) {
            return false;
        }
        String columns = Sql.names(rows.names());
        try (Statement statement = connection.createStatement(); ResultSet result = statement.executeQuery(
                "SELECT NOT EXISTS (SELECT " + columns + " FROM " + STAGE + " EXCEPT ALL SELECT " + columns + " FROM " + table + ")")) {
            result.next();
            return result.getBoolean(1);
        }
    }

    private long merge(List<String> matching) throws SQLException {
        execute("ANALYZE " + STAGE);
        // IS NOT DISTINCT FROM would compare every row with every row; these conditions can be hashed, and without nulls use the index.
        String conditions = matching.stream().map(column -> rows.column(column).nullCount() == 0
                ? "old.%1$s = new.%1$s".formatted(Sql.name(column))
                : "coalesce(old.%1$s::text, '') = coalesce(new.%1$s::text, '') AND (old.%1$s IS NULL) = (new.%1$s IS NULL)".formatted(Sql.name(column)))
                .collect(Collectors.joining(" AND "));
        long replaced = update("DELETE FROM " + table + " old USING (SELECT DISTINCT " + typed(matching) + " FROM " + STAGE + ") new WHERE " + conditions);
        insertStaged();
        return replaced;
    }

    private void stage() throws SQLException {
        execute("CREATE TEMPORARY TABLE cyclo_load (" + definitions(rows.columns()) + ") ON COMMIT DROP");
        CopyIn.write(connection, STAGE, rows);
    }

    private void insertStaged() throws SQLException {
        update("INSERT INTO " + table + " (" + Sql.names(rows.names()) + ") SELECT " + typed(rows.names()) + " FROM " + STAGE);
    }

    /** Staged columns, cast to the table's types. */
    private String typed(List<String> columns) throws SQLException {
        Map<String, String> types = columnTypes(table);
        return columns.stream().map(column -> "%1$s::%2$s AS %1$s".formatted(Sql.name(column), types.get(column))).collect(Collectors.joining(", "));
    }

    private void addNewColumns() throws SQLException {
        Map<String, String> types = columnTypes(table);
        for (Column column : rows.columns()) {
            if (!types.containsKey(column.name())) {
                execute("ALTER TABLE " + table + " ADD COLUMN " + definitions(List.of(column)));
            }
        }
    }

    private void index() throws SQLException {
        if (target.keys().isEmpty()) {
            return;
        }
        List<String> columns = new ArrayList<>(target.keys().stream().map(Sql::name).toList());
        if (!target.eventTime().isBlank()) {
            columns.add(Sql.name(target.eventTime()) + " DESC");
        }
        target.created().ifPresent(created -> columns.add(Sql.name(created) + " DESC"));
        String bare = target.table().substring(target.table().indexOf('.') + 1);
        execute("CREATE INDEX IF NOT EXISTS " + Sql.name(bare + "_by_key_and_time") + " ON " + table + " (" + String.join(", ", columns) + ")");
    }

    private List<String> identity() {
        List<String> columns = new ArrayList<>(target.keys());
        if (!target.eventTime().isBlank()) {
            columns.add(target.eventTime());
        }
        target.created().ifPresent(columns::add);
        return columns;
    }

    private Map<String, String> columnTypes(String name) throws SQLException {
        final String SQL = """
                SELECT attname, CASE WHEN t.typelem <> 0 AND t.typlen = -1 THEN e.typname || '[]' ELSE t.typname END
                FROM pg_attribute JOIN pg_type t ON t.oid = atttypid LEFT JOIN pg_type e ON e.oid = t.typelem
                WHERE attrelid = to_regclass(?) AND attnum > 0 AND NOT attisdropped ORDER BY attnum""";
        Map<String, String> types = new LinkedHashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(SQL)) {
            statement.setString(1, name);
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    types.put(result.getString(1), result.getString(2));
                }
            }
        }
        return types;
    }

    private static String definitions(List<Column> columns) {
        return columns.stream().map(column -> Sql.name(column.name()) + " " + PostgresType.nameOf(column.type())).collect(Collectors.joining(", "));
    }

    /** Two loads of one table wait for each other; readers do not wait. */
    private void lock() throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT pg_advisory_xact_lock(hashtext(?))")) {
            statement.setString(1, "cyclo load " + schema + "." + target.table());
            statement.execute();
        }
    }

    private long count(String name) throws SQLException {
        try (Statement statement = connection.createStatement(); ResultSet result = statement.executeQuery("SELECT count(*) FROM " + name)) {
            result.next();
            return result.getLong(1);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private long update(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return statement.executeLargeUpdate(sql);
        }
    }
}
