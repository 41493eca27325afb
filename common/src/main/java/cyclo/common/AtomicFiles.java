package cyclo.common;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;

/** Files and folders that appear complete or not at all: written beside their place, then moved into it. */
public final class AtomicFiles {
    /** Writes the content of one file or folder to {@code temporary}. */
    public interface Writer {
        void writeTo(Path temporary) throws IOException;
    }

    private AtomicFiles() {}

    public static void write(Path file, String text) {
        write(file, temporary -> Files.write(temporary, text.getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * Lets {@code writer} write to a temporary file in the same folder, then moves it over {@code file}.
     *
     * @throws CycloException (usage) when the disk is full or the folder not writable
     */
    public static void write(Path file, Writer writer) {
        Path target = file.toAbsolutePath();
        Path temporary = target.resolveSibling("." + target.getFileName() + "." + ProcessHandle.current().pid() + "." + Thread.currentThread().getId() + ".part");
        try {
            Files.createDirectories(target.getParent());
            writer.writeTo(temporary);
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw CycloException.usage("Cannot write %s: %s.", file, FileFault.why(e), e);
        } finally {
            deleteQuietly(temporary);
        }
    }

    /** Replaces the folder {@code target} by {@code complete}; a reader sees the old one or the new one, or for an instant none. */
    public static void moveFolder(Path complete, Path target) throws IOException {
        Files.createDirectories(target.toAbsolutePath().getParent());
        Path old = target.resolveSibling("." + target.getFileName() + "." + ProcessHandle.current().pid() + ".old");
        if (Files.exists(target)) {
            Files.move(target, old, StandardCopyOption.ATOMIC_MOVE);
        }
        Files.move(complete, target, StandardCopyOption.ATOMIC_MOVE);
        deleteFolder(old);
    }

    /** Deletes a folder and all it holds; links are removed, not followed. A folder that is not there is no error. */
    public static void deleteFolder(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.delete(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override public FileVisitResult postVisitDirectory(Path directory, IOException e) throws IOException {
                    Files.delete(directory);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot delete " + folder, e);
        }
    }

    private static void deleteQuietly(Path file) {
        try {
            if (Files.isDirectory(file)) {
                deleteFolder(file);
            }
            Files.deleteIfExists(file);
        } catch (IOException | UncheckedIOException ignored) {
            // The write has already failed or succeeded; a left-over .part file is the smaller evil and is overwritten next time.
        }
    }
}
