package cyclo.models;

import cyclo.common.CycloException;
import cyclo.common.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The SHA-256 of every file of a model folder, in the form that {@code sha256sum -c SHA256SUMS} checks. */
final class FolderSums {
    static final String FILE = "SHA256SUMS";
    /** MLflow's Python client leaves this beside a model that it downloads. */
    private static final Set<String> FOREIGN = Set.of(FILE, "registered_model_meta");

    private FolderSums() {}

    static void write(Path folder) throws IOException {
        StringBuilder sums = new StringBuilder();
        for (String file : files(folder, "the model in " + folder)) {
            sums.append(Sha256.of(folder.resolve(file))).append("  ").append(file).append('\n');
        }
        Files.writeString(folder.resolve(FILE), sums);
    }

    /** SHA-256 of the list itself, which stands for all files. */
    static String digest(Path folder) {
        return Sha256.of(folder.resolve(FILE));
    }

    /** @throws CycloException (usage) without a list; (refused) if a file is missing, unlisted or not what the list says */
    static void verify(Path folder) {
        verify(folder, "the model in " + folder);
    }

    /** @param model for the sentence, where the folder's name would tell nobody which model it is */
    static void verify(Path folder, String model) {
        Map<String, String> expected = read(folder, model);
        List<String> found = files(folder, model);
        for (Map.Entry<String, String> entry : expected.entrySet()) {
            if (!found.contains(entry.getKey())) {
                throw refused(model, entry.getKey(), "is missing; its SHA-256 was " + entry.getValue());
            }
            String actual = Sha256.of(folder.resolve(entry.getKey()));
            if (!actual.equals(entry.getValue())) {
                throw refused(model, entry.getKey(), "has the SHA-256 %s, but %s says %s".formatted(actual, FILE, entry.getValue()));
            }
        }
        found.stream().filter(file -> !expected.containsKey(file)).findFirst().ifPresent(file -> {
            throw refused(model, file, "has the SHA-256 %s, but %s does not list it".formatted(Sha256.of(folder.resolve(file)), FILE));
        });
    }

    private static Map<String, String> read(Path folder, String model) {
        Path list = folder.resolve(FILE);
        if (!Files.isRegularFile(list)) {
            throw CycloException.usage("Cannot use %s as a model: it has no %s, so it was not written by Cyclo or is not complete.", folder, FILE);
        }
        Map<String, String> sums = new TreeMap<>();
        try {
            for (String line : Files.readAllLines(list)) {
                String[] parts = line.split("  ", 2);
                if (parts.length < 2 || !parts[0].matches("[0-9a-f]{64}") || !folder.resolve(parts[1]).normalize().startsWith(folder.normalize())) {
                    throw refused(model, FILE, "has the line '%s', which is not a SHA-256 and a file of the folder".formatted(line));
                }
                sums.put(parts[1], parts[0]);
            }
        } catch (IOException e) {
            throw refused(model, FILE, "cannot be read: " + e);
        }
        return sums;
    }

    /** Relative paths with slashes, sorted; links are refused, since they may lead out of the folder. */
    private static List<String> files(Path folder, String model) {
        try (Stream<Path> paths = Files.walk(folder)) {
            return paths.filter(path -> !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
                    .peek(path -> {
                        if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
                            throw refused(model, folder.relativize(path).toString(), "is a link, not a file");
                        }
                    })
                    .map(path -> folder.relativize(path).toString().replace('\\', '/'))
                    .filter(path -> !FOREIGN.contains(path))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot list " + folder, e);
        }
    }

    private static CycloException refused(String model, String file, String problem) {
        return CycloException.refused("Cannot use %s: '%s' %s. Download it again, or register the model anew.", model, file, problem);
    }
}
