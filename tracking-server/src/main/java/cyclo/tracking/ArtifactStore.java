package cyclo.tracking;

import cyclo.common.AtomicFiles;
import cyclo.common.CycloException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Artifacts as files below one folder. A file appears complete or not at all; links are neither followed nor made. Safe for
 * many threads: of two writers of one file the last wins, whole.
 */
final class ArtifactStore {
    /** @param size in bytes; none for a folder */
    record Entry(String name, Optional<Long> size) {}

    private static final String INCOMING = ".incoming";

    private final Path root;

    private ArtifactStore(Path root) {
        this.root = root;
    }

    /** @throws CycloException (usage) if the folder cannot be made or written */
    static ArtifactStore open(Path folder) {
        try {
            Files.createDirectories(folder);
            Path root = folder.toRealPath();
            Files.createDirectories(root.resolve(INCOMING));
            deleteLeftOvers(root.resolve(INCOMING));
            return new ArtifactStore(root);
        } catch (IOException e) {
            throw CycloException.usage("Cannot keep artifacts in '%s': %s. Give a folder that can be written, by TRACKING_ARTIFACTS.", folder, e, e);
        }
    }

    /**
     * Stores what {@code content} holds, streamed.
     *
     * @param length how many bytes are announced, or -1: fewer or more are refused
     */
    void write(ArtifactPath path, InputStream content, long length) throws IOException {
        Path target = resolve(path);
        if (path.names().isEmpty() || Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
            throw MlflowException.invalid("Cannot write '%s': it is a folder.", path);
        }
        Path incoming = root.resolve(INCOMING).resolve(UUID.randomUUID().toString());
        try {
            try (OutputStream out = Files.newOutputStream(incoming, StandardOpenOption.CREATE_NEW)) {
                long received = content.transferTo(out);
                if (length >= 0 && received != length) {
                    throw MlflowException.invalid("Cannot write '%s': %d bytes were announced and %d came. Send it again.", path, length, received);
                }
            }
            Files.createDirectories(target.getParent());
            Files.move(incoming, resolve(path), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (FileAlreadyExistsException e) {
            throw MlflowException.invalid("Cannot write '%s': '%s' is a file, not a folder.", path, root.relativize(Path.of(e.getFile())));
        } finally {
            Files.deleteIfExists(incoming);
        }
    }

    /** The file, or nothing if there is none. */
    Optional<Path> find(ArtifactPath path) {
        Path file = resolve(path);
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) ? Optional.of(file) : Optional.empty();
    }

    /** What is in a folder, by name; nothing if there is no such folder. */
    List<Entry> list(ArtifactPath path) throws IOException {
        Path folder = resolve(path);
        List<Entry> entries = new ArrayList<>();
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return entries;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS) && !(folder.equals(root) && name.equals(INCOMING))) {
                    entries.add(new Entry(name, Optional.empty()));
                } else if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                    entries.add(new Entry(name, Optional.of(Files.size(file))));
                }
            }
        }
        entries.sort(Comparator.comparing(Entry::name));
        return entries;
    }

    /** Deletes a file, or a folder with all it holds; what is not there is no error. */
    void delete(ArtifactPath path) {
        if (path.names().isEmpty()) {
            throw MlflowException.invalid("Cannot delete the root of all artifacts.");
        }
        Path target = resolve(path);
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            AtomicFiles.deleteFolder(target);
        }
    }

    /** What a server that was killed had half received; younger files may be another server's. */
    private static void deleteLeftOvers(Path incoming) throws IOException {
        FileTime limit = FileTime.from(Instant.now().minus(Duration.ofHours(1)));
        try (DirectoryStream<Path> files = Files.newDirectoryStream(incoming)) {
            for (Path file : files) {
                if (Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS).compareTo(limit) < 0) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    /** Refuses a path on which a link lies, wherever it leads: the server makes none, so someone else did. */
    private Path resolve(ArtifactPath path) {
        if (!path.names().isEmpty() && path.names().get(0).equals(INCOMING)) {
            throw MlflowException.invalid("Invalid path");
        }
        Path file = root;
        for (String name : path.names()) {
            try {
                file = file.resolve(name);
            } catch (InvalidPathException e) {
                throw MlflowException.invalid("Cannot keep '%s': the locale of this server has no such letters in file names. Start it with LC_ALL=C.UTF-8.",
                        path);
            }
            if (Files.isSymbolicLink(file)) {
                throw MlflowException.invalid("Invalid path");
            }
        }
        if (!file.normalize().startsWith(root)) {
            throw MlflowException.invalid("Invalid path");
        }
        return file;
    }
}
