package cyclo.services;

import cyclo.common.CycloException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/**
 * PostgreSQL and Redis for tests: one of each per JVM, started at first use, on free ports, gone with the JVM. A test takes a
 * database of its own and, in Redis, a project name or key prefix of its own.
 */
public final class TestServices {
    private static final AtomicInteger NAMES = new AtomicInteger();

    private TestServices() {}

    /** A new, empty database. */
    public static PostgresAddress freshDatabase() {
        return Postgres.SERVER.database("test_" + NAMES.incrementAndGet());
    }

    /** The Redis that all tests of this JVM share. */
    public static RedisAddress redis() {
        return Redis.SERVER.address();
    }

    /** A name that no other test of this JVM gets: a project, a key prefix. */
    public static String freshName(String prefix) {
        return prefix + "_" + NAMES.incrementAndGet();
    }

    private static Path folder(String name) {
        try {
            return Files.createTempDirectory("cyclo-test-" + name + "-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A port that was free a moment ago may be taken by another test run by now. */
    private static <T> T onAFreePort(IntFunction<T> start) {
        for (int tries = 1; ; tries++) {
            int port = Ports.free();
            try {
                return start.apply(port);
            } catch (CycloException e) {
                if (tries == 3 || Ports.isFree(port)) {
                    throw e;
                }
            }
        }
    }

    private static void tie(ProcessHandle process, Path folder) {
        try {
            Leash.tie(List.of(process), folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Postgres {
        static final EmbeddedPostgres SERVER = start();

        private static EmbeddedPostgres start() {
            Path folder = folder("postgres");
            EmbeddedPostgres server = onAFreePort(port -> EmbeddedPostgres.start(folder, port, false));
            tie(server.process(), folder);
            Runtime.getRuntime().addShutdownHook(new Thread(server::discard, "stop-postgres"));
            return server;
        }
    }

    private static final class Redis {
        static final EmbeddedRedis SERVER = start();

        private static EmbeddedRedis start() {
            Path folder = folder("redis");
            EmbeddedRedis server = onAFreePort(port -> EmbeddedRedis.start(folder, port, false));
            tie(server.process(), folder);
            Runtime.getRuntime().addShutdownHook(new Thread(server::discard, "stop-redis"));
            return server;
        }
    }
}
