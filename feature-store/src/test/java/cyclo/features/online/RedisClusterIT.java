package cyclo.features.online;

import static org.assertj.core.api.Assertions.assertThat;

import cyclo.features.RedisConfig;
import cyclo.services.RedisCluster;
import cyclo.services.TestServices;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.Jedis;

/** What every online store keeps to, on three masters. */
class RedisClusterIT extends OnlineStoreContract {
    private static final AtomicInteger NAMES = new AtomicInteger();
    @TempDir static Path folder;
    private static RedisCluster cluster;

    @BeforeAll static void start() {
        cluster = RedisCluster.start(folder, 3);
    }

    @AfterAll static void stop() {
        cluster.close();
    }

    @Override OnlineStore store(String project) {
        return RedisOnlineStore.of(RedisConfig.parse(cluster.connectionString(), true, Optional.empty()), project);
    }

    @Override String freshProject() {
        return TestServices.freshName("clustered" + NAMES.incrementAndGet());
    }

    @Test void rowsLieOnAllServersAndAreReadAndRemovedThere() {
        String project = freshProject();
        try (OnlineStore store = store(project)) {
            List<OnlineRow> rows = new ArrayList<>();
            List<byte[]> keys = new ArrayList<>();
            for (long driver = 0; driver < 3_000; driver++) {
                rows.add(row(driver, NOON, 0.5, driver));
                keys.add(key(driver));
            }
            assertThat(store.write(STATS, rows, OnlineStore.AtEqualTime.REPLACE)).isEqualTo(3_000);
            List<StoredRow> found = store.read(List.of(new ViewRead(STATS, keys))).get(0);
            for (int driver = 0; driver < 3_000; driver++) {
                assertThat(values(found.get(driver))).containsExactly(0.5, (long) driver);
            }
            List<Long> held = cluster.nodes().stream().map(node -> asking(node.port(), Jedis::dbSize)).toList();
            System.err.printf("3,000 entities on three masters: %s keys each%n", held);
            assertThat(held).allMatch(count -> count > 500);
            assertThat(store.notes().incarnation().split(",")).hasSize(3);
            assertThat(store.removeView(STATS)).isEqualTo(3_000);
            assertThat(store.removeProject()).isZero();
        }
    }

    private static <T> T asking(int port, Function<Jedis, T> question) {
        try (Jedis redis = new Jedis("127.0.0.1", port, DefaultJedisClientConfig.builder().build())) {
            return question.apply(redis);
        }
    }
}
