package cyclo.tracking;

import cyclo.common.Env;
import cyclo.common.web.WebAddress;
import cyclo.tracking.sql.PostgresUri;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Where the server listens, and where it keeps what it is told. */
record TrackingSettings(String store, Path artifacts, String host, int port, Optional<String> token, List<String> allowedHosts, int connections) {
    static final int DEFAULT_PORT = 5000;

    static TrackingSettings from(Env env) {
        return env.check(new TrackingSettings(
                env.text("MLFLOW_BACKEND_STORE_URI", "postgresql://user:password@host:5432/mlflow; the database is created if missing"),
                env.path("TRACKING_ARTIFACTS", env.home().folder().resolve("mlartifacts"), "folder of the artifacts"),
                env.text("TRACKING_HOST", "127.0.0.1", "address to listen on; off loopback a token is required"),
                env.port("TRACKING_PORT", DEFAULT_PORT, "port to listen on"),
                env.optionalText("TRACKING_TOKEN", "clients send it as Authorization: Bearer"),
                Arrays.stream(env.text("TRACKING_ALLOWED_HOSTS", "", "further Host names, comma-separated; * allows all").split(",")).map(String::strip)
                        .filter(host -> !host.isEmpty()).toList(),
                env.number("TRACKING_CONNECTIONS", 10, "connections to PostgreSQL")));
    }

    TrackingSettings withPort(int other) {
        return new TrackingSettings(store, artifacts, host, other, token, allowedHosts, connections);
    }

    WebAddress address() {
        return new WebAddress(host, port, token);
    }

    PostgresUri postgres() {
        return PostgresUri.parse(store);
    }
}
