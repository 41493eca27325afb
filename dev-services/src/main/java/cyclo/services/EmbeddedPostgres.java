package cyclo.services;

import cyclo.common.AtomicFiles;
import cyclo.common.CycloException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * A real PostgreSQL 18 of our own, on loopback, with a random password. Its folder keeps {@code data}, {@code password} and
 * {@code log}; it lives on when this JVM is killed, and the next {@link #start} on the folder adopts it.
 */
public final class EmbeddedPostgres implements AutoCloseable {
    private static final String USER = "cyclo";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path folder;
    private final PostgresAddress address;
    private final ProcessHandle process;
    private final boolean adopted;

    private EmbeddedPostgres(Path folder, PostgresAddress address, ProcessHandle process, boolean adopted) {
        this.folder = folder;
        this.address = address;
        this.process = process;
        this.adopted = adopted;
    }

    /**
     * Starts the server of {@code folder}, making its data first if there is none, or adopts the one that runs there already
     * on that port. A server that runs there and cannot be adopted is stopped first.
     *
     * @param durable whether a commit survives a power cut; false for tests
     * @throws CycloException (usage) with the last words of the server's log if it does not come up
     */
    public static EmbeddedPostgres start(Path folder, int port, boolean durable) {
        try {
            Files.createDirectories(folder);
            PostgresAddress address = new PostgresAddress("127.0.0.1", port, "postgres", USER, Secrets.keptIn(folder.resolve("password")));
            Optional<ProcessHandle> running = running(folder.resolve("data"));
            if (running.isPresent()) {
                if (answers(address)) {
                    return new EmbeddedPostgres(folder, address, running.get(), true);
                }
                ServiceProcess.stop(running.get(), PATIENCE);
            }
            Files.deleteIfExists(folder.resolve("data/postmaster.pid"));
            Path bin = PostgresBinaries.folder().resolve("bin");
            RunAs runAs = RunAs.first(bin.resolve("postgres"));
            PostgresData.make(folder, bin, runAs, USER, durable);
            runAs.own(folder.resolve("data"));
            return new EmbeddedPostgres(folder, address, launch(folder, address, runAs.command(command(bin, folder, port, durable))), false);
        } catch (IOException e) {
            throw CycloException.usage("Cannot start PostgreSQL in '%s': %s.", folder, e);
        }
    }

    /** The server that runs on the data of {@code folder}, whoever started it. */
    public static Optional<ProcessHandle> running(Path data) throws IOException {
        Path pidFile = data.resolve("postmaster.pid");
        List<String> lines = Files.isRegularFile(pidFile) ? Files.readAllLines(pidFile) : List.of();
        if (lines.size() < 3) {
            return Optional.empty();
        }
        Instant written = Instant.ofEpochSecond(Long.parseLong(lines.get(2).strip()));
        return ProcessHandle.of(Long.parseLong(lines.get(0).strip()))
                .filter(ProcessHandle::isAlive)
                .filter(process -> process.info().startInstant()
                        .map(started -> Duration.between(started, written).abs().compareTo(Duration.ofSeconds(30)) < 0)
                        .orElse(true));
    }

    /** The database {@code postgres}; {@link PostgresAddress#withDatabase} leads to the others. */
    public PostgresAddress address() {
        return address;
    }

    public ProcessHandle process() {
        return process;
    }

    /** True when the server was running before, left behind by a JVM that was killed. */
    public boolean adopted() {
        return adopted;
    }

    /** Creates the database unless it is there. */
    public PostgresAddress database(String name) {
        try (Connection connection = connect(address); Statement statement = connection.createStatement()) {
            try (ResultSet found = statement.executeQuery("select 1 from pg_database where datname = '" + name.replace("'", "''") + "'")) {
                if (found.next()) {
                    return address.withDatabase(name);
                }
            }
            statement.execute("create database \"" + name.replace("\"", "\"\"") + "\"");
            return address.withDatabase(name);
        } catch (SQLException e) {
            throw CycloException.unavailable("Cannot create database '%s' in %s: %s.", name, address, e.getMessage(), e);
        }
    }

    /** Stops the server; open transactions are rolled back. */
    @Override public void close() {
        ServiceProcess.stop(process, PATIENCE);
    }

    /** Stops the server at once, without writing what it has in memory, and deletes its folder: the end of a test. */
    public void discard() {
        ServiceProcess.signal(process, "QUIT");
        ServiceProcess.gone(process, Duration.ofSeconds(10));
        AtomicFiles.deleteFolder(folder);
    }

    private static List<String> command(Path bin, Path folder, int port, boolean durable) {
        List<String> words = new ArrayList<>(List.of(bin.resolve("postgres").toString(), "-D", folder.resolve("data").toString(), "-p", String.valueOf(port)));
        String onOff = durable ? "on" : "off";
        for (String setting : List.of("listen_addresses=127.0.0.1", "unix_socket_directories=", "fsync=" + onOff, "full_page_writes=" + onOff,
                "synchronous_commit=" + onOff, "max_connections=100", "shared_buffers=128MB", "max_wal_size=2GB", "wal_level=minimal",
                "max_wal_senders=0", "jit=off", "timezone=UTC", "log_timezone=UTC")) {
            words.addAll(List.of("-c", setting));
        }
        return words;
    }

    private static ProcessHandle launch(Path folder, PostgresAddress address, List<String> command) throws IOException {
        Path log = folder.resolve("log");
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        ProcessHandle process = ServiceProcess.start(command, log, Map.of("LC_ALL", "C"));
        while (!answers(address)) {
            if (!process.isAlive() && ServiceProcess.tail(log).contains("shared memory block") && System.nanoTime() < deadline) {
                // The children of a killed server are still ending.
                process = ServiceProcess.start(command, log, Map.of("LC_ALL", "C"));
            } else if (!process.isAlive()) {
                throw CycloException.usage("Cannot start PostgreSQL in '%s'. Its last words:%n  %s", folder, ServiceProcess.tail(log));
            } else if (System.nanoTime() > deadline) {
                ServiceProcess.stop(process, Duration.ofSeconds(5));
                throw CycloException.unavailable("Cannot reach PostgreSQL at %s: it did not answer within %d s. Its last words:%n  %s",
                        address, PATIENCE.toSeconds(), ServiceProcess.tail(log));
            }
            ServiceProcess.gone(process, Duration.ofMillis(20));
        }
        return process;
    }

    private static boolean answers(PostgresAddress address) {
        try (Connection connection = connect(address)) {
            return connection.isValid(5);
        } catch (SQLException e) {
            return false;
        }
    }

    private static Connection connect(PostgresAddress address) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", address.user());
        properties.setProperty("password", address.password());
        properties.setProperty("connectTimeout", "5");
        properties.setProperty("sslmode", "disable");
        properties.setProperty("gssEncMode", "disable");
        return DriverManager.getConnection(address.jdbcUrl(), properties);
    }
}
