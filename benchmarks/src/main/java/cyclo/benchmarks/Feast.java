package cyclo.benchmarks;

import cyclo.services.ServiceProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The real Feast, from pip, in a virtual environment. */
final class Feast {
    private static final Map<String, String> QUIET = Map.of("FEAST_USAGE", "False", "PYTHONWARNINGS", "ignore", "PYTHONUNBUFFERED", "1");

    /** @param bin the folder with {@code python} and {@code feast} */
    record Installation(Path bin, String version) {}

    private final Installation installation;
    private final Path repo;

    Feast(Installation installation, Path repo) {
        this.installation = installation;
        this.repo = repo;
    }

    String name() {
        return "Feast " + installation.version();
    }

    void apply() {
        run("apply");
    }

    /** Runs {@code peer.py}. */
    Watched run(String... words) {
        List<String> command = new ArrayList<>(List.of(installation.bin().resolve("python").toString(), "peer.py"));
        command.addAll(List.of(words));
        return Watched.run(command, QUIET, repo, repo.resolve("feast.log"));
    }

    /** Runs another script of the same Python. */
    Watched script(String... words) {
        List<String> command = new ArrayList<>(List.of(installation.bin().resolve("python").toString()));
        command.addAll(List.of(words));
        return Watched.run(command, QUIET, repo, repo.resolve("python.log"));
    }

    /** {@code feast serve} with further options. */
    ServerUnderLoad serve(int port, String... options) {
        List<String> command = new ArrayList<>(List.of(installation.bin().resolve("feast").toString(), "-c", repo.toString(), "serve", "-h", "127.0.0.1", "-p",
                String.valueOf(port), "--no-access-log"));
        command.addAll(List.of(options));
        try {
            return ServerUnderLoad.of(ServiceProcess.start(command, repo.resolve("feast-serve.log"), QUIET), port, repo.resolve("feast-serve.log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
