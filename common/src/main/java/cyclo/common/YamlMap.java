package cyclo.common;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * One mapping of a {@link YamlFile}. Each getter marks its key as known. A missing or wrong value is recorded as a fault of
 * the file and a harmless value is returned, so that reading goes on and {@link YamlFile#check} can tell everything at once.
 */
public final class YamlMap {
    private final YamlFile file;
    private final String name;
    private final int line;
    private final Map<String, Node> values = new LinkedHashMap<>();
    private final Map<String, Integer> lines = new LinkedHashMap<>();
    private final Set<String> known = new LinkedHashSet<>();
    private final Map<String, List<YamlMap>> children = new LinkedHashMap<>();

    YamlMap(YamlFile file, String name, MappingNode node, int line) {
        this.file = file;
        this.name = name;
        this.line = line;
        if (node != null) {
            for (NodeTuple tuple : node.getValue()) {
                String key = tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : tuple.getKeyNode().toString();
                if (values.put(key, tuple.getValueNode()) != null) {
                    file.fault(lineOf(tuple.getKeyNode()), "'%s' stands twice; the first is on line %d".formatted(path(key), lines.get(key)));
                }
                lines.put(key, lineOf(tuple.getKeyNode()));
            }
        }
    }

    /** The line this mapping begins on, from 1. */
    public int line() {
        return line;
    }

    /** The keys as written, in order; asking for them marks none as known. */
    public List<String> keys() {
        return List.copyOf(values.keySet());
    }

    public boolean has(String key) {
        known.add(key);
        return values.containsKey(key) && !isNull(values.get(key));
    }

    /** Records a fault at the line of this mapping. */
    public void fault(String message, Object... arguments) {
        file.fault(line, message.formatted(arguments));
    }

    /** Records a fault at the line of {@code key}. */
    public void faultAt(String key, String message, Object... arguments) {
        file.fault(lines.getOrDefault(key, line), message.formatted(arguments));
    }

    public String text(String key) {
        return optionalText(key).orElseGet(() -> missing(key, ""));
    }

    public String text(String key, String defaultValue) {
        return optionalText(key).orElse(defaultValue);
    }

    public Optional<String> optionalText(String key) {
        return scalar(key, "text", value -> value);
    }

    public Optional<Long> optionalInteger(String key) {
        return scalar(key, "a whole number", value -> Long.parseLong(value.replace("_", "")));
    }

    public long integer(String key, long defaultValue) {
        return optionalInteger(key).orElse(defaultValue);
    }

    public Optional<Double> optionalNumber(String key) {
        return scalar(key, "a number", Double::parseDouble);
    }

    public double number(String key, double defaultValue) {
        return optionalNumber(key).orElse(defaultValue);
    }

    public boolean bool(String key, boolean defaultValue) {
        return scalar(key, "true or false", value -> switch (value.toLowerCase(Locale.ROOT)) {
            case "true", "yes", "on" -> true;
            case "false", "no", "off" -> false;
            default -> throw new IllegalArgumentException();
        }).orElse(defaultValue);
    }

    /** A duration with its unit, such as {@code 1d} or {@code 50ms}; see {@link Quantity}. */
    public Optional<Duration> optionalDuration(String key) {
        return scalar(key, "a duration with a unit, such as 50ms, 24h or 30d", Quantity::duration);
    }

    public Duration duration(String key, Duration defaultValue) {
        return optionalDuration(key).orElse(defaultValue);
    }

    /** A size with its unit, in bytes; see {@link Quantity}. */
    public long bytes(String key, long defaultValue) {
        return scalar(key, "a size with a unit, such as 10MB", Quantity::bytes).orElse(defaultValue);
    }

    /** A constant of {@code type}, written in any case, with {@code -} or {@code _}. */
    public <E extends Enum<E>> Optional<E> optionalChoice(String key, Class<E> type) {
        Optional<String> text = optionalText(key);
        Optional<E> choice = text.flatMap(value -> Arrays.stream(type.getEnumConstants())
                .filter(constant -> constant.name().equalsIgnoreCase(value.replace('-', '_')))
                .findFirst());
        if (text.isPresent() && choice.isEmpty()) {
            List<String> names = Arrays.stream(type.getEnumConstants()).map(constant -> constant.name().toLowerCase(Locale.ROOT)).toList();
            faultAt(key, "'%s' is '%s'.%s", path(key), text.get(), Suggestion.sentence(text.get(), names));
        }
        return choice;
    }

    public <E extends Enum<E>> E choice(String key, Class<E> type, E defaultValue) {
        return optionalChoice(key, type).orElse(defaultValue);
    }

    public <E extends Enum<E>> E choice(String key, Class<E> type) {
        if (!has(key)) {
            missing(key, "");
        }
        return optionalChoice(key, type).orElse(type.getEnumConstants()[0]);
    }

    /** A list of scalars, or one scalar alone; empty when absent. */
    public List<String> texts(String key) {
        if (!has(key)) {
            return List.of();
        }
        Node node = values.get(key);
        if (node instanceof ScalarNode scalar) {
            return List.of(scalar.getValue());
        }
        List<String> texts = new ArrayList<>();
        if (node instanceof SequenceNode sequence) {
            for (Node item : sequence.getValue()) {
                if (item instanceof ScalarNode scalar) {
                    texts.add(scalar.getValue());
                } else {
                    file.fault(lineOf(item), "'%s' must be a list of plain values".formatted(path(key)));
                }
            }
        } else {
            faultAt(key, "'%s' must be a list of plain values", path(key));
        }
        return texts;
    }

    /** The mapping under {@code key}; a fault and an empty one when it is absent. */
    public YamlMap map(String key) {
        return optionalMap(key).orElseGet(() -> {
            missing(key, "");
            return child(key, null, line);
        });
    }

    public Optional<YamlMap> optionalMap(String key) {
        if (!has(key)) {
            return Optional.empty();
        }
        if (values.get(key) instanceof MappingNode mapping) {
            return Optional.of(children.containsKey(key) ? children.get(key).get(0) : child(key, mapping, lineOf(mapping)));
        }
        faultAt(key, "'%s' must be a mapping (indented key: value lines)", path(key));
        return Optional.empty();
    }

    /** A list of mappings; empty when absent. */
    public List<YamlMap> maps(String key) {
        return maps(key, "");
    }

    /** As {@link #maps(String)}, where an item may also be a plain value: it stands for {@code {shorthand: value}}. */
    public List<YamlMap> maps(String key, String shorthand) {
        if (!has(key)) {
            return List.of();
        }
        if (children.containsKey(key)) {
            return children.get(key);
        }
        List<YamlMap> maps = new ArrayList<>();
        if (values.get(key) instanceof SequenceNode sequence) {
            for (Node item : sequence.getValue()) {
                if (item instanceof MappingNode mapping) {
                    maps.add(child(key, mapping, lineOf(mapping)));
                } else if (item instanceof ScalarNode && !shorthand.isEmpty()) {
                    YamlMap child = child(key, null, lineOf(item));
                    child.values.put(shorthand, item);
                    child.lines.put(shorthand, lineOf(item));
                    maps.add(child);
                } else {
                    file.fault(lineOf(item), "'%s' must be a list of mappings".formatted(path(key)));
                }
            }
        } else {
            faultAt(key, "'%s' must be a list (lines that begin with '-')", path(key));
        }
        return maps;
    }

    /** The mapping under {@code key} as name to text, for free-form keys such as tags; empty when absent. */
    public Map<String, String> textMap(String key) {
        Map<String, String> texts = new LinkedHashMap<>();
        optionalMap(key).ifPresent(map -> map.keys().forEach(name -> texts.put(name, map.text(name, ""))));
        return texts;
    }

    /** Whatever stands under {@code key}: String, Long, Double, Boolean, List or Map (in order); empty for null or absent. */
    public Optional<Object> value(String key) {
        return has(key) ? Optional.ofNullable(plain(values.get(key))) : Optional.empty();
    }

    void reportUnknownKeys() {
        for (String key : values.keySet()) {
            if (!known.contains(key)) {
                faultAt(key, "unknown key '%s'.%s", path(key), Suggestion.sentence(key, known));
            }
        }
        children.values().forEach(list -> list.forEach(YamlMap::reportUnknownKeys));
    }

    private YamlMap child(String key, MappingNode node, int line) {
        YamlMap child = new YamlMap(file, path(key), node, line);
        children.computeIfAbsent(key, any -> new ArrayList<>()).add(child);
        return child;
    }

    private <T> Optional<T> scalar(String key, String expected, Function<String, T> parse) {
        if (!has(key)) {
            return Optional.empty();
        }
        if (values.get(key) instanceof ScalarNode scalar) {
            try {
                return Optional.of(parse.apply(scalar.getValue()));
            } catch (IllegalArgumentException e) {
                faultAt(key, "'%s' is '%s': %s is expected", path(key), scalar.getValue(), expected);
            }
        } else {
            faultAt(key, "'%s' must be %s", path(key), expected);
        }
        return Optional.empty();
    }

    private <T> T missing(String key, T harmless) {
        if (!values.containsKey(key) || isNull(values.get(key))) {
            fault("'%s' is missing", path(key));
        }
        return harmless;
    }

    private String path(String key) {
        return name.isEmpty() ? key : name + "." + key;
    }

    private static boolean isNull(Node node) {
        return node instanceof ScalarNode scalar && node.getTag().getValue().equals("tag:yaml.org,2002:null") && !scalar.getValue().equals("''");
    }

    private static Object plain(Node node) {
        if (node instanceof MappingNode mapping) {
            Map<String, Object> map = new LinkedHashMap<>();
            mapping.getValue().forEach(tuple -> map.put(((ScalarNode) tuple.getKeyNode()).getValue(), plain(tuple.getValueNode())));
            return map;
        }
        if (node instanceof SequenceNode sequence) {
            List<Object> list = new ArrayList<>();
            sequence.getValue().forEach(item -> list.add(plain(item)));
            return list;
        }
        String text = ((ScalarNode) node).getValue();
        return switch (node.getTag().getValue()) {
            case "tag:yaml.org,2002:null" -> null;
            case "tag:yaml.org,2002:bool" -> Boolean.parseBoolean(text);
            case "tag:yaml.org,2002:int" -> Long.parseLong(text);
            case "tag:yaml.org,2002:float" -> Double.parseDouble(text);
            default -> text;
        };
    }

    private static int lineOf(Node node) {
        return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
    }
}
