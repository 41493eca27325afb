package cyclo.services;

import cyclo.common.AtomicFiles;
import cyclo.common.CycloException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A real Redis of our own, on loopback, with a random password. It lives on when this JVM is killed, and the next
 * {@link #start} on the same folder and port adopts it: who answers to the password is ours.
 */
public final class EmbeddedRedis implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path folder;
    private final RedisAddress address;
    private final ProcessHandle process;
    private final boolean adopted;

    private EmbeddedRedis(Path folder, RedisAddress address, ProcessHandle process, boolean adopted) {
        this.folder = folder;
        this.address = address;
        this.process = process;
        this.adopted = adopted;
    }

    /**
     * @param durable whether writes are kept on disk (append-only file, synced each second); false for tests
     * @throws CycloException (usage) with the last words of the server's log if it does not come up
     */
    public static EmbeddedRedis start(Path folder, int port, boolean durable) {
        try {
            Files.createDirectories(folder.resolve("data"));
            RedisAddress address = new RedisAddress("127.0.0.1", port, Secrets.keptIn(folder.resolve("password")));
            Optional<ProcessHandle> running = running(address);
            if (running.isPresent()) {
                return new EmbeddedRedis(folder, address, running.get(), true);
            }
            Path configuration = folder.resolve("redis.conf");
            Secrets.writeTo(configuration, configuration(folder, address, durable));
            List<String> command = List.of(RedisBinary.find().toString(), configuration.toString());
            return new EmbeddedRedis(folder, address, launch(folder, address, command), false);
        } catch (IOException e) {
            throw CycloException.usage("Cannot start Redis in '%s': %s.", folder, e);
        }
    }

    /** The Redis of {@code folder} that runs at {@code port}, whoever started it. */
    public static Optional<ProcessHandle> running(Path folder, int port) throws IOException {
        return port == 0 || !Files.isRegularFile(folder.resolve("password")) ? Optional.empty()
                : running(new RedisAddress("127.0.0.1", port, Secrets.keptIn(folder.resolve("password"))));
    }

    /** The process of the Redis that answers at {@code address} to its password. */
    public static Optional<ProcessHandle> running(RedisAddress address) {
        OptionalLong pid = processId(address);
        return pid.isPresent() ? ProcessHandle.of(pid.getAsLong()) : Optional.empty();
    }

    public RedisAddress address() {
        return address;
    }

    public ProcessHandle process() {
        return process;
    }

    /** True when the server was running before, left behind by a JVM that was killed. */
    public boolean adopted() {
        return adopted;
    }

    @Override public void close() {
        ServiceProcess.stop(process, PATIENCE);
    }

    /** Kills the server and deletes its folder: the end of a test. */
    public void discard() {
        process.destroyForcibly();
        ServiceProcess.gone(process, Duration.ofSeconds(10));
        AtomicFiles.deleteFolder(folder);
    }

    private static String configuration(Path folder, RedisAddress address, boolean durable) {
        return """
                bind 127.0.0.1
                port %d
                requirepass %s
                dir "%s"
                save ""
                appendonly %s
                appendfsync everysec
                maxmemory-policy noeviction
                """.formatted(address.port(), address.password(), folder.resolve("data").toAbsolutePath(), durable ? "yes" : "no");
    }

    private static ProcessHandle launch(Path folder, RedisAddress address, List<String> command) throws IOException {
        Path log = folder.resolve("log");
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        ProcessHandle process = ServiceProcess.start(command, log, Map.of("LC_ALL", "C"));
        OptionalLong answering = processId(address);
        while (answering.isEmpty()) {
            if (!process.isAlive()) {
                throw CycloException.usage("Cannot start Redis in '%s'. Its last words:%n  %s", folder, ServiceProcess.tail(log));
            }
            if (System.nanoTime() > deadline) {
                ServiceProcess.stop(process, Duration.ofSeconds(5));
                throw CycloException.unavailable("Cannot reach Redis at %s: it did not answer within %d s. Its last words:%n  %s",
                        address, PATIENCE.toSeconds(), ServiceProcess.tail(log));
            }
            ServiceProcess.gone(process, Duration.ofMillis(20));
            answering = processId(address);
        }
        return ProcessHandle.of(answering.getAsLong()).orElse(process);
    }

    /** Of the server at {@code address}, once it has loaded its data; empty while nobody there knows the password. */
    private static OptionalLong processId(RedisAddress address) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address.host(), address.port()), 2000);
            socket.setSoTimeout(5000);
            socket.getOutputStream().write("AUTH %s\r\nPING\r\nINFO server\r\nQUIT\r\n".formatted(address.password()).getBytes(StandardCharsets.US_ASCII));
            BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            if (!"+OK".equals(in.readLine()) || !"+PONG".equals(in.readLine())) {
                return OptionalLong.empty();
            }
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.startsWith("process_id:")) {
                    return OptionalLong.of(Long.parseLong(line.substring("process_id:".length()).strip()));
                }
            }
            return OptionalLong.empty();
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }
}
