package cyclo.features.online;

import cyclo.common.CycloException;
import cyclo.features.RedisConfig;
import cyclo.features.redis.Exchange;
import cyclo.features.redis.RedisError;
import cyclo.features.redis.RedisServers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** The Redis of the online store, its errors in a sentence. Thread safe. */
final class RedisConnections implements AutoCloseable {
    private final String place;
    private final RedisServers servers;

    RedisConnections(RedisConfig config) {
        this.place = "Redis at " + String.join(",", config.nodes().stream().map(node -> node.host() + ":" + node.port()).toList());
        this.servers = new RedisServers(config);
    }

    /** Talks to Redis. */
    interface Talk<T> {
        T with(RedisServers servers) throws IOException;
    }

    /**
     * @param what is being done, for the message: {@code read features}
     * @throws CycloException (unavailable) if Redis does not answer within the budget, or answers with an error
     */
    <T> T servers(String what, Talk<T> talk) {
        try {
            return talk.with(servers);
        } catch (RedisError e) {
            String told = e.getMessage().replaceFirst("\\.+$", "");
            if (e.is("WRONGPASS") || e.is("NOAUTH") || told.contains("invalid password") || told.contains("without any password")) {
                throw CycloException.usage("Cannot %s: %s refuses the password (%s). Correct 'online_store' in feature_store.yaml.", what, place, told, e);
            }
            throw unavailable(what, "says: " + told, e);
        } catch (IOException e) {
            throw unavailable(what, "does not answer (" + String.valueOf(e.getMessage()).replaceFirst("\\.+$", "") + ")", e);
        }
    }

    void run(String what, RedisServers.Use use, Exchange exchange) {
        servers(what, known -> {
            known.run(use, exchange);
            return true;
        });
    }

    Object ask(String what, byte[] key, String... words) {
        byte[][] encoded = Arrays.stream(words).map(word -> word.getBytes(StandardCharsets.UTF_8)).toArray(byte[][]::new);
        return servers(what, known -> known.ask(RedisServers.Use.WRITE, key, encoded));
    }

    List<RedisConfig.Node> masters(String what) {
        return servers(what, RedisServers::masters);
    }

    private CycloException unavailable(String what, String said, Exception e) {
        return CycloException.unavailable("Cannot %s: %s %s. Start it with ./cyclo up, or correct 'online_store' in feature_store.yaml.", what, place, said, e);
    }

    @Override public void close() {
        servers.close();
    }
}
