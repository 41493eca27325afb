package cyclo.services;

import cyclo.common.CycloException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A Redis cluster of masters on loopback, without a password, for tests: it is gone with {@link #close} or with the JVM. */
public final class RedisCluster implements AutoCloseable {
    private static final int SLOTS = 16384;
    private static final int BUS = 10_000;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final List<RedisAddress> nodes = new ArrayList<>();
    private final List<ProcessHandle> processes = new ArrayList<>();

    private RedisCluster() {}

    /** @throws CycloException if the servers do not agree on a cluster within a minute */
    public static RedisCluster start(Path folder, int masters) {
        RedisCluster cluster = new RedisCluster();
        Runtime.getRuntime().addShutdownHook(new Thread(cluster::close, "stop-redis-cluster"));
        try {
            cluster.launch(folder, masters);
            return cluster;
        } catch (IOException e) {
            cluster.close();
            throw CycloException.usage("Cannot start a Redis cluster in '%s': %s.", folder, e);
        }
    }

    public List<RedisAddress> nodes() {
        return List.copyOf(nodes);
    }

    /** In Feast's form: all nodes. */
    public String connectionString() {
        return nodes.stream().map(node -> node.host() + ":" + node.port()).collect(Collectors.joining(","));
    }

    @Override public void close() {
        processes.forEach(ProcessHandle::destroyForcibly);
        processes.forEach(process -> ServiceProcess.gone(process, Duration.ofSeconds(10)));
    }

    private void launch(Path folder, int masters) throws IOException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        for (int i = 0; i < masters; i++) {
            int port = portWithBus();
            Path own = Files.createDirectories(folder.resolve("node" + i));
            List<String> command = List.of(RedisBinary.find().toString(), "--bind", "127.0.0.1", "--port", String.valueOf(port), "--cluster-enabled", "yes",
                    "--dir", own.toAbsolutePath().toString(), "--save", "", "--appendonly", "no");
            processes.add(ServiceProcess.start(command, own.resolve("log"), Map.of("LC_ALL", "C")));
            nodes.add(new RedisAddress("127.0.0.1", port, ""));
        }
        List<String> buses = new ArrayList<>();
        for (int i = 0; i < masters; i++) {
            await(i, "PING", "+PONG", deadline);
            String slots = IntStream.range(SLOTS * i / masters, SLOTS * (i + 1) / masters).mapToObj(String::valueOf).collect(Collectors.joining(" "));
            await(i, "CLUSTER ADDSLOTS " + slots, "+OK", deadline);
            await(i, "CLUSTER SET-CONFIG-EPOCH " + (i + 1), "+OK", deadline);
            buses.add(words(i, "CLUSTER NODES").get(1).split("[@ ,]")[2]);
        }
        for (int i = 1; i < masters; i++) {
            await(0, "CLUSTER MEET 127.0.0.1 %d %s".formatted(nodes.get(i).port(), buses.get(i)), "+OK", deadline);
        }
        for (int i = 0; i < masters; i++) {
            await(i, "CLUSTER INFO", "cluster_state:ok", deadline);
            await(i, "CLUSTER INFO", "cluster_known_nodes:" + masters, deadline);
        }
    }

    /** A free port whose neighbour for the cluster's own talk, 10,000 above, is free too: Redis 6 has no setting for that one. */
    private static int portWithBus() {
        for (int tries = 0; tries < 200; tries++) {
            int port = ThreadLocalRandom.current().nextInt(12_000, 22_000);
            if (Ports.isFree(port) && Ports.isFree(port + BUS)) {
                return port;
            }
        }
        throw CycloException.unavailable("Cannot start a Redis cluster: no two free ports %d apart.", BUS);
    }

    private void await(int node, String command, String wanted, long deadline) throws IOException {
        List<String> said = words(node, command);
        while (!said.contains(wanted)) {
            if (System.nanoTime() > deadline || !processes.get(node).isAlive()) {
                throw new IOException("node %d said %s".formatted(node, said));
            }
            ServiceProcess.gone(processes.get(node), Duration.ofMillis(50));
            said = words(node, command);
        }
    }

    private List<String> words(int node, String command) {
        try (Socket socket = new Socket(nodes.get(node).host(), nodes.get(node).port())) {
            socket.setSoTimeout(5000);
            socket.getOutputStream().write((command + "\r\nQUIT\r\n").getBytes(StandardCharsets.US_ASCII));
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8)).lines().toList();
        } catch (IOException | UncheckedIOException e) {
            return List.of(String.valueOf(e.getMessage()));
        }
    }
}
