package cyclo.features.files;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.duckdb.DuckDBDriver;

/** Connections to DuckDB: in UTC, without downloads of extensions and without its progress bar. */
public final class DuckDb {
    private DuckDb() {}

    /** A new, empty database in memory that ends with the connection. */
    public static Connection open() throws SQLException {
        return open(false);
    }

    /** As {@link #open()}; results come as they are read, not whole, and end with the next statement. */
    public static Connection openStreaming() throws SQLException {
        return open(true);
    }

    private static Connection open(boolean streaming) throws SQLException {
        Properties settings = new Properties();
        settings.setProperty(DuckDBDriver.JDBC_STREAM_RESULTS, String.valueOf(streaming));
        settings.setProperty("autoinstall_known_extensions", "false");
        settings.setProperty("autoload_known_extensions", "false");
        Connection connection = DriverManager.getConnection("jdbc:duckdb:", settings);
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET TimeZone = 'UTC'");
            statement.execute("SET enable_progress_bar = false");
        }
        return connection;
    }

    /** The first sentence of DuckDB's message, without its class of error and its hints. */
    public static String reason(SQLException e) {
        String message = e.getMessage().strip().replaceFirst("^java\\.sql\\.SQLException: ", "");
        String first = message.replaceFirst("^[A-Z][A-Za-z ]*Error: ", "").split("\\R\\s*(\\R|Possible|Candidate|LINE|Hint)")[0];
        return first.replaceAll("\\s*\\R\\s*", " ").replaceFirst("\\.$", "");
    }

    /** {@code text} as an SQL string. */
    public static String quoted(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    /** {@code name} as an SQL identifier. */
    public static String identifier(String name) {
        return "\"" + name.replace("\"", "\"\"") + "\"";
    }
}
