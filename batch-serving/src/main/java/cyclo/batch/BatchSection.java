package cyclo.batch;

import cyclo.common.CycloException;
import cyclo.common.Sentence;
import cyclo.common.Suggestion;
import cyclo.common.YamlMap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The {@code batch} section of serving.yaml.
 *
 * @param parameters what {@code --set} gives, by name
 * @param keep columns of the entity rows that go into the result beside keys and time; absent means all of them
 */
record BatchSection(Map<String, Parameter> parameters, Entities entities, Output output, Optional<List<String>> keep) {
    private static final Pattern TABLE = Pattern.compile("[A-Za-z_]\\w*");
    private static final Pattern PLACE = Pattern.compile("\\$\\{(\\w+)}");

    /** For whom to predict. */
    sealed interface Entities {
        /** @param format as {@link cyclo.features.files.TableFiles} names it; absent: by the file's name */
        record File(String path, Optional<Format> format) implements Entities {}

        record OfTable(String table) implements Entities {}

        record Sql(String text) implements Entities {}
    }

    enum Format { PARQUET, CSV, TSV, JSON, JSONL, NDJSON }

    /** Where the predictions go. */
    sealed interface Output {
        /** A Parquet file; {@code ${NAME}} in its path stands for a parameter. */
        record File(String path) implements Output {}

        /** A table of the offline store; the rows of an earlier run with the same parameters give way. */
        record OfTable(String table) implements Output {}
    }

    BatchSection {
        parameters = new TreeMap<>(parameters);
        keep = keep.map(List::copyOf);
    }

    static BatchSection read(YamlMap root) {
        YamlMap batch = root.map("batch");
        Map<String, Parameter> parameters = new LinkedHashMap<>();
        batch.optionalMap("parameters").ifPresent(map -> map.keys().forEach(name -> parameters.put(name, map.choice(name, Parameter.class))));
        return new BatchSection(parameters, entities(batch.map("entities"), parameters), output(batch.map("output"), parameters),
                batch.has("keep") ? Optional.of(batch.texts("keep")) : Optional.empty());
    }

    private static Entities entities(YamlMap map, Map<String, Parameter> parameters) {
        one(map, "file", "table", "sql");
        Optional<Format> format = map.optionalChoice("format", Format.class);
        if (map.has("file")) {
            return new Entities.File(map.text("file"), format);
        } else if (map.has("table")) {
            return new Entities.OfTable(table(map));
        }
        String sql = map.text("sql", "select");
        try {
            SqlTemplate.parse(sql).names().forEach(name -> requireDeclared(map, "sql", name, parameters));
        } catch (IllegalArgumentException e) {
            map.faultAt("sql", "in 'sql' %s", e.getMessage());
        }
        return new Entities.Sql(sql);
    }

    private static Output output(YamlMap map, Map<String, Parameter> parameters) {
        one(map, "file", "table");
        if (map.has("table")) {
            return new Output.OfTable(table(map));
        }
        String path = map.text("file", "predictions.parquet");
        if (!path.endsWith(".parquet")) {
            map.faultAt("file", "'output.file' is '%s': the result is Parquet, so let the name end in .parquet", path);
        }
        PLACE.matcher(path).results().forEach(place -> requireDeclared(map, "file", place.group(1), parameters));
        return new Output.File(path);
    }

    private static String table(YamlMap map) {
        String table = map.text("table");
        if (!table.isEmpty() && !TABLE.matcher(table).matches()) {
            map.faultAt("table", "'table' is '%s': write the name of a table in the offline store's schema", table);
        }
        return table;
    }

    private static void one(YamlMap map, String... keys) {
        List<String> present = new ArrayList<>();
        for (String key : keys) {
            if (map.has(key)) {
                present.add(key);
            }
        }
        if (present.size() != 1) {
            map.fault("write one of %s%s", String.join(", ", keys), present.isEmpty() ? "" : ", not " + String.join(" and ", present));
        }
    }

    private static void requireDeclared(YamlMap map, String key, String name, Map<String, Parameter> parameters) {
        if (!parameters.containsKey(name)) {
            map.faultAt(key, "'%s' uses ${%s}: declare it under batch.parameters, for example %s: date", key, name, name);
        }
    }

    /**
     * The values of one run, each in its one form.
     *
     * @throws CycloException (usage) for a name that is not declared, one without a value, and a value of another kind
     */
    Map<String, String> values(Map<String, String> set) {
        List<String> faults = new ArrayList<>();
        Map<String, String> values = new TreeMap<>();
        set.keySet().stream().filter(name -> !parameters.containsKey(name)).forEach(name -> faults.add(
                "'%s' is not declared under batch.parameters of serving.yaml.%s".formatted(name, Suggestion.sentence(name, parameters.keySet()))));
        parameters.forEach((name, kind) -> {
            String value = set.get(name);
            if (value == null) {
                faults.add("%s has no value: give it, for example --set %s=%s".formatted(name, name, kind.example()));
            } else if (!kind.accepts(value)) {
                faults.add("%s is '%s', which is no %s: write for example --set %s=%s".formatted(name, value, kind.name().toLowerCase(Locale.ROOT), name,
                        kind.example()));
            } else {
                values.put(name, kind.checked(value));
            }
        });
        if (!faults.isEmpty()) {
            throw CycloException.usage("Cannot run the batch: %s", Sentence.ended(String.join("; ", faults)));
        }
        return values;
    }

    /** @param values as {@link #values} returned them */
    String sql(String template, Map<String, String> values) {
        Map<String, String> literals = new LinkedHashMap<>();
        parameters.forEach((name, kind) -> literals.put(name, kind.literal(values.get(name))));
        return SqlTemplate.parse(template).with(literals);
    }

    /** @throws CycloException (usage) if a value does not fit into a file name */
    static String path(String template, Map<String, String> values) {
        return PLACE.matcher(template).replaceAll(place -> {
            String value = values.get(place.group(1));
            if (!Parameter.fitsFileName(value)) {
                throw CycloException.usage("Cannot write to '%s': %s is '%s', which does not fit into a file name.", template, place.group(1), value);
            }
            return Matcher.quoteReplacement(value);
        });
    }
}
