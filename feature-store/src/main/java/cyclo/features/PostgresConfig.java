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
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a PostgreSQL database is and how to enter it; {@code toString} hides the password. */
public record PostgresConfig(String host, int port, String database, String schema, String user, String password, PostgresTls tls)
        implements OfflineConfig {
    private static final String WRONG_USER = "28"; // the class of SQL states
    private static final String NO_SUCH_DATABASE = "3D000";
    static final List<String> TYPES =
            List.of("postgres", "feast.infra.offline_stores.contrib.postgres_offline_store.postgres.PostgreSQLOfflineStore");
    private static final List<String> MODES = List.of("disable", "allow", "prefer", "require", "verify-ca", "verify-full");
    /** Parameters of psycopg's URLs that change neither what is read nor how it is protected. */
    private static final List<String> HARMLESS = List.of("application_name", "client_encoding", "connect_timeout", "gssencmode", "keepalives",
            "keepalives_count", "keepalives_idle", "keepalives_interval", "target_session_attrs", "tcp_user_timeout");
    private static final Pattern SEARCH_PATH = Pattern.compile("-c\\s*search_path=\"?(\\w+)\"?(,\\s*public)?");
    static final PostgresConfig NONE = new PostgresConfig("localhost", 5432, "", "public", "", "", "disable");

    /** Without certificates. */
    public PostgresConfig(String host, int port, String database, String schema, String user, String password, String sslMode) {
        this(host, port, database, schema, user, password, PostgresTls.of(sslMode));
    }

    /** A block {@code offline_store: {type: postgres, ...}}. */
    static PostgresConfig ofOfflineStore(YamlMap map) {
        map.text("type");
        // How Feast asks and how many connections it opens: we stream over one and open what a step needs.
        List.of("entity_select_mode", "min_conn", "max_conn", "conn_type", "keepalives_idle").forEach(map::value);
        String mode = map.text("sslmode", "require"); // Feast's default
        if (!MODES.contains(mode)) {
            map.faultAt("sslmode", "'offline_store.sslmode' is '%s': write one of %s", mode, String.join(", ", MODES));
        }
        // In small letters, as PostgreSQL takes an unquoted name, and so the search path that Feast makes of it.
        String schema = map.text("db_schema", "public").toLowerCase(Locale.ROOT);
        return new PostgresConfig(map.text("host", "localhost"), (int) map.integer("port", 5432), map.text("database"), schema,
                map.text("user"), map.text("password"),
                new PostgresTls(mode, map.optionalText("sslrootcert_path"), map.optionalText("sslcert_path"), map.optionalText("sslkey_path")));
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
            PostgresTls tls = new PostgresTls(query.getOrDefault("sslmode", "prefer"), Optional.ofNullable(query.remove("sslrootcert")),
                    Optional.ofNullable(query.remove("sslcert")), Optional.ofNullable(query.remove("sslkey")));
            String schema = schema(query.remove("options"));
            query.keySet().removeAll(HARMLESS);
            query.remove("sslmode");
            if (!MODES.contains(tls.mode()) || !query.isEmpty()) {
                throw new IllegalArgumentException(query.isEmpty() ? "sslmode '%s' is not one of %s".formatted(tls.mode(), String.join(", ", MODES))
                        : "its parameter '%s' is not read here: take it out".formatted(query.keySet().iterator().next()));
            }
            return new PostgresConfig(uri.getHost(), uri.getPort() < 0 ? 5432 : uri.getPort(), uri.getPath().substring(1), schema,
                    decoded(user[0]), user.length > 1 ? decoded(user[1]) : "", tls);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("it is not a URL (characters such as @ or / in a password are written %40, %2F); " + wanted);
        }
    }

    /** Whether the same statement may succeed later: the server went away, is full, or gave way to another transaction. */
    public static boolean mayComeBack(SQLException e) {
        String state = String.valueOf(e.getSQLState());
        return !state.matches("0A.*|2[0-9A-Z].*|3[0-9A-Z].*|42.*|44.*|F0.*|P0.*");
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
            Connection connection = DriverManager.getConnection(jdbcUrl(), properties());
            try (Statement statement = connection.createStatement()) {
                // The driver asks for the zone of the JVM as it connects, which counts for more than what the options say.
                statement.execute("SET TimeZone = 'UTC'");
                return connection;
            } catch (SQLException e) {
                connection.close();
                throw e;
            }
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
        tls.addTo(properties);
        properties.setProperty("currentSchema", schema);
        properties.setProperty("connectTimeout", "10");
        properties.setProperty("loginTimeout", "15"); // a server may take the connection and say nothing
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("ApplicationName", "cyclo");
        return properties;
    }

    @Override public String toString() {
        return "postgresql://%s@%s:%d/%s (schema %s)".formatted(user, host, port, database, schema);
    }

    /** The schema that {@code options=-csearch_path=registry} names. */
    private static String schema(String options) {
        if (options == null || options.isBlank()) {
            return "public";
        }
        Matcher path = SEARCH_PATH.matcher(options.strip());
        if (!path.matches()) {
            throw new IllegalArgumentException("of its options only -csearch_path=SCHEMA is read here, and not '%s'".formatted(options));
        }
        return path.group(1).toLowerCase(Locale.ROOT);
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
