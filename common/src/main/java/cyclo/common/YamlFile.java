package cyclo.common;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * A YAML file (1.2, JSON schema) that a person wrote. It is read key by key through {@link YamlMap}; a key that nobody
 * asked for is a fault with "did you mean", and {@link #check} tells all faults at once with file and line.
 */
public final class YamlFile {
    private record Fault(int line, String message) {}

    private final Path path;
    private final List<Fault> faults = new ArrayList<>();
    private final YamlMap root;

    private YamlFile(Path path, Optional<Node> node) {
        this.path = path;
        if (node.isPresent() && !(node.get() instanceof MappingNode)) {
            throw CycloException.usage("Cannot read %s: it must be a mapping (key: value lines).", path);
        }
        this.root = new YamlMap(this, "", node.map(MappingNode.class::cast).orElse(null), 1);
    }

    /** @throws CycloException (usage) if the file is missing or is not YAML */
    public static YamlFile read(Path path) {
        return read(path, UnaryOperator.identity());
    }

    /** As {@link #read(Path)}, with {@code expand} applied to the text first, for example {@link Env#expand}. */
    public static YamlFile read(Path path, UnaryOperator<String> expand) {
        try {
            return parse(path, expand.apply(Files.readString(path)));
        } catch (NoSuchFileException e) {
            throw CycloException.usage("Cannot find %s: is this a project folder? Give it with --project.", path);
        } catch (IOException e) {
            throw CycloException.usage("Cannot read %s: %s.", path, FileFault.why(e), e);
        }
    }

    /** Reads {@code text} as if it stood in {@code path}. */
    public static YamlFile parse(Path path, String text) {
        try {
            LoadSettings settings = LoadSettings.builder().setLabel(path.toString()).build();
            return new YamlFile(path, new Compose(settings).composeString(text));
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(1);
            throw CycloException.usage("Cannot read %s:%d: %s.", path, line, e.getProblem());
        }
    }

    public Path path() {
        return path;
    }

    public YamlMap root() {
        return root;
    }

    void fault(int line, String message) {
        Fault fault = new Fault(line, message);
        if (!faults.contains(fault)) {
            faults.add(fault);
        }
    }

    /**
     * Call after everything was read.
     *
     * @throws CycloException (usage) with one line per fault, in the order of the file
     */
    public void check() {
        root.reportUnknownKeys();
        if (!faults.isEmpty()) {
            List<String> lines = faults.stream()
                    .sorted(java.util.Comparator.comparingInt(Fault::line))
                    .map(fault -> "%s:%d: %s".formatted(path, fault.line(), fault.message()))
                    .toList();
            throw CycloException.usage("%s", "Cannot use %s: %d fault%s.%n  %s".formatted(
                    path.getFileName(), lines.size(), lines.size() == 1 ? "" : "s", String.join(System.lineSeparator() + "  ", lines)));
        }
    }
}
