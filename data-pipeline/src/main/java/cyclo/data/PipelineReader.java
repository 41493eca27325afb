package cyclo.data;

import cyclo.common.YamlFile;
import cyclo.common.YamlMap;
import cyclo.data.Pipeline.SqlStep;
import cyclo.data.Pipeline.Target;
import cyclo.data.check.Check;
import cyclo.data.check.CheckReader;
import cyclo.data.ingest.Source;
import cyclo.data.ingest.SourceReader;
import cyclo.features.offline.TableTarget;
import cyclo.features.types.ColumnCast;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads {@code data.yaml}; every fault is told at once. */
public final class PipelineReader {
    private static final String NAME = "[A-Za-z_][A-Za-z0-9_]*";

    private final Path project;
    private final Set<String> names = new LinkedHashSet<>();

    private PipelineReader(Path project) {
        this.project = project;
    }

    /** @throws cyclo.common.CycloException (usage) with one line per fault, each with its line number */
    public static Pipeline read(Path project) {
        YamlFile file = YamlFile.read(project.resolve(Pipeline.FILE));
        Pipeline pipeline = new PipelineReader(project).pipeline(file.root());
        file.check();
        return pipeline;
    }

    private Pipeline pipeline(YamlMap root) {
        List<Source> sources = new ArrayList<>();
        for (YamlMap map : root.maps("sources")) {
            sources.add(SourceReader.read(map, newName(map)));
        }
        if (sources.isEmpty()) {
            root.fault("'sources' is missing: name at least one file");
        }
        List<SqlStep> steps = new ArrayList<>();
        for (YamlMap map : root.maps("steps")) {
            steps.add(step(map));
        }
        List<Check> checks = new ArrayList<>();
        for (YamlMap map : root.maps("checks")) {
            CheckReader.read(map, List.copyOf(names)).ifPresent(checks::add);
        }
        List<Target> targets = new ArrayList<>();
        Set<String> tables = new LinkedHashSet<>();
        for (YamlMap map : root.maps("tables")) {
            Target target = target(map);
            if (!tables.add(target.table().table())) {
                map.faultAt("name", "two tables are called '%s'", target.table().table());
            }
            targets.add(target);
        }
        Optional<YamlMap> window = root.optionalMap("materialize");
        Optional<Instant> start = window.flatMap(map -> instant(map, "start"));
        Optional<Instant> end = window.flatMap(map -> instant(map, "end"));
        if (start.isPresent() && end.isPresent() && start.get().isAfter(end.get())) {
            window.get().fault("'materialize.start' is after 'materialize.end'");
        }
        return new Pipeline(project, sources, steps, checks, targets, start, end);
    }

    private String newName(YamlMap map) {
        String name = map.text("name");
        if (!name.isEmpty() && !name.matches(NAME)) {
            map.faultAt("name", "'%s' is no name for a table: letters, digits and '_' only", name);
        } else if (!name.isEmpty() && !names.add(name)) {
            map.faultAt("name", "two sources or steps are called '%s'", name);
        }
        return name;
    }

    private SqlStep step(YamlMap map) {
        String name = newName(map);
        Optional<String> file = map.optionalText("file");
        Optional<String> sql = map.optionalText("sql");
        if (file.isPresent() == sql.isPresent()) {
            map.fault("step '%s' needs either 'file' (an SQL file) or 'sql' (the SELECT itself)", name);
        }
        return file.map(path -> new SqlStep(name, sqlOf(map, path), path)).orElseGet(() -> new SqlStep(name, sql.orElse(""), Pipeline.FILE));
    }

    private String sqlOf(YamlMap map, String path) {
        Path file = project.resolve(path).normalize();
        if (!file.startsWith(project.normalize())) {
            map.faultAt("file", "'%s' lies outside the project folder", path);
            return "";
        }
        try {
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            map.faultAt("file", "there is no file '%s'", path);
            return "";
        } catch (IOException e) {
            map.faultAt("file", "cannot read '%s' (%s)", path, e.getClass().getSimpleName());
            return "";
        }
    }

    private Target target(YamlMap map) {
        String name = map.text("name");
        String from = map.text("from", name);
        if (!from.isEmpty() && !names.contains(from)) {
            map.faultAt(map.has("from") ? "from" : "name", "%s", Pipeline.unknownTable(from, List.copyOf(names)));
        }
        List<String> keys = map.texts("keys");
        if (keys.isEmpty()) {
            map.fault("table '%s' needs 'keys': the columns that identify a row, with the event time", name);
        }
        return new Target(from, new TableTarget(name, keys, map.text("event_time", ""), map.optionalText("created"),
                map.choice("mode", TableTarget.Mode.class, TableTarget.Mode.MERGE)));
    }

    private static Optional<Instant> instant(YamlMap map, String key) {
        return map.optionalText(key).flatMap(text -> {
            try {
                return Optional.of(ColumnCast.instant(text));
            } catch (IllegalArgumentException e) {
                map.faultAt(key, "'materialize.%s': %s", key, e.getMessage());
                return Optional.empty();
            }
        });
    }
}
