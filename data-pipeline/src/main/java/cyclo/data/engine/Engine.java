package cyclo.data.engine;

import cyclo.common.AtomicFiles;
import cyclo.common.CycloException;
import cyclo.features.files.DuckDb;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * DuckDB in memory, with a limit: what does not fit goes to a temporary folder, which is removed by {@link #close}. Not thread
 * safe. Values in messages and SQL come from files that a person wrote: always by {@link #name} and {@link #text}.
 */
public final class Engine implements AutoCloseable {
    private final Connection connection;
    private final Path temporary;

    private Engine(Connection connection, Path temporary) {
        this.connection = connection;
        this.temporary = temporary;
    }

    /** @param memory in bytes; beyond it the engine writes to a new folder in {@code folder} */
    public static Engine open(Path folder, long memory) throws SQLException {
        try {
            Files.createDirectories(folder);
            removeLeftovers(folder);
            Path temporary = Files.createTempDirectory(folder, ".engine");
            Engine engine = new Engine(DuckDb.open(), temporary);
            engine.execute("SET memory_limit = '" + memory / (1 << 20) + "MiB'");
            engine.execute("SET temp_directory = " + text(temporary.toString()));
            return engine;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write to " + folder, e);
        }
    }

    /** What killed programs left: by age, because a program in another container cannot be seen. */
    private static void removeLeftovers(Path folder) throws IOException {
        Instant yesterday = Instant.now().minus(Duration.ofDays(1));
        try (DirectoryStream<Path> old = Files.newDirectoryStream(folder, ".engine*")) {
            for (Path left : old) {
                if (Files.getLastModifiedTime(left).toInstant().isBefore(yesterday)) {
                    AtomicFiles.deleteFolder(left);
                }
            }
        }
    }

    /** The temporary folder; it goes with the engine. */
    public Path folder() {
        return temporary;
    }

    /** @throws CycloException (usage) when the disk is full */
    public void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            if (String.valueOf(e.getMessage()).contains("No space left on device")) {
                throw CycloException.usage("Cannot write to %s: no space is left on its disk. Free some, or give another folder with --work.",
                        temporary.getParent(), e);
            }
            throw e;
        }
    }

    /** All rows, as column name to value; for small results. */
    public List<Map<String, Object>> rows(String sql) throws SQLException {
        try (Statement statement = connection.createStatement(); ResultSet result = statement.executeQuery(sql)) {
            ResultSetMetaData meta = result.getMetaData();
            List<Map<String, Object>> rows = new ArrayList<>();
            while (result.next()) {
                Map<String, Object> row = new LinkedHashMap<>();
                for (int i = 1; i <= meta.getColumnCount(); i++) {
                    row.put(meta.getColumnLabel(i), result.getObject(i));
                }
                rows.add(row);
            }
            return rows;
        }
    }

    /** The only row of a result. */
    public Map<String, Object> row(String sql) throws SQLException {
        return rows(sql).get(0);
    }

    /** The only value of a result, a number. */
    public long count(String sql) throws SQLException {
        return ((Number) row(sql).values().iterator().next()).longValue();
    }

    /** Column names and DuckDB's names of their types, in order, of a table, view or {@code (select ...)}. */
    public Map<String, String> columns(String relation) throws SQLException {
        Map<String, String> columns = new LinkedHashMap<>();
        for (Map<String, Object> row : rows("DESCRIBE SELECT * FROM " + relation)) {
            columns.put((String) row.get("column_name"), String.valueOf(row.get("column_type")));
        }
        return columns;
    }

    /** Makes a Parquet file readable under {@code table}. */
    public void view(String table, Path parquet) throws SQLException {
        execute("CREATE OR REPLACE VIEW " + name(table) + " AS FROM read_parquet(" + text(parquet.toString()) + ")");
    }

    /** Writes the rows of {@code select}, in its order. */
    public void writeParquet(String select, Path file) throws SQLException {
        execute("COPY (" + select + "\n) TO " + text(file.toString()) + " (FORMAT parquet, COMPRESSION zstd)");
    }

    /** An SQL identifier. */
    public static String name(String identifier) {
        return DuckDb.identifier(identifier);
    }

    /** An SQL text literal. */
    public static String text(String value) {
        return DuckDb.quoted(value);
    }

    @Override public void close() throws SQLException {
        connection.close();
        AtomicFiles.deleteFolder(temporary);
    }
}
