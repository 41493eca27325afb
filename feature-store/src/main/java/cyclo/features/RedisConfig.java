package cyclo.features;

import cyclo.common.YamlMap;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where Redis is, from Feast's form {@code host:port[,host:port...][,password=..][,username=..][,ssl=true][,db=0]};
 * {@code toString} hides the password.
 *
 * @param keyTtl how long Redis keeps an entity after its last write; for ever when absent
 */
public record RedisConfig(List<Node> nodes, boolean cluster, Optional<String> username, Optional<String> password, boolean ssl, int database,
        Optional<Duration> keyTtl) {
    static final RedisConfig NONE = new RedisConfig(List.of(new Node("localhost", 6379)), false, Optional.empty(), Optional.empty(), false, 0,
            Optional.empty());

    /** One Redis server. */
    public record Node(String host, int port) {}

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
        int database = 0;
        for (String part : connectionString.split(",")) {
            int equals = part.indexOf('=');
            String value = part.substring(equals + 1).strip();
            switch (equals < 0 ? "" : part.substring(0, equals).strip()) {
                case "" -> nodes.add(node(value));
                case "password" -> password = Optional.of(value);
                case "username" -> username = Optional.of(value);
                case "ssl" -> ssl = value.equalsIgnoreCase("true");
                case "db" -> database = number(value, "db");
                default -> throw new IllegalArgumentException("unknown part '%s'; write host:port,username=..,password=..,ssl=true,db=0"
                        .formatted(part.substring(0, equals).strip()));
            }
        }
        if (nodes.isEmpty()) {
            throw new IllegalArgumentException("the host is missing; write for example 127.0.0.1:6379,password=..");
        }
        return new RedisConfig(nodes, cluster, username, password, ssl, database, keyTtl);
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

    private static int number(String text, String what) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("the %s '%s' is not a whole number".formatted(what, text), e);
        }
    }
}
