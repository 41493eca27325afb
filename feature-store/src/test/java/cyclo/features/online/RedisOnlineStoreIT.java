package cyclo.features.online;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cyclo.common.CycloException;
import cyclo.common.ExitCode;
import cyclo.features.RedisConfig;
import cyclo.services.RedisAddress;
import cyclo.services.TestServices;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.Jedis;

class RedisOnlineStoreIT extends OnlineStoreContract {
    @Override OnlineStore store(String project) {
        return RedisOnlineStore.of(config(Optional.empty()), project);
    }

    @Override String freshProject() {
        return TestServices.freshName("project");
    }

    @Test void anEntityExpiresAsLongAfterItsLastWriteAsConfigured() {
        String project = freshProject();
        try (OnlineStore store = RedisOnlineStore.of(config(Optional.of(Duration.ofSeconds(500))), project); Jedis redis = jedis()) {
            store.write(STATS, List.of(row(1, NOON, 0.5, 7L)), OnlineStore.AtEqualTime.REPLACE);
            assertThat(redis.ttl(redisKey(1, project))).isBetween(400L, 500L);
        }
    }

    @Test void withoutItAnEntityStays() {
        String project = freshProject();
        try (OnlineStore store = store(project); Jedis redis = jedis()) {
            store.write(STATS, List.of(row(1, NOON, 0.5, 7L)), OnlineStore.AtEqualTime.REPLACE);
            assertThat(redis.ttl(redisKey(1, project))).isEqualTo(-1);
        }
    }

    @Test void aClaimEndsWithItsLease() {
        try (OnlineStore store = store(freshProject())) {
            store.notes().claim("turn", "a", Optional.empty(), Duration.ofMillis(50));
            long began = System.nanoTime();
            while (store.notes().claim("turn", "b", Optional.empty(), Duration.ofMinutes(1)).isPresent()) {
                assertThat(System.nanoTime() - began).as("waited for a lease of 50 ms").isLessThan(Duration.ofSeconds(30).toNanos());
            }
            assertThat(store.notes().renew("turn", "a", Duration.ofMinutes(1))).isFalse();
        }
    }

    @Test void aRedisThatIsNotThereIsTold() {
        try (OnlineStore store = RedisOnlineStore.of(RedisConfig.parse("127.0.0.1:1", false, Optional.empty()), "project")) {
            assertThatThrownBy(store::ping).isInstanceOf(CycloException.class)
                    .hasMessageStartingWith("Cannot reach the online store: Redis at 127.0.0.1:1 does not answer").hasMessageContaining("./cyclo up")
                    .extracting(e -> ((CycloException) e).exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
        }
    }

    @Test void aWrongPasswordIsToldWithoutRepeatingIt() {
        RedisAddress redis = TestServices.redis();
        RedisConfig wrong = RedisConfig.parse(redis.host() + ":" + redis.port() + ",password=not-this-one", false, Optional.empty());
        try (OnlineStore store = RedisOnlineStore.of(wrong, "project")) {
            assertThatThrownBy(store::ping).isInstanceOf(CycloException.class).hasMessageNotContaining("not-this-one");
        }
    }

    @Test void aClusterThatIsNotThereIsTold() {
        try (OnlineStore store = RedisOnlineStore.of(RedisConfig.parse("127.0.0.1:1,localhost:1", true, Optional.empty()), "project")) {
            assertThatThrownBy(store::ping).isInstanceOf(CycloException.class).hasMessageContaining("127.0.0.1:1,localhost:1 does not answer");
        }
    }

    private static byte[] redisKey(long driver, String project) {
        byte[] name = project.getBytes(StandardCharsets.UTF_8);
        byte[] key = key(driver);
        byte[] whole = Arrays.copyOf(key, key.length + name.length);
        System.arraycopy(name, 0, whole, key.length, name.length);
        return whole;
    }

    private static RedisConfig config(Optional<Duration> keyTtl) {
        return RedisConfig.parse(TestServices.redis().connectionString(), false, keyTtl);
    }

    private static Jedis jedis() {
        RedisAddress redis = TestServices.redis();
        DefaultJedisClientConfig.Builder config = DefaultJedisClientConfig.builder();
        if (!redis.password().isEmpty()) {
            config.password(redis.password());
        }
        return new Jedis(redis.host(), redis.port(), config.build());
    }
}
