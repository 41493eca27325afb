package cyclo.services.python;

import cyclo.common.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Makes the folder of a {@link PythonEnvironment}: once, whoever else is making it at the same time. */
final class PythonMaker {
    private static final Duration PATIENCE = Duration.ofMinutes(15);
    /** Stands in a folder that is whole; its content is what is installed. */
    private static final String COMPLETE = "cyclo-complete.txt";
    private static final List<String> UNREACHABLE = List.of("Retrying (", "Max retries exceeded", "ConnectionError", "ConnectTimeout", "ReadTimeout",
            "NameResolutionError", "Temporary failure in name resolution", "ProxyError", "SSLError");

    private final Path root;
    private final String python;

    PythonMaker(Path root, String python) {
        this.root = root;
        this.python = python;
    }

    /** @throws PythonMissing if this machine has no such Python, or pip gets no packages here */
    Path made(String name, List<String> requirements) {
        synchronized (PythonMaker.class) { // the lock below keeps out other processes, and fails among threads
            return madeAlone(name, requirements);
        }
    }

    private Path madeAlone(String name, List<String> requirements) {
        String version = version();
        Path folder = root.resolve(name + "-" + Sha256.of(version + "\n" + String.join("\n", requirements)).substring(0, 12));
        if (Files.exists(folder.resolve(COMPLETE))) {
            return folder;
        }
        try {
            Files.createDirectories(root);
            // Its lock, not its existence, says that somebody is at work: a killed process leaves no lock behind.
            try (FileChannel channel = FileChannel.open(root.resolve(folder.getFileName() + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = channel.lock()) {
                if (lock.isValid() && !Files.exists(folder.resolve(COMPLETE))) {
                    make(folder, requirements);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot make the Python environment " + folder, e);
        }
        return folder;
    }

    private void make(Path folder, List<String> requirements) throws IOException {
        delete(folder); // what a killed run left
        PythonRun venv = ran(List.of(python, "-m", "venv", folder.toString()));
        if (venv.exit() != 0) {
            throw new PythonMissing("'%s -m venv' failed: %s".formatted(python, lastLine(venv)));
        }
        List<String> pip = new ArrayList<>(List.of(folder.resolve("bin/python").toString(), "-m", "pip", "install", "--no-input",
                "--disable-pip-version-check", "--prefer-binary", "--retries", "3"));
        pip.addAll(requirements);
        PythonRun installed = ran(pip);
        if (installed.exit() != 0) {
            String said = installed.out() + installed.err();
            if (UNREACHABLE.stream().anyMatch(said::contains)) {
                throw new PythonMissing("pip cannot reach a package index: " + lastLine(installed));
            }
            throw new IllegalStateException("pip install %s failed:%n%s".formatted(requirements, said));
        }
        PythonRun frozen = ran(List.of(folder.resolve("bin/python").toString(), "-m", "pip", "freeze", "--disable-pip-version-check"));
        Path temporary = folder.resolve(COMPLETE + ".new");
        Files.writeString(temporary, frozen.succeeded());
        Files.move(temporary, folder.resolve(COMPLETE), java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    }

    private String version() {
        PythonRun run = ran(List.of(python, "-c", "import sys; print('%d.%d.%d' % sys.version_info[:3]); sys.exit(sys.version_info < (3, 10))"));
        if (run.exit() != 0) {
            throw new PythonMissing("'%s' is version %s, and 3.10 or newer is needed".formatted(python, run.out().isBlank() ? lastLine(run) : run.out().strip()));
        }
        return run.out().strip();
    }

    private static PythonRun ran(List<String> command) {
        return PythonEnvironment.ran(Path.of("").toAbsolutePath(), Map.of(), PATIENCE, command);
    }

    private static String lastLine(PythonRun run) {
        return Stream.of(run.out(), run.err()).flatMap(String::lines).filter(line -> !line.isBlank()).reduce((one, next) -> next).orElse("no word of why").strip();
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> paths = Files.walk(folder)) {
                for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }
}
