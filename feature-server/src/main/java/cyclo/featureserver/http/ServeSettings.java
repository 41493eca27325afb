package cyclo.featureserver.http;

import cyclo.common.CycloException;
import cyclo.common.Env;
import cyclo.common.web.WebAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** Where the feature server listens, to whom it answers, and how much at once. The options of {@code serve} win over the environment. */
public record ServeSettings(WebAddress address, Compatibility compatibility, Duration registryTtl, Optional<Tls> tls,
        long maxBody, int maxEntities, int maxRows, int materializeWorkers, boolean accessLog, Optional<Path> accessAudit, Duration drain) {
    public static final int DEFAULT_PORT = 6566;
    private static final String DEFAULT_GRPC_PORT = "6567";

    /** PEM files: a private key without a password, and its certificate with the chain after it. */
    public record Tls(Path key, Path certificate) {}

    /** What the environment says, before options. */
    public record Environment(String host, int port, String grpcPort, Optional<String> token, Compatibility compatibility, int registryTtlSec,
            Optional<String> tlsKey, Optional<String> tlsCert, long maxBody, int maxEntities, int maxRows, int materializeWorkers,
            Optional<String> accessAudit, Duration drain) {}

    /** Declares and checks the settings. @throws CycloException (usage) that names every fault */
    public static Environment from(Env env) {
        return env.check(new Environment(
                env.text("FEATURE_SERVER_HOST", "127.0.0.1", "address to listen on; off loopback FEATURE_SERVER_TOKEN is required"),
                env.port("FEATURE_SERVER_PORT", DEFAULT_PORT, "port of HTTP; 0 takes any free one"),
                env.text("FEATURE_SERVER_GRPC_PORT", DEFAULT_GRPC_PORT, "port of gRPC; 0 takes any free one, off serves none"),
                env.optionalText("FEATURE_SERVER_TOKEN", "what clients send as Authorization: Bearer TOKEN"),
                compatibility(env.text("FEATURE_SERVER_COMPATIBILITY", "cyclo", "cyclo: truthful statuses; feast: the answers of Feast 0.67")),
                env.number("FEATURE_SERVER_REGISTRY_TTL_SEC", 60, "seconds between two looks at the registry; 0 looks once"),
                env.optionalText("FEATURE_SERVER_TLS_PRIVATE_PATH", "PEM file of the private key of TLS (--key)"),
                env.optionalText("FEATURE_SERVER_TLS_CERT", "PEM file of the certificate of TLS (--cert)"),
                env.bytes("FEATURE_SERVER_MAX_BODY", 10L << 20, "longest body of a request"),
                env.number("FEATURE_SERVER_MAX_ENTITIES", 10_000, "most entities of one read"),
                env.number("FEATURE_SERVER_MAX_ROWS", 100_000, "most rows of one push or write"),
                env.number("FEAST_MATERIALIZE_MAX_WORKERS", 2, "runs of materialize?async=true at once; further ones wait"),
                env.optionalText("FEATURE_SERVER_ACCESS_AUDIT", "file that takes one JSON line for each read of features: who, when, which"),
                env.duration("FEATURE_SERVER_DRAIN", Duration.ofSeconds(20), "longest wait for requests in flight when stopped")));
    }

    private static Compatibility compatibility(String text) {
        for (Compatibility one : Compatibility.values()) {
            if (one.name().equalsIgnoreCase(text)) {
                return one;
            }
        }
        throw CycloException.usage("Cannot use FEATURE_SERVER_COMPATIBILITY '%s': write cyclo or feast.", text.toLowerCase(Locale.ROOT));
    }
}
