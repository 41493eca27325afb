package cyclo.features;

import cyclo.common.CycloException;
import cyclo.common.Sentence;
import cyclo.common.YamlMap;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/** Where a PostgreSQL database is and how to enter it; {@code toString} hides the password. */
public record PostgresConfig(String host, int port, String database, String schema, String user, String password, String sslMode) {
    private static final String WRONG_USER = "28"; // the class of SQL states
    private static final String NO_SUCH_DATABASE = "3D000";
    /** Silently left out, a certificate would not protect. */
    private static final Map<String, String> DRIVERS_FILES =
            Map.of("sslrootcert_path", "root.crt", "sslcert_path", "postgresql.crt", "sslkey_path", "postgresql.pk8");
    static final PostgresConfig NONE = new PostgresConfig("localhost", 5432, "", "public", "", "", "disable");

    /** A block {@code offline_store: {type: postgres, ...}}. */
    static PostgresConfig ofOfflineStore(YamlMap map) {
        String type = map.text("type");
        if (!type.equals("postgres")) {
            map.faultAt("type", "'offline_store.type' is '%s': this version knows postgres", type);
        }
        map.value("entity_select_mode");
        map.value("min_conn");
        map.value("max_conn");
        map.value("conn_type");
        map.value("keepalives_idle");
        DRIVERS_FILES.forEach((key, file) -> {
            if (map.has(key)) {
                map.faultAt(key, "'offline_store.%s' is not read by this version: put the file where the driver looks, ~/.postgresql/%s, and take the key out",
                        key, file);
            }
        });
        // In small letters, as PostgreSQL takes an unquoted name, and so the search path that Feast makes of it.
        String schema = map.text("db_schema", "public").toLowerCase(Locale.ROOT);
        return new PostgresConfig(map.text("host", "localhost"), (int) map.integer("port", 5432), map.text("database"), schema,
                map.text("user"), map.text("password"), map.text("sslmode", "prefer"));
    }

    /** SQLAlchemy's form {@code postgresql+psycopg://user:password@host:port/database?sslmode=...}; a fault of {@code map} if it is not. */
    static PostgresConfig ofUrl(YamlMap map, String key) {
        try {
            return parse(map.text(key));
        } catch (IllegalArgumentException e) {
            map.faultAt(key, "'%s': %s", key, e.getMessage());
            return NONE;
        }
    }

    /** @throws IllegalArgumentException with a sentence that does not repeat the password */
    public static PostgresConfig parse(String url) {
        String wanted = "write postgresql+psycopg://user:password@host:port/database";
        if (!url.matches("postgres(ql)?(\\+\\w+)?://.*")) {
            throw new IllegalArgumentException("only PostgreSQL is known here; " + wanted);
        }
        try {
            URI uri = new URI(url.replaceFirst("^[^:]+", "postgresql"));
            String[] user = uri.getRawUserInfo() == null ? new String[] {"", ""} : uri.getRawUserInfo().split(":", 2);
            Map<String, String> query = query(uri);
            if (uri.getHost() == null || uri.getPath() == null || uri.getPath().length() < 2) {
                throw new IllegalArgumentException("the host or the database is missing; " + wanted);
            }
            return new PostgresConfig(uri.getHost(), uri.getPort() < 0 ? 5432 : uri.getPort(), uri.getPath().substring(1), "public",
                    decoded(user[0]), user.length > 1 ? decoded(user[1]) : "", query.getOrDefault("sslmode", "prefer"));
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("it is not a URL (characters such as @ or / in a password are written %40, %2F); " + wanted);
        }
    }

    public String jdbcUrl() {
        return "jdbc:postgresql://%s:%d/%s".formatted(host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host, port,
                URLEncoder.encode(database, StandardCharsets.UTF_8));
    }

    /**
     * Opens a connection in UTC whose search path is the schema.
     *
     * @throws CycloException (unavailable) if the server does not answer; (usage) if it refuses the user or has no such database
     */
    public Connection connect() {
        try {
            return DriverManager.getConnection(jdbcUrl(), properties());
        } catch (SQLException e) {
            String said = Sentence.ended(e.getMessage().replaceFirst("\\.+$", ""));
            String state = String.valueOf(e.getSQLState());
            throw state.startsWith(WRONG_USER) || state.equals(NO_SUCH_DATABASE)
                    ? CycloException.usage("Cannot log in to PostgreSQL at %s:%d, database '%s', as '%s': %s Correct POSTGRES_* or %s.",
                            host, port, database, user, said, FeatureStoreConfig.FILE, e)
                    : CycloException.unavailable("Cannot reach PostgreSQL at %s:%d, database '%s', as '%s': %s Start it with ./cyclo up, or correct %s.",
                            host, port, database, user, said, FeatureStoreConfig.FILE, e);
        }
    }

    /** For the PostgreSQL driver: user, password, schema, time-outs. */
    public Properties properties() {
        Properties properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        properties.setProperty("sslmode", sslMode);
        properties.setProperty("currentSchema", schema);
        properties.setProperty("connectTimeout", "10");
        properties.setProperty("loginTimeout", "15"); // a server may take the connection and say nothing
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("ApplicationName", "cyclo");
        properties.setProperty("options", "-c TimeZone=UTC");
        return properties;
    }

    @Override public String toString() {
        return "postgresql://%s@%s:%d/%s (schema %s)".formatted(user, host, port, database, schema);
    }

    private static Map<String, String> query(URI uri) {
        Map<String, String> values = new TreeMap<>();
        if (uri.getRawQuery() != null) {
            for (String pair : uri.getRawQuery().split("&")) {
                String[] parts = pair.split("=", 2);
                values.put(parts[0], parts.length > 1 ? decoded(parts[1]) : "");
            }
        }
        return values;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
