package cyclo.tracking.sql;

import cyclo.common.CycloException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/**
 * {@code postgresql://user:password@host:port/database}, as MLflow writes a backend store. A driver named as SQLAlchemy does
 * ({@code postgresql+psycopg2://}) is passed over; user and password may be percent-encoded.
 */
public record PostgresUri(String host, int port, String database, String user, String password) {
    private static final int DEFAULT_PORT = 5432;

    /** @throws CycloException (usage) if it is not such an address; the password is not told */
    public static PostgresUri parse(String text) {
        try {
            URI uri = new URI(text.strip());
            String scheme = uri.getScheme() == null ? "" : uri.getScheme().replaceAll("\\+.*", "");
            String path = uri.getPath() == null ? "" : uri.getPath().replaceFirst("^/", "");
            if (!(scheme.equals("postgresql") || scheme.equals("postgres")) || uri.getHost() == null || !path.matches("[A-Za-z0-9_.-]+")) {
                throw new URISyntaxException("", "scheme, host or database is missing");
            }
            String[] who = uri.getRawUserInfo() == null ? new String[0] : uri.getRawUserInfo().split(":", 2);
            return new PostgresUri(uri.getHost(), uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort(), path,
                    who.length > 0 ? decode(who[0]) : "postgres", who.length > 1 ? decode(who[1]) : "");
        } catch (URISyntaxException e) {
            throw CycloException.usage("Cannot use MLFLOW_BACKEND_STORE_URI: %s. Write postgresql://user:password@host:5432/mlflow.", e.getReason());
        }
    }

    PostgresUri withDatabase(String other) {
        return new PostgresUri(host, port, other, user, password);
    }

    String jdbcUrl() {
        return "jdbc:postgresql://" + host + ":" + port + "/" + database + "?loginTimeout=15";
    }

    /** Without the password. */
    @Override public String toString() {
        return user + "@" + host + ":" + port + "/" + database;
    }

    private static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
