package cyclo.features.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cyclo.features.RedisConfig;
import cyclo.services.TestServices;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class RedisServersIT {
    /** Each of its commands is an ECHO, so that an answer that went to somebody else is seen. */
    private record Echoes(String[] words, String[] heard) implements Exchange {
        @Override public int commands() {
            return words.length;
        }

        @Override public byte[] key(int command) {
            return words[command].getBytes(StandardCharsets.UTF_8);
        }

        @Override public void write(int command, Commands to) {
            to.begin(2).argument("ECHO").argument(words[command]);
        }

        @Override public void take(int command, Replies from) throws IOException {
            heard[command] = new String((byte[]) from.next(), StandardCharsets.UTF_8);
        }
    }

    @Test void manyThreadsOnFewConnectionsEachGetTheirOwnAnswers() throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(32);
        try (RedisServers reads = new RedisServers(RedisConfig.parse(TestServices.redis().connectionString(), false, Optional.empty()))) {
            List<Future<Integer>> all = new ArrayList<>();
            for (int thread = 0; thread < 32; thread++) {
                int number = thread;
                all.add(threads.submit(() -> right(reads, number)));
            }
            int right = 0;
            for (Future<Integer> one : all) {
                right += one.get();
            }
            System.err.printf("%d answers to 32 threads over 4 connections, each its own%n", right);
            assertThat(right).isEqualTo(32 * 500 * 3);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test void aServerThatNeverAnswersIsGivenUpInTimeAndThenAtOnce() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                RedisServers reads = new RedisServers(RedisConfig.parse("127.0.0.1:" + silent.getLocalPort(), false, Optional.empty()))) {
            long slowest = 0;
            for (int i = 0; i < 5; i++) {
                slowest = Math.max(slowest, millisOfFailure(reads));
            }
            long open = millisOfFailure(reads);
            System.err.printf("a silent Redis: given up after %d ms at most; with the circuit open after %d ms%n", slowest, open);
            assertThat(slowest).isBetween(900L, 2_500L);
            assertThat(open).isLessThan(400);
        }
    }

    private static int right(RedisServers reads, int number) throws IOException {
        int right = 0;
        for (int i = 0; i < 500; i++) {
            String[] words = {number + "-" + i, "x".repeat(i), "z" + number};
            Echoes echoes = new Echoes(words, new String[3]);
            reads.run(RedisServers.Use.READ, echoes);
            for (int word = 0; word < 3; word++) {
                right += words[word].equals(echoes.heard()[word]) ? 1 : 0;
            }
        }
        return right;
    }

    private static long millisOfFailure(RedisServers reads) {
        long start = System.nanoTime();
        assertThatThrownBy(() -> reads.run(RedisServers.Use.READ, new Echoes(new String[] {"a"}, new String[1]))).isInstanceOf(IOException.class);
        return (System.nanoTime() - start) / 1_000_000;
    }
}
