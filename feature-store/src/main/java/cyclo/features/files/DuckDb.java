package cyclo.features.files;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;

/** Connections to DuckDB: in UTC, without downloads of extensions and without its progress bar. */
public final class DuckDb {
    private DuckDb() {}

    /** A new, empty database in memory that ends with the connection. */
    public static Connection open() throws SQLException {
        return open("");
    }

    /** As {@link #open()}, kept in {@code file}. */
    public static Connection open(String file) throws SQLException {
        Properties settings = new Properties();
        settings.setProperty("autoinstall_known_extensions", "false");
        settings.setProperty("autoload_known_extensions", "false");
        Connection connection = DriverManager.getConnection("jdbc:duckdb:" + file, settings);
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET TimeZone = 'UTC'");
            statement.execute("SET enable_progress_bar = false");
        }
        return connection;
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
