package cyclo.services;

import cyclo.common.AtomicFiles;
import cyclo.common.CycloException;
import cyclo.common.Sha256;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.DigestInputStream;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** PostgreSQL's programs for this platform, from a Maven artifact (zonky), unpacked once per user. */
final class PostgresBinaries {
    private static final Set<PosixFilePermission> EXECUTABLE = EnumSet.of(
            PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE,
            PosixFilePermission.GROUP_READ, PosixFilePermission.GROUP_EXECUTE,
            PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_EXECUTE);

    private PostgresBinaries() {}

    /**
     * The folder that holds {@code bin}, {@code lib} and {@code share}. Its name carries the archive's digest, and it is moved
     * into place when complete, so any number of JVMs may ask at once.
     */
    static Path folder() {
        String archive = "/postgres-%s-%s.txz".formatted(Host.isMac() ? "darwin" : "linux", Host.isArm() ? "arm_64" : "x86_64");
        try {
            Path folder = Host.cache().resolve("postgresql-" + digest(archive));
            if (!Files.isDirectory(folder)) {
                unpack(archive, folder);
            }
            return folder;
        } catch (IOException e) {
            throw CycloException.usage("Cannot unpack PostgreSQL into '%s': %s.", Host.cache(), e);
        }
    }

    private static void unpack(String archive, Path folder) throws IOException {
        Path temporary = Files.createTempDirectory(folder.getParent(), ".postgresql-");
        try {
            try (TarArchiveInputStream tar = new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(open(archive), 1 << 16)))) {
                for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                    unpack(tar, entry, temporary);
                }
            }
            Files.setPosixFilePermissions(temporary, EXECUTABLE);
            Files.move(temporary, folder, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            if (!Files.isDirectory(folder)) {
                throw e;
            }
            // Another JVM was faster: its copy is as good as ours.
        } finally {
            AtomicFiles.deleteFolder(temporary);
        }
    }

    private static void unpack(TarArchiveInputStream tar, TarArchiveEntry entry, Path root) throws IOException {
        Path target = root.resolve(entry.getName()).normalize();
        if (!target.startsWith(root)) {
            throw new IOException("an entry outside of its folder: " + entry.getName());
        }
        if (entry.isDirectory()) {
            Files.createDirectories(target);
            return;
        }
        Files.createDirectories(target.getParent());
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
        } else if (entry.isLink()) {
            Files.createLink(target, root.resolve(entry.getLinkName()));
        } else {
            Files.copy(tar, target);
            if ((entry.getMode() & 0111) != 0) {
                Files.setPosixFilePermissions(target, EXECUTABLE);
            }
        }
    }

    private static String digest(String archive) throws IOException {
        try (DigestInputStream in = new DigestInputStream(open(archive), Sha256.newDigest())) {
            in.transferTo(java.io.OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(in.getMessageDigest().digest(), 0, 6);
        }
    }

    private static InputStream open(String archive) {
        InputStream in = PostgresBinaries.class.getResourceAsStream(archive);
        if (in == null) {
            throw CycloException.usage(
                    "Cannot start PostgreSQL on %s %s: the build brought no '%s'. Build on this platform, or set POSTGRES_HOST to a server of yours.",
                    System.getProperty("os.name"), System.getProperty("os.arch"), archive);
        }
        return in;
    }
}
