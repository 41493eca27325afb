package cyclo.features.offline;

import cyclo.common.AtomicFiles;
import cyclo.common.Suggestion;
import cyclo.common.table.ValueType;
import cyclo.features.files.DuckDb;
import cyclo.features.files.DuckTables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** One load of rows into the Parquet file of a table: what the table then holds is written beside it and moved into its place. */
final class FileLoad {
    private final Connection connection;
    private final FolderTables tables;
    private final Path file;
    private final TableTarget target;
    private final String rows;
    private final Map<String, String> types;

    /**
     * @param file of the table
     * @param rows what stands for the new rows after FROM
     * @throws IllegalArgumentException if they lack a column of the target
     */
    FileLoad(Connection connection, FolderTables tables, Path file, TableTarget target, String rows) throws SQLException {
        this.connection = connection;
        this.tables = tables;
        this.file = file;
        this.target = target;
        this.types = columns(rows);
        // In the types that every store here gives them, and Feast knows.
        this.rows = "(SELECT " + types.keySet().stream().map(name -> "CAST(%1$s AS %2$s) AS %1$s".formatted(DuckDb.identifier(name), types.get(name)))
                .collect(Collectors.joining(", ")) + " FROM " + rows + ")";
        identity().forEach(this::requireColumn);
    }

    /** @throws IllegalArgumentException if rows are to be merged and nothing tells which of them are the same */
    LoadCounts run() throws SQLException, IOException {
        if (target.mode() == TableTarget.Mode.MERGE && identity().isEmpty()) {
            throw new IllegalArgumentException("to merge, name its keys or its event time; or replace the table");
        }
        return run(target.mode() == TableTarget.Mode.REPLACE ? Optional.empty() : Optional.of(identity()));
    }

    /** Rows of the table with a value of {@code column} that the new rows have too give way to them. */
    LoadCounts runReplacing(String column) throws SQLException, IOException {
        requireColumn(column);
        return run(Optional.of(List.of(column)));
    }

    private LoadCounts run(Optional<List<String>> matching) throws SQLException, IOException {
        return locked(() -> {
            long read = number("SELECT count(*) FROM " + rows);
            String old = "read_parquet(" + DuckDb.quoted(file.toString()) + ")";
            long before = Files.exists(file) ? number("SELECT count(*) FROM " + old) : 0;
            if (matching.isEmpty() || before == 0) {
                write("SELECT * FROM " + rows);
                return new LoadCounts(read, before, read);
            }
            Map<String, String> oldTypes = columns(old);
            if (before == read && unchanged(old, oldTypes)) {
                return new LoadCounts(read, 0, before);
            }
            write(merged(old, oldTypes, matching.get()));
            long total = number("SELECT count(*) FROM " + old);
            return new LoadCounts(read, before + read - total, total);
        });
    }

    /**
     * Old rows that are the same as a new one in keys and times take over its other columns, and keep those that it has not; the rest is added.
     *
     * @param onlyIfThere columns of the new rows that are left out where the file has them not
     */
    void append(Set<String> onlyIfThere) throws SQLException, IOException {
        locked(() -> {
            boolean there = Files.exists(file);
            Map<String, String> before = there ? columns("read_parquet(" + DuckDb.quoted(file.toString()) + ")") : Map.of();
            types.keySet().removeIf(name -> onlyIfThere.contains(name) && !before.containsKey(name));
            if (!there) {
                write("SELECT %s FROM %s".formatted(selected(types, types), rows));
                return null;
            }
            String old = "read_parquet(" + DuckDb.quoted(file.toString()) + ")";
            Map<String, String> all = all(before);
            List<String> taken = new ArrayList<>();
            all.forEach((name, type) -> taken.add((!types.containsKey(name) ? "o.%1$s" : before.containsKey(name)
                    ? "CASE WHEN n.cyclo_given THEN CAST(n.%1$s AS %2$s) ELSE o.%1$s END AS %1$s" : "CAST(n.%1$s AS %2$s) AS %1$s")
                    .formatted(DuckDb.identifier(name), type)));
            String same = same(identity(), before, all);
            write(("SELECT %s FROM %s AS o LEFT JOIN (SELECT *, true AS cyclo_given FROM %s) AS n ON %s"
                    + " UNION ALL SELECT %s FROM %s AS n WHERE NOT EXISTS (FROM %s AS o WHERE %s)")
                    .formatted(String.join(", ", taken), old, rows, same, selected(all, types), rows, old, same));
            return null;
        });
    }

    private Map<String, String> all(Map<String, String> oldTypes) {
        Map<String, String> all = new LinkedHashMap<>(oldTypes);
        types.forEach(all::putIfAbsent);
        return all;
    }

    /** In a column that the old rows lack they have a null. */
    private static String same(List<String> matching, Map<String, String> oldTypes, Map<String, String> types) {
        return matching.stream().map(column -> "%s IS NOT DISTINCT FROM CAST(n.%s AS %s)".formatted(
                oldTypes.containsKey(column) ? "o." + DuckDb.identifier(column) : "NULL", DuckDb.identifier(column), types.get(column)))
                .collect(Collectors.joining(" AND "));
    }

    /** The old rows that match no new one, then the new ones, in the types of the table; a column that only the new ones have comes last. */
    private String merged(String old, Map<String, String> oldTypes, List<String> matching) {
        Map<String, String> all = all(oldTypes);
        String same = same(matching, oldTypes, all);
        return "SELECT %s FROM %s AS o WHERE NOT EXISTS (FROM %s AS n WHERE %s) UNION ALL SELECT %s FROM %s".formatted(
                selected(all, oldTypes), old, rows, same, selected(all, types), rows);
    }

    private static String selected(Map<String, String> all, Map<String, String> there) {
        List<String> columns = new ArrayList<>();
        all.forEach((name, type) -> columns.add("CAST(%s AS %s) AS %s".formatted(there.containsKey(name) ? DuckDb.identifier(name) : "NULL", type,
                DuckDb.identifier(name))));
        return String.join(", ", columns);
    }

    /** The rows are loaded already: the file stays as it is. */
    private boolean unchanged(String old, Map<String, String> oldTypes) throws SQLException {
        if (!oldTypes.equals(types)) {
            return false;
        }
        String all = types.keySet().stream().map(DuckDb::identifier).collect(Collectors.joining(", "));
        return number("SELECT count(*) FROM (SELECT %1$s FROM %2$s EXCEPT ALL SELECT %1$s FROM %3$s)".formatted(all, rows, old)) == 0;
    }

    private interface Work<T> {
        T run() throws SQLException;
    }

    private <T> T locked(Work<T> work) throws IOException {
        return tables.locked(file, () -> {
            try {
                return work.run();
            } catch (SQLException e) {
                throw new IOException(DuckDb.reason(e), e);
            }
        });
    }

    private void write(String select) {
        AtomicFiles.write(file, temporary -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute("COPY (%s) TO %s (FORMAT parquet)".formatted(select, DuckDb.quoted(temporary.toString())));
            } catch (SQLException e) {
                throw new IOException(DuckDb.reason(e), e);
            }
        });
    }

    private List<String> identity() {
        return target.identity();
    }

    private void requireColumn(String column) {
        if (!types.containsKey(column)) {
            throw new IllegalArgumentException("the file has no column '%s'.%s".formatted(column, Suggestion.sentence(column, types.keySet())));
        }
    }

    /** Names, and the types in which a {@link cyclo.common.table.Table} would hold them. */
    private Map<String, String> columns(String relation) throws SQLException {
        Map<String, String> columns = new LinkedHashMap<>();
        try (Statement statement = connection.createStatement(); ResultSet described = statement.executeQuery("DESCRIBE SELECT * FROM " + relation)) {
            while (described.next()) {
                ValueType type = DuckTables.typeOf(described.getString("column_type"));
                columns.put(described.getString("column_name"), DuckTables.sqlType(type));
            }
        }
        return columns;
    }

    private long number(String sql) throws SQLException {
        try (Statement statement = connection.createStatement(); ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getLong(1);
        }
    }
}
