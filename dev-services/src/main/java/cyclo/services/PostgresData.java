package cyclo.services;

import cyclo.common.AtomicFiles;
import cyclo.common.CycloException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The files of a new PostgreSQL: {@code data} in the server's folder, there complete or not at all. */
final class PostgresData {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private PostgresData() {}

    /** Does nothing when they are there. @throws CycloException (usage) for those of another version, or when initdb fails */
    static void make(Path folder, Path bin, RunAs runAs, String user, boolean durable) throws IOException {
        Path data = folder.resolve("data");
        if (Files.isRegularFile(data.resolve("PG_VERSION"))) {
            String version = Files.readString(data.resolve("PG_VERSION")).strip();
            if (!version.equals("18")) {
                throw CycloException.usage("Cannot start PostgreSQL 18 on '%s': the data there is of version %s. Move the folder away to begin anew.",
                        data, version);
            }
            return;
        }
        try (Stream<Path> leftOver = Files.list(folder)) {
            leftOver.filter(path -> path.getFileName().toString().startsWith("data.new-")).forEach(AtomicFiles::deleteFolder);
        }
        Path temporary = Files.createTempDirectory(folder, "data.new-");
        runAs.own(temporary);
        Path password = folder.resolve("password");
        runAs.own(password);
        List<String> words = new ArrayList<>(List.of(bin.resolve("initdb").toString(), "-D", temporary.toString(), "-U", user,
                "--auth=scram-sha-256", "--pwfile=" + password, "--encoding=UTF8",
                "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", "--no-instructions"));
        if (!durable) {
            words.addAll(List.of("--no-sync", "--no-data-checksums"));
        }
        Path log = folder.resolve("log");
        ProcessHandle initdb = ServiceProcess.start(runAs.command(words), log, Map.of("LC_ALL", "C"));
        if (!ServiceProcess.gone(initdb, PATIENCE)) {
            ServiceProcess.stop(initdb, Duration.ofSeconds(5)); // half of its work would not be a database
            throw CycloException.unavailable("Cannot make PostgreSQL's data in '%s': initdb did not end within %d s.", folder, PATIENCE.toSeconds());
        }
        if (!Files.isRegularFile(temporary.resolve("PG_VERSION")) || !Files.isRegularFile(temporary.resolve("global/pg_control"))) {
            throw CycloException.usage("Cannot make PostgreSQL's data in '%s':%n  %s", folder, ServiceProcess.tail(log));
        }
        Files.move(temporary, data, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    }
}
