package cyclo.services;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;

/** Random passwords, and files that only their owner reads. */
public final class Secrets {
    private static final SecureRandom RANDOM = new SecureRandom();

    private Secrets() {}

    /** 128 random bits as letters and digits, so that they need no quoting in a URL, a shell or a YAML file. */
    public static String password() {
        byte[] bytes = new byte[16];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** Writes {@code text} to {@code file} with mode 0600: it is never readable for others, not even for an instant. */
    public static void writeTo(Path file, String text) throws IOException {
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, text);
    }

    /** Reads the password kept in {@code file}, or makes one and keeps it there. */
    static String keptIn(Path file) throws IOException {
        if (Files.isRegularFile(file) && Files.size(file) > 0) {
            return Files.readString(file).strip();
        }
        Files.createDirectories(file.getParent());
        String password = password();
        Path temporary = file.resolveSibling(file.getFileName() + "." + ProcessHandle.current().pid());
        writeTo(temporary, password + "\n");
        Files.move(temporary, file, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
        return password;
    }
}
