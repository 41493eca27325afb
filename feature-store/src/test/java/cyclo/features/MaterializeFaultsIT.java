package cyclo.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cyclo.common.CycloException;
import cyclo.common.ExitCode;
import cyclo.services.EmbeddedPostgres;
import cyclo.services.EmbeddedRedis;
import cyclo.services.Ports;
import cyclo.services.PostgresAddress;
import cyclo.services.RedisAddress;
import cyclo.services.TestServices;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;

/** What is left when a process, Redis or PostgreSQL dies in the middle of materialize. Each prints its figures. */
class MaterializeFaultsIT {
    private static final int KILLS = 20;

    @TempDir private Path folder;

    @Test void killedAtTwentyRandomPointsTheNextRunEndsInTheSameState() throws IOException, InterruptedException {
        int drivers = 120_000;
        PostgresAddress postgres = TestServices.freshDatabase();
        try (EmbeddedRedis server = redis(Ports.free())) {
            RedisAddress redis = server.address();
            String project = TestServices.freshName("killed");
            ManyDrivers many = new ManyDrivers(TestProject.on(project, postgres, redis), drivers);
            many.make();
            Random random = new Random(20);
            List<Long> killedAt = new ArrayList<>();
            List<Long> wentOnAfter = new ArrayList<>();
            try (FeatureStore store = many.open(); Jedis keys = jedis(redis)) {
                store.materialize(List.of(), ManyDrivers.START, ManyDrivers.END);
                String undisturbed = many.state(store);
                for (int kill = 0; kill < KILLS; kill++) {
                    keys.flushAll();
                    int recorded = many.runsRecorded();
                    long point = random.nextInt(drivers);
                    Process run = start(ManyDrivers.arguments(project, postgres, redis));
                    awaitKeys(keys, point, run::isAlive);
                    run.destroyForcibly().waitFor();
                    killedAt.add(keys.dbSize());
                    boolean ended = many.runsRecorded() > recorded;
                    MaterializeReport.View next = store.materialize(List.of(), ManyDrivers.START, ManyDrivers.END).views().get(0);
                    wentOnAfter.add(next.before());
                    assertThat(next.entities()).isEqualTo(drivers);
                    assertThat(many.state(store)).as("killed after %d entities", killedAt.get(kill)).isEqualTo(undisturbed);
                    assertThat(many.runsRecorded()).isEqualTo(recorded + (ended ? 2 : 1));
                }
            }
            assertThat(wentOnAfter).as("some run went on where the killed one had come to").anyMatch(before -> before > 0);
            System.out.printf("materialize of %,d entities, kill -9 at %d random points: final state equal %d of %d times%n  keys at the kill: %s%n"
                    + "  the next run went on after: %s%n", drivers, KILLS, killedAt.size(), KILLS, killedAt, wentOnAfter);
        }
    }

    @Test void redisKilledFlushedOrEmptiedInMidRunIsAnErrorAndAMillionEntitiesAreSoonRebuilt() throws IOException {
        int drivers = 1_000_000;
        int port = Ports.free();
        EmbeddedRedis server = redis(port);
        ManyDrivers many = new ManyDrivers(TestProject.on(TestServices.freshName("flushed"), TestServices.freshDatabase(), server.address()), drivers);
        many.make();
        try (FeatureStore store = many.open()) {
            RedisAddress redis = server.address();
            CompletableFuture<MaterializeReport> run = run(store);
            try (Jedis keys = jedis(redis)) {
                awaitKeys(keys, 300_000, () -> !run.isDone());
                server.process().destroyForcibly();
            }
            CycloException killed = failure(run);
            assertThat(killed.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
            server.process().onExit().join();
            server = redis(port);
            awaitAnswer(store);

            CompletableFuture<MaterializeReport> second = run(store);
            try (Jedis keys = jedis(redis)) {
                awaitKeys(keys, 300_000, () -> !second.isDone());
                assertThatThrownBy(() -> store.materialize(List.of(), ManyDrivers.START, ManyDrivers.END)).isInstanceOf(CycloException.class)
                        .hasMessageStartingWith("Cannot materialize 'stats': another run does it now (process " + ProcessHandle.current().pid());
                keys.flushAll();
            }
            CycloException flushed = failure(second);
            assertThat(flushed).hasMessageStartingWith("Cannot go on materializing 'stats': the online store has lost its data meanwhile");
            assertThat(many.runsRecorded()).as("no run that failed is recorded").isZero();

            long began = System.nanoTime();
            MaterializeReport.View rebuilt = store.materialize(List.of(), ManyDrivers.START, ManyDrivers.END).views().get(0);
            double seconds = (System.nanoTime() - began) / 1e9;
            assertThat(rebuilt).extracting(MaterializeReport.View::entities, MaterializeReport.View::before).containsExactly((long) drivers, 0L);
            try (Jedis keys = jedis(redis)) {
                assertThat(keys.dbSize()).isEqualTo(drivers);
            }
            assertThat(seconds).isLessThan(60);
            System.out.printf("Redis killed after 300,000 of %,d entities: %s%nRedis flushed: %s%nrebuilt: %,d entities in %.1f s%n", drivers,
                    killed.getMessage(), flushed.getMessage(), rebuilt.entities(), seconds);
        } finally {
            server.close();
        }
    }

    /** The circuit that opened while Redis was dead lets a try through from time to time. */
    private static void awaitAnswer(FeatureStore store) {
        long deadline = System.nanoTime() + 10_000_000_000L;
        while (true) {
            try {
                store.ping();
                return;
            } catch (CycloException e) {
                if (System.nanoTime() > deadline) {
                    throw e;
                }
                LockSupport.parkNanos(20_000_000L);
            }
        }
    }

    @Test void postgresKilledInMidRunIsAnErrorAndTheNextRunGoesOn() throws IOException {
        int drivers = 400_000;
        int port = Ports.free();
        EmbeddedPostgres server = EmbeddedPostgres.start(folder.resolve("postgres"), port, true);
        try (EmbeddedRedis redis = redis(Ports.free())) {
            ManyDrivers many = new ManyDrivers(TestProject.on(TestServices.freshName("lost"), server.database("lost"), redis.address()), drivers);
            many.make();
            try (FeatureStore store = many.open(); Jedis keys = jedis(redis.address())) {
                CompletableFuture<MaterializeReport> run = run(store);
                awaitKeys(keys, 100_000, () -> !run.isDone());
                crash(server);
                CycloException lost = failure(run);
                assertThat(lost.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
                assertThat(lost).hasMessageContaining("PostgreSQL at 127.0.0.1:" + port + " did not answer to the end");
                server = EmbeddedPostgres.start(folder.resolve("postgres"), port, true);
                MaterializeReport.View next = store.materialize(List.of(), ManyDrivers.START, ManyDrivers.END).views().get(0);
                assertThat(next.entities()).isEqualTo(drivers);
                assertThat(next.before()).isBetween(80_000L, drivers - 1L);
                assertThat(many.runsRecorded()).isOne();
                String resumed = many.state(store);
                keys.flushAll();
                store.materialize(List.of(), ManyDrivers.START, ManyDrivers.END);
                assertThat(many.state(store)).isEqualTo(resumed);
                System.out.printf("PostgreSQL killed in mid-run: %s%nthe next run went on after %,d of %,d entities, final state equal%n", lost.getMessage(),
                        next.before(), drivers);
            }
        } finally {
            server.discard();
        }
    }

    private EmbeddedRedis redis(int port) {
        return EmbeddedRedis.start(folder.resolve("redis"), port, false);
    }

    /** As a crash: nothing is written, clients are cut off. */
    private static void crash(EmbeddedPostgres server) throws IOException {
        new ProcessBuilder("kill", "-QUIT", String.valueOf(server.process().pid())).start().onExit().join();
        server.process().onExit().join();
    }

    private static CompletableFuture<MaterializeReport> run(FeatureStore store) {
        return CompletableFuture.supplyAsync(() -> store.materialize(List.of(), ManyDrivers.START, ManyDrivers.END));
    }

    private static CycloException failure(CompletableFuture<MaterializeReport> run) {
        try {
            throw new AssertionError("it did not fail: " + run.join());
        } catch (CompletionException e) {
            assertThat(e.getCause()).isInstanceOf(CycloException.class);
            return (CycloException) e.getCause();
        }
    }

    private static void awaitKeys(Jedis redis, long count, Callable<Boolean> still) {
        try {
            while (redis.dbSize() < count && still.call()) {
                Thread.onSpinWait();
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static Process start(List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m", "-XX:+UseSerialGC",
                "-Dcom.google.protobuf.use_unsafe_pre22_gencode", "-cp", System.getProperty("java.class.path"), ManyDrivers.class.getName()));
        command.addAll(arguments);
        return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    }

    private static Jedis jedis(RedisAddress redis) {
        return new Jedis(new HostAndPort(redis.host(), redis.port()), DefaultJedisClientConfig.builder().password(redis.password()).build());
    }
}
