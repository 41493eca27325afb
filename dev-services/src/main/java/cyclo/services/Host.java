package cyclo.services;

import cyclo.common.CycloException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** What this machine offers: its platform, its programs, and the folder where unpacked binaries are kept. */
final class Host {
    private Host() {}

    static boolean isMac() {
        return System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("mac");
    }

    static boolean isArm() {
        String arch = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        return arch.contains("aarch64") || arch.contains("arm64");
    }

    static boolean isRoot() {
        return output(List.of("id", "-u")).map(String::strip).filter("0"::equals).isPresent();
    }

    /** A program on the PATH. */
    static Optional<Path> program(String name) {
        for (String folder : System.getenv().getOrDefault("PATH", "/usr/bin:/bin").split(":")) {
            Path candidate = Path.of(folder.isEmpty() ? "." : folder, name);
            if (Files.isRegularFile(candidate) && Files.isExecutable(candidate)) {
                return Optional.of(candidate.toAbsolutePath());
            }
        }
        return Optional.empty();
    }

    /** What {@code command} printed, if it ended well within ten seconds. */
    static Optional<String> output(List<String> command) {
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true)
                    .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null"))).start();
            String output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            if (process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0) {
                return Optional.of(output);
            }
            process.destroyForcibly();
            return Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** Shared by all projects of this user, so that binaries are unpacked once: {@code $XDG_CACHE_HOME/cyclo}, else {@code ~/.cache/cyclo}. */
    static Path cache() {
        String xdg = System.getenv().getOrDefault("XDG_CACHE_HOME", "");
        Path home = Path.of(System.getProperty("user.home"));
        Path folder = xdg.isBlank() ? home.resolve(".cache") : Path.of(xdg);
        if (xdg.isBlank() && !Files.isWritable(home)) {
            folder = Path.of(System.getProperty("java.io.tmpdir"), "cyclo-" + System.getProperty("user.name"));
        }
        Path cache = folder.resolve("cyclo").toAbsolutePath();
        try {
            return Files.createDirectories(cache);
        } catch (IOException e) {
            throw CycloException.usage("Cannot create the folder '%s' for unpacked binaries (%s): set XDG_CACHE_HOME to one that is writable.", cache, e);
        }
    }
}
