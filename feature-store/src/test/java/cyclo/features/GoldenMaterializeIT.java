package cyclo.features;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import cyclo.features.definitions.Registry;
import cyclo.features.online.RedisOnlineStore;
import cyclo.services.RedisAddress;
import cyclo.services.TestServices;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.Jedis;

/** The registry that Feast wrote and the rows that it read: materialized here, every byte in Redis is the one that Feast wrote. */
class GoldenMaterializeIT {
    private static final Instant START = Instant.parse("2023-01-01T00:00:00Z");
    private static final Instant END = Instant.parse("2024-01-03T00:00:00Z");

    @TempDir private Path folder;

    @Test void everyByteInRedisIsTheOneThatFeastWrote() throws IOException {
        TestProject tables = TestProject.fresh();
        tables.sql("CREATE SCHEMA IF NOT EXISTS offline");
        tables.sql(Files.readString(GoldenFeast.FOLDER.resolve("seed.sql")));
        Path registryFile = Files.copy(GoldenFeast.FOLDER.resolve("registry/registry.after_apply.db"), folder.resolve("registry.db"));
        FeatureStoreConfig config = new FeatureStoreConfig("driver_ranking", folder, new FeatureStoreConfig.FileRegistryConfig(registryFile, Duration.ZERO),
                tables.config().offline(), tables.config().online());
        Clock clock = Clock.fixed(END, ZoneOffset.UTC);
        try (FeatureStore store = new FeatureStore(config, Registry.open(config, clock), tables.offline(),
                RedisOnlineStore.of(config.online(), "driver_ranking"), clock)) {
            store.online().removeProject();
            store.materialize(List.of(), START, END);
            assertThat(ours()).isEqualTo(feasts());

            FeatureSelection wanted = store.features(List.of("driver_stats:conv_rate", "driver_stats:avg_daily_trips", "driver_customer:rating"), false);
            OnlineFeatures read = store.online(List.of(Map.of("driver_id", 1001L, "customer_id", "c-1"), Map.of("driver_id", 1002L, "customer_id", "x")), wanted);
            assertThat(read.lookup(0, 0).usable()).contains(0.3f);
            assertThat(read.lookup(0, 2).usable()).contains(4.5);
            assertThat(read.lookup(1, 1).status()).isEqualTo(Lookup.Status.NULL_VALUE);
            assertThat(read.lookup(1, 2).status()).isEqualTo(Lookup.Status.NOT_FOUND);
            assertThat(store.online(List.of(Map.of("driver_id", 1003L, "customer_id", "x")), wanted).lookup(0, 0).status()).isEqualTo(Lookup.Status.OUTSIDE_MAX_AGE);
            assertThat(Registry.open(config, clock).read().view("driver_stats").materializedUntil()).contains(END);
            store.online().removeProject();
        }
    }

    private static Map<String, Map<String, String>> feasts() {
        Map<String, Map<String, String>> all = new TreeMap<>();
        for (JsonNode key : GoldenFeast.redisKeys()) {
            Map<String, String> fields = new TreeMap<>();
            key.get("fields").forEach(field -> fields.put(field.get("field_hex").asText(), field.get("value_hex").asText()));
            all.put(key.get("key_hex").asText(), fields);
        }
        return all;
    }

    private static Map<String, Map<String, String>> ours() {
        RedisAddress address = TestServices.redis();
        DefaultJedisClientConfig.Builder config = DefaultJedisClientConfig.builder();
        if (!address.password().isEmpty()) {
            config.password(address.password());
        }
        Map<String, Map<String, String>> all = new TreeMap<>();
        try (Jedis redis = new Jedis(address.host(), address.port(), config.build())) {
            for (byte[] key : redis.keys("*driver_ranking".getBytes(StandardCharsets.UTF_8))) {
                Map<String, String> fields = new TreeMap<>();
                redis.hgetAll(key).forEach((field, value) -> fields.put(HexFormat.of().formatHex(field), HexFormat.of().formatHex(value)));
                all.put(HexFormat.of().formatHex(key), fields);
            }
        }
        return all;
    }
}
