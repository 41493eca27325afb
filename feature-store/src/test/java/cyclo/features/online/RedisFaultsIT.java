package cyclo.features.online;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cyclo.common.CycloException;
import cyclo.common.ExitCode;
import cyclo.features.RedisConfig;
import cyclo.services.EmbeddedRedis;
import cyclo.services.Ports;
import cyclo.services.RedisAddress;
import cyclo.services.TestServices;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

class RedisFaultsIT {
    private static final ViewFeatures STATS = OnlineStoreContract.STATS;
    private static final char[] PASSWORD = "changeit".toCharArray();
    private final String project = TestServices.freshName("faults");
    @TempDir Path folder;

    @Test void withALongWayRequestsEndWithinTheirBudget() throws IOException {
        RedisAddress redis = TestServices.redis();
        try (TcpProxy proxy = new TcpProxy(redis.port()); OnlineStore store = store(proxy.port(), ",socket_timeout=1")) {
            write(store, OnlineStoreContract.NOON);
            proxy.delay(200);
            assertThat(found(store)).isTrue();
            System.err.printf("200 ms away: a read takes %d ms%n", millis(() -> found(store)));
            proxy.delay(0);
            proxy.cut();
            System.err.printf("after a reset: a read takes %d ms%n", millis(() -> assertThat(found(store)).isTrue()));
            proxy.swallow(true);
            long slowest = 0;
            for (int i = 0; i < 5; i++) {
                slowest = Math.max(slowest, refused(store));
            }
            long open = refused(store);
            System.err.printf("a black hole: refused after %d ms at most, with the circuit open after %d ms%n", slowest, open);
            assertThat(slowest).isLessThan(1_500);
            assertThat(open).isLessThan(500);
            proxy.swallow(false);
            proxy.cut();
            System.err.printf("out of the hole: answers again after %d ms%n", untilFound(store, true));
        }
    }

    @Test void aRedisThatDiesAndComesBackEmptyIsNoticedAtOnce() {
        EmbeddedRedis redis = EmbeddedRedis.start(folder, Ports.free(), false);
        int port = redis.address().port();
        try (OnlineStore store = RedisOnlineStore.of(RedisConfig.parse(redis.address().connectionString(), false, Optional.empty()), project)) {
            write(store, OnlineStoreContract.NOON);
            redis.close();
            long slowest = 0;
            for (int i = 0; i < 20; i++) {
                slowest = Math.max(slowest, refused(store));
            }
            redis = EmbeddedRedis.start(folder, port, false);
            System.err.printf("Redis is dead: 20 reads refused, the slowest after %d ms; back and empty: NOT_FOUND after %d ms%n", slowest,
                    untilFound(store, false));
            write(store, OnlineStoreContract.NOON);
            assertThat(found(store)).isTrue();
        } finally {
            redis.discard();
        }
    }

    @Test void withTlsAUserAndADatabase() throws IOException, GeneralSecurityException, InterruptedException {
        Path keys = folder.resolve("keys.p12");
        Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair", "-alias", "redis", "-keyalg",
                "EC", "-dname", "CN=localhost", "-ext", "san=dns:localhost,ip:127.0.0.1", "-storetype", "PKCS12", "-keystore", keys.toString(), "-storepass",
                new String(PASSWORD)).inheritIO().start();
        assertThat(keytool.waitFor()).isZero();
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keys)) {
            store.load(in, PASSWORD);
        }
        Path pem = Files.writeString(folder.resolve("ca.pem"), "-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder().encodeToString(store.getCertificate("redis").getEncoded()) + "\n-----END CERTIFICATE-----\n");
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(store, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        try (Jedis admin = new Jedis("127.0.0.1", TestServices.redis().port())) {
            admin.auth(TestServices.redis().password());
            admin.aclSetUser("reader", "on", ">pass", "~*", "+@all");
        }
        try (TcpProxy proxy = new TcpProxy(TestServices.redis().port(), context.getServerSocketFactory())) {
            String place = "localhost:" + proxy.port() + ",username=reader,password=pass,db=3,ssl=true";
            try (OnlineStore right = of(place + ",ssl_ca_certs=" + pem); OnlineStore trusting = of(place + ",ssl_cert_reqs=none"); OnlineStore strict = of(place)) {
                write(right, OnlineStoreContract.NOON);
                assertThat(found(right)).isTrue();
                assertThat(found(trusting)).isTrue();
                assertThatThrownBy(() -> found(strict)).isInstanceOf(CycloException.class).hasMessageContaining("certif");
            }
        }
        try (OnlineStore other = of(TestServices.redis().connectionString())) {
            assertThat(found(other)).as("in database 0").isFalse();
        }
    }

    private OnlineStore of(String place) {
        return RedisOnlineStore.of(RedisConfig.parse(place, false, Optional.empty()), project);
    }

    private OnlineStore store(int port, String more) {
        return of("127.0.0.1:" + port + ",password=" + TestServices.redis().password() + more);
    }

    private static void write(OnlineStore store, Instant time) {
        store.write(STATS, List.of(OnlineStoreContract.row(1, time, 0.5, 7L)), OnlineStore.AtEqualTime.REPLACE);
    }

    private static boolean found(OnlineStore store) {
        return store.read(List.of(new ViewRead(STATS, List.of(OnlineStoreContract.key(1))))).get(0).get(0).eventTime().isPresent();
    }

    private static long refused(OnlineStore store) {
        return millis(() -> assertThatThrownBy(() -> found(store)).isInstanceOf(CycloException.class).hasMessageContaining("does not answer")
                .extracting(e -> ((CycloException) e).exitCode()).isEqualTo(ExitCode.UNAVAILABLE));
    }

    private static long untilFound(OnlineStore store, boolean wanted) {
        return millis(() -> {
            long until = System.nanoTime() + 10_000_000_000L;
            while (true) {
                try {
                    assertThat(found(store)).isEqualTo(wanted);
                    return;
                } catch (CycloException e) {
                    assertThat(System.nanoTime()).as(e.getMessage()).isLessThan(until);
                }
            }
        });
    }

    private static long millis(Runnable action) {
        long start = System.nanoTime();
        action.run();
        return (System.nanoTime() - start) / 1_000_000;
    }
}
