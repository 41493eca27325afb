package cyclo.features.online;

import cyclo.common.CycloException;
import cyclo.features.RedisConfig;
import java.util.function.Consumer;
import java.util.function.Function;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.exceptions.JedisAccessControlException;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;

/** Connections to one Redis, made when they are first needed; its errors in a sentence. Thread safe. */
final class RedisConnections implements AutoCloseable {
    private static final int CONNECTIONS = 32;
    private static final int CONNECT_MILLIS = 2_000;
    private static final int ANSWER_MILLIS = 10_000;

    private final RedisConfig.Node node;
    private final RedisClient client;

    /** @throws CycloException (usage) for a cluster, which this version does not know */
    RedisConnections(RedisConfig config) {
        if (config.cluster()) {
            throw CycloException.usage("Cannot use redis_type 'redis_cluster' as online store: this version knows a single Redis. Write redis_type: redis.");
        }
        this.node = config.nodes().get(0);
        DefaultJedisClientConfig.Builder settings = DefaultJedisClientConfig.builder().resp2().database(config.database())
                .connectionTimeoutMillis(CONNECT_MILLIS).socketTimeoutMillis(ANSWER_MILLIS);
        if (config.ssl()) {
            settings.sslOptions(SslOptions.defaults());
        }
        config.username().ifPresent(settings::user);
        config.password().ifPresent(settings::password);
        ConnectionPoolConfig pool = new ConnectionPoolConfig();
        pool.setMaxTotal(CONNECTIONS);
        pool.setMaxIdle(CONNECTIONS);
        pool.setJmxEnabled(false);
        this.client = RedisClient.builder().hostAndPort(new HostAndPort(node.host(), node.port())).clientConfig(settings.build()).poolConfig(pool).build();
    }

    /**
     * Runs a command that may be repeated: a connection that was lost meanwhile, as by a restart of Redis, is replaced once.
     *
     * @param what is being done, for the message: {@code read features}
     * @throws CycloException (unavailable) if Redis does not answer, or answers with an error
     */
    <T> T asking(String what, Function<RedisClient, T> command) {
        try {
            try {
                return command.apply(client);
            } catch (JedisConnectionException lost) {
                client.getPool().clear();
                return command.apply(client);
            }
        } catch (JedisException e) {
            String told = String.valueOf(e.getMessage()).replaceFirst("\\.+$", "");
            if (e instanceof JedisAccessControlException || told.startsWith("NOAUTH")) {
                throw CycloException.usage("Cannot %s: Redis at %s:%d refuses the password (%s). Correct 'online_store' in feature_store.yaml.",
                        what, node.host(), node.port(), told, e);
            }
            String said = e instanceof JedisConnectionException ? "does not answer (" + told + ")" : "says: " + told;
            throw CycloException.unavailable("Cannot %s: Redis at %s:%d %s. Start it with ./cyclo up, or correct 'online_store' in feature_store.yaml.",
                    what, node.host(), node.port(), said, e);
        }
    }

    /** Sends all commands in one round trip; their answers are there afterwards. As {@link #asking}, they may be sent twice. */
    void pipelined(String what, Consumer<AbstractPipeline> commands) {
        asking(what, connected -> {
            try (AbstractPipeline pipeline = connected.pipelined()) {
                commands.accept(pipeline);
            }
            return true;
        });
    }

    @Override public void close() {
        client.close();
    }
}
