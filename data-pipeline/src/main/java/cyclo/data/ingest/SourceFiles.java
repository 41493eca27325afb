package cyclo.data.ingest;

import cyclo.common.CycloException;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Finds the files of a source, in the order of their names. */
final class SourceFiles {
    private SourceFiles() {}

    /** @throws CycloException (usage) when a path or glob has no file, or the format cannot be told */
    static List<SourceFile> find(Path project, Source source) throws IOException {
        List<SourceFile> found = new ArrayList<>();
        for (String wanted : source.files()) {
            List<Path> paths = wanted.matches(".*[*?\\[{].*") ? glob(project, wanted) : List.of(project.resolve(wanted).normalize());
            if (paths.isEmpty() || !Files.isRegularFile(paths.get(0))) {
                throw CycloException.usage("Cannot ingest source '%s': there is no file '%s' in %s.", source.name(), wanted, project);
            }
            for (Path path : paths) {
                String shown = path.startsWith(project) ? project.relativize(path).toString() : path.toString();
                found.add(new SourceFile(source, path, shown, source.formatOf(shown).orElseThrow(() -> CycloException.usage(
                        "Cannot ingest source '%s': what is %s? Say 'format: csv', tsv, parquet or jsonl.", source.name(), shown))));
            }
        }
        return found;
    }

    private static List<Path> glob(Path project, String pattern) throws IOException {
        String fixed = pattern.split("[*?\\[{]", 2)[0];
        Path start = project.resolve(fixed.contains("/") ? fixed.substring(0, fixed.lastIndexOf('/') + 1) : "").normalize();
        if (!Files.isDirectory(start)) {
            return List.of();
        }
        PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + project.resolve(pattern).normalize());
        try (Stream<Path> paths = Files.walk(start)) {
            return paths.filter(path -> Files.isRegularFile(path) && matcher.matches(path)).sorted().toList();
        }
    }
}
