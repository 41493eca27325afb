package cyclo.services;

import cyclo.common.CycloException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/** The Redis to run: one of the machine, else one that came with the build (embedded-redis). */
final class RedisBinary {
    private RedisBinary() {}

    /** The first of {@code redis-server} and {@code valkey-server} on the PATH and the bundled ones that runs here. */
    static Path find() {
        List<String> tried = new ArrayList<>();
        for (String name : List.of("redis-server", "valkey-server")) {
            if (Host.program(name).filter(program -> runs(program, tried)).isPresent()) {
                return Host.program(name).orElseThrow();
            }
        }
        for (String name : bundled()) {
            Path program = unpacked(name);
            if (runs(program, tried)) {
                return program;
            }
        }
        throw CycloException.usage("Cannot start Redis: none of %s runs on this machine. Install redis-server or valkey-server, "
                + "or set REDIS_CONNECTION_STRING to a server of yours.", tried);
    }

    /** The 64-bit build for Linux needs glibc 2.34 and OpenSSL 3; the 32-bit one is static and runs nearly everywhere. */
    static List<String> bundled() {
        if (Host.isMac()) {
            return List.of(Host.isArm() ? "redis-server-6.2.6-v5-darwin-arm64" : "redis-server-6.2.6-v5-darwin-amd64");
        }
        return Host.isArm() ? List.of("redis-server-6.2.7-linux-arm64") : List.of("redis-server-6.2.6-v5-linux-amd64", "redis-server-6.2.7-linux-386");
    }

    static Path unpacked(String name) {
        Path program = Host.cache().resolve(name);
        if (Files.isExecutable(program)) {
            return program;
        }
        try (InputStream in = RedisBinary.class.getResourceAsStream("/" + name)) {
            if (in == null) {
                throw CycloException.usage("Cannot start Redis: the build brought no '%s'.", name);
            }
            Path temporary = Files.createTempFile(program.getParent(), "." + name, "");
            Files.copy(in, temporary, StandardCopyOption.REPLACE_EXISTING);
            Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwxr-xr-x"));
            Files.move(temporary, program, StandardCopyOption.ATOMIC_MOVE);
            return program;
        } catch (IOException e) {
            throw CycloException.usage("Cannot unpack Redis into '%s': %s.", program, e);
        }
    }

    private static boolean runs(Path program, List<String> tried) {
        tried.add(program.toString());
        return Host.output(List.of(program.toString(), "--version")).isPresent();
    }
}
