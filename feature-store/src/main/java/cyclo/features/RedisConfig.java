package cyclo.features;

import cyclo.common.YamlMap;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where Redis is, from Feast's form {@code host:port[,host:port...][,password=..][,username=..][,ssl=true][,db=0]},
 * with redis-py's {@code ssl_*} and {@code socket_timeout} (seconds); {@code toString} hides the password.
 *
 * @param keyTtl how long Redis keeps an entity after its last write; for ever when absent
 * @param timeout within which a read ends, and how long a step of a write may take if that is longer than usual
 */
public record RedisConfig(List<Node> nodes, boolean cluster, Optional<String> username, Optional<String> password, Tls tls, int database,
        Optional<Duration> keyTtl, Optional<Duration> timeout) {
    static final RedisConfig NONE = new RedisConfig(List.of(new Node("localhost", 6379)), false, Optional.empty(), Optional.empty(), Tls.OFF, 0,
            Optional.empty(), Optional.empty());
    private static final Duration READ = Duration.ofSeconds(1);
    private static final Duration WRITE = Duration.ofSeconds(10);
    /** Of redis-py, without meaning here. */
    private static final Set<String> OF_PYTHON = Set.of("socket_keepalive", "health_check_interval", "retry_on_timeout", "max_connections", "protocol",
            "decode_responses", "socket_connect_timeout", "client_name");

    /** One Redis server. */
    public record Node(String host, int port) {}

    /**
     * @param verify whether the server must show a certificate that {@code authorities}, or else those of Java, vouch for
     * @param checkHost whether that certificate must be for the host that was asked for
     */
    public record Tls(boolean on, boolean verify, boolean checkHost, Optional<Path> authorities) {
        public static final Tls OFF = new Tls(false, true, true, Optional.empty());
    }

    public RedisConfig {
        nodes = List.copyOf(nodes);
    }

    static RedisConfig of(YamlMap map) {
        String type = map.text("type");
        if (!type.equals("redis") && !type.equals("feast.infra.online_stores.redis.RedisOnlineStore")) {
            map.faultAt("type", "'online_store.type' is '%s': this version knows redis", type);
        }
        String redisType = map.text("redis_type", "redis");
        if (!redisType.equals("redis") && !redisType.equals("redis_cluster")) {
            map.faultAt("redis_type", "'online_store.redis_type' is '%s': write redis or redis_cluster", redisType);
        }
        map.value("skip_dedup");
        map.value("client"); // Python's
        map.value("sentinel_master");
        map.value("full_scan_for_deletion");
        Optional<Duration> keyTtl = map.optionalInteger("key_ttl_seconds").map(Duration::ofSeconds);
        try {
            return parse(map.text("connection_string", "localhost:6379"), redisType.equals("redis_cluster"), keyTtl);
        } catch (IllegalArgumentException e) {
            map.faultAt("connection_string", "'online_store.connection_string': %s", e.getMessage());
            return NONE;
        }
    }

    /** @throws IllegalArgumentException with a sentence that does not repeat the password */
    public static RedisConfig parse(String connectionString, boolean cluster, Optional<Duration> keyTtl) {
        List<Node> nodes = new ArrayList<>();
        Optional<String> username = Optional.empty();
        Optional<String> password = Optional.empty();
        boolean ssl = false;
        boolean verify = true;
        boolean checkHost = true;
        Optional<Path> authorities = Optional.empty();
        Optional<Duration> timeout = Optional.empty();
        int database = 0;
        for (String part : connectionString.split(",")) {
            int equals = part.indexOf('=');
            String value = part.substring(equals + 1).strip();
            switch (equals < 0 ? "" : part.substring(0, equals).strip()) {
                case "" -> nodes.add(node(value));
                case "password" -> password = Optional.of(value);
                case "username" -> username = Optional.of(value);
                case "ssl" -> ssl = value.equalsIgnoreCase("true");
                case "ssl_cert_reqs" -> verify = !value.equalsIgnoreCase("none") && !value.equals("0");
                case "ssl_check_hostname" -> checkHost = value.equalsIgnoreCase("true");
                case "ssl_ca_certs" -> authorities = Optional.of(Path.of(value));
                case "socket_timeout" -> timeout = Optional.of(seconds(value));
                case "db" -> database = number(value, "db");
                default -> {
                    if (!OF_PYTHON.contains(part.substring(0, equals).strip())) {
                        throw new IllegalArgumentException("unknown part '%s'; write host:port,username=..,password=..,ssl=true,db=0"
                                .formatted(part.substring(0, equals).strip()));
                    }
                }
            }
        }
        if (nodes.isEmpty()) {
            throw new IllegalArgumentException("the host is missing; write for example 127.0.0.1:6379,password=..");
        }
        if (cluster && database != 0) {
            throw new IllegalArgumentException("a cluster has db 0 only");
        }
        return new RedisConfig(nodes, cluster, username, password, new Tls(ssl, verify, checkHost, authorities), database, keyTtl, timeout);
    }

    /** Within which a read has an answer or an error. */
    public Duration readBudget() {
        return timeout.orElse(READ);
    }

    /** The same of a write of some thousand rows, and of a step of whatever else is not waited for by a client. */
    public Duration writeBudget() {
        return timeout.filter(longer -> longer.compareTo(WRITE) > 0).orElse(WRITE);
    }

    @Override public String toString() {
        return "redis %s db %d".formatted(nodes.stream().map(node -> node.host() + ":" + node.port()).toList(), database);
    }

    private static Node node(String text) {
        int colon = text.lastIndexOf(':');
        if (colon <= 0) {
            throw new IllegalArgumentException("'%s' is not host:port".formatted(text));
        }
        return new Node(text.substring(0, colon), number(text.substring(colon + 1), "port"));
    }

    private static Duration seconds(String text) {
        try {
            Duration timeout = Duration.ofNanos(Math.round(Double.parseDouble(text) * 1e9));
            if (timeout.compareTo(Duration.ofMillis(1)) >= 0) {
                return timeout;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("the socket_timeout '%s' is not a number of seconds".formatted(text), e);
        }
        throw new IllegalArgumentException("the socket_timeout '%s' leaves no time; write seconds such as 0.5".formatted(text));
    }

    private static int number(String text, String what) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("the %s '%s' is not a whole number".formatted(what, text), e);
        }
    }
}
