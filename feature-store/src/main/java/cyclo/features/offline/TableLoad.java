package cyclo.features.offline;

import cyclo.common.Suggestion;
import cyclo.common.table.Column;
import cyclo.common.table.TableStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One load of rows into a table, inside the caller's transaction; the rows are read once. */
final class TableLoad {
    private static final String STAGE = "pg_temp.cyclo_load";

    private final Connection connection;
    private final String schema;
    private final TableTarget target;
    private final TableStream rows;
    private final List<Column> columns;
    private final List<String> names;
    private final String table;
    private long read;

    /** @throws IllegalArgumentException if {@code rows} lack a column of the target */
    TableLoad(Connection connection, String schema, TableTarget target, TableStream rows) {
        this.connection = connection;
        this.schema = schema;
        this.target = target;
        this.rows = rows;
        this.columns = rows.header().columns();
        this.names = rows.header().names();
        this.table = Sql.table(target.table());
        target.identity().forEach(this::requireColumn);
    }

    /** @throws IllegalArgumentException if rows are to be merged and nothing tells which of them are the same */
    LoadCounts run() throws SQLException {
        if (target.mode() == TableTarget.Mode.MERGE && target.identity().isEmpty()) {
            throw new IllegalArgumentException("to merge, name its keys or its event time; or replace the table");
        }
        return run(target.mode() == TableTarget.Mode.REPLACE ? Optional.empty() : Optional.of(target.identity()));
    }

    /** Rows of the table with a value of {@code column} that the new rows have too give way to them. */
    LoadCounts runReplacing(String column) throws SQLException {
        requireColumn(column);
        return run(Optional.of(List.of(column)));
    }

    /** @param matching the columns by which an old row gives way to a new one; absent: all old rows give way */
    private LoadCounts run(Optional<List<String>> matching) throws SQLException {
        lock(connection, schema + "." + target.table());
        if (!isTrue("to_regnamespace(" + Sql.text(Sql.name(schema)) + ") IS NOT NULL")) {
            // IF NOT EXISTS alone fails when two loads make it at the same time.
            lock(connection, schema);
            execute("CREATE SCHEMA IF NOT EXISTS " + Sql.name(schema));
        }
        long before = TableColumns.exists(connection, table) ? count(table) : 0;
        prepare(matching.isEmpty());
        long replaced = before;
        if (matching.isEmpty() || before == 0) {
            insertAll();
        } else {
            stage();
            if (before == read && unchanged()) {
                return new LoadCounts(read, 0, before);
            }
            replaced = merge(matching.get());
        }
        KeyIndex.create(connection, table, target);
        return new LoadCounts(read, replaced, count(table));
    }

    /** Sees to it that there is a table with all columns of the rows; an empty one of just these columns if all old rows give way. */
    private void prepare(boolean replacing) throws SQLException {
        if (replacing && TableColumns.exists(connection, table)) {
            execute((there().areThoseOf(columns) ? "TRUNCATE " : "DROP TABLE ") + table);
        }
        if (TableColumns.exists(connection, table)) {
            addNewColumns();
        } else {
            execute("CREATE TABLE " + table + " (" + TableColumns.definitions(columns) + ")");
        }
    }

    private void insertAll() throws SQLException {
        if (there().areThoseOf(columns)) {
            read = CopyIn.write(connection, table, rows);
        } else {
            stage();
            insertStaged();
        }
    }

    /** The file is loaded already: its rows stay where they are, and in their order. Told without false alarms only for our own types. */
    private boolean unchanged() throws SQLException {
        if (!there().areThoseOf(columns)) {
            return false;
        }
        String all = Sql.names(names);
        return isTrue("NOT EXISTS (SELECT " + all + " FROM " + STAGE + " EXCEPT ALL SELECT " + all + " FROM " + table + ")");
    }

    private long merge(List<String> matching) throws SQLException {
        execute("ANALYZE " + STAGE);
        // IS NOT DISTINCT FROM would compare every row with every row; these conditions can be hashed, and without nulls use the index.
        List<String> conditions = new ArrayList<>();
        for (String column : matching) {
            conditions.add((isTrue("EXISTS (SELECT FROM " + STAGE + " WHERE " + Sql.name(column) + " IS NULL)")
                    ? "coalesce(old.%1$s::text, '') = coalesce(new.%1$s::text, '') AND (old.%1$s IS NULL) = (new.%1$s IS NULL)"
                    : "old.%1$s = new.%1$s").formatted(Sql.name(column)));
        }
        String staged = "SELECT DISTINCT " + there().casting(matching) + " FROM " + STAGE;
        long replaced = update("DELETE FROM " + table + " old USING (" + staged + ") new WHERE " + String.join(" AND ", conditions));
        insertStaged();
        return replaced;
    }

    private void stage() throws SQLException {
        execute("CREATE TEMPORARY TABLE cyclo_load (" + TableColumns.definitions(columns) + ") ON COMMIT DROP");
        read = CopyIn.write(connection, STAGE, rows);
    }

    private void insertStaged() throws SQLException {
        update("INSERT INTO " + table + " (" + Sql.names(names) + ") SELECT " + there().casting(names) + " FROM " + STAGE);
    }

    private void addNewColumns() throws SQLException {
        TableColumns there = there();
        addColumns(connection, table, columns.stream().filter(column -> !there.has(column.name())).toList());
    }

    static void addColumns(Connection connection, String table, List<Column> columns) throws SQLException {
        for (Column column : columns) {
            execute(connection, "ALTER TABLE " + table + " ADD COLUMN " + TableColumns.definitions(List.of(column)));
        }
    }

    /** The columns of the table as it is now. */
    private TableColumns there() throws SQLException {
        return TableColumns.of(connection, table);
    }

    private void requireColumn(String column) {
        if (!names.contains(column)) {
            throw new IllegalArgumentException("the file has no column '%s'.%s".formatted(column, Suggestion.sentence(column, names)));
        }
    }

    /** Two loads of one table wait for each other; readers wait only for one that replaces the whole table. */
    static void lock(Connection connection, String what) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT pg_advisory_xact_lock(hashtext(?))")) {
            statement.setString(1, "cyclo load " + what);
            statement.execute();
        }
    }

    private long count(String name) throws SQLException {
        try (Statement statement = connection.createStatement(); ResultSet result = statement.executeQuery("SELECT count(*) FROM " + name)) {
            result.next();
            return result.getLong(1);
        }
    }

    private boolean isTrue(String condition) throws SQLException {
        try (Statement statement = connection.createStatement(); ResultSet result = statement.executeQuery("SELECT " + condition)) {
            result.next();
            return result.getBoolean(1);
        }
    }

    private void execute(String sql) throws SQLException {
        execute(connection, sql);
    }

    private static void execute(Connection connection, String sql) throws SQLException {
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
