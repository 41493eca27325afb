package cyclo.features.definitions;

import cyclo.common.Suggestion;
import cyclo.common.YamlMap;
import cyclo.common.table.ValueType;
import cyclo.features.DataSource;
import cyclo.features.Field;
import cyclo.features.ondemand.Expression;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The pieces of {@code features.yaml} that need nothing of the rest of it: names, fields, where a source lies, expressions. */
final class FeaturesYaml {
    private FeaturesYaml() {}

    static List<Field> fields(YamlMap map, String key) {
        List<Field> fields = map.maps(key).stream().map(FeaturesYaml::field).toList();
        requireDistinct(map, key, fields.stream().map(Field::name).toList());
        return fields;
    }

    static Field field(YamlMap map) {
        String text = map.text("type");
        Optional<ValueType> type = ValueType.parse(text).filter(known -> known != ValueType.NULL);
        if (type.isEmpty() && !text.isEmpty()) {
            List<String> names = Arrays.stream(ValueType.values()).filter(one -> one != ValueType.NULL).map(ValueType::pythonName).toList();
            map.faultAt("type", "'%s' is not a type.%s", text, Suggestion.sentence(text, names));
        }
        return new Field(name(map), type.orElse(ValueType.STRING), map.text("description", ""), map.textMap("tags"));
    }

    static String name(YamlMap map) {
        String name = map.text("name");
        if (!name.isEmpty() && !name.matches("[A-Za-z][A-Za-z0-9_]*")) {
            map.faultAt("name", "'%s' is not a name: a to z, digits and '_', beginning with a letter", name);
        }
        return name;
    }

    static void requireDistinct(YamlMap map, String key, List<String> names) {
        names.stream().collect(Collectors.groupingBy(name -> name, LinkedHashMap::new, Collectors.counting())).forEach((name, count) -> {
            if (count > 1 && !name.isEmpty()) {
                map.faultAt(key, "the name '%s' is used twice in '%s'", name, key);
            }
        });
    }

    static DataSource.Origin origin(YamlMap map, String name, boolean constant) {
        Optional<String> table = map.optionalText("table");
        Optional<String> query = map.optionalText("query");
        Optional<String> file = map.optionalText("file").or(() -> map.optionalText("path"));
        long given = List.of(table, query, file).stream().filter(Optional::isPresent).count();
        if (given != 1) {
            map.fault("source '%s' must have one of table, query and file, and has %s", name, given == 0 ? "none" : given == 2 ? "two" : "all");
        }
        if (constant) {
            Instant time = map.optionalText("constant_time").map(text -> instant(map, text)).orElse(DataSource.ALWAYS);
            if (table.isEmpty()) {
                map.fault("source '%s' is static: it must be a table", name);
            }
            return new DataSource.Static(table.orElse(""), time);
        }
        return file.<DataSource.Origin>map(path -> new DataSource.File(Path.of(path)))
                .or(() -> query.map(DataSource.Query::new))
                .orElseGet(() -> new DataSource.Table(table.orElse("")));
    }

    static Instant instant(YamlMap map, String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            map.faultAt("constant_time", "'constant_time' is '%s': write an instant such as 1970-01-01T00:00:00Z", text);
            return DataSource.ALWAYS;
        }
    }

    static void requireComputable(YamlMap feature, Map<String, ValueType> inputs) {
        String expression = feature.text("expression");
        if (!expression.isEmpty()) {
            try {
                Expression.compile(expression, inputs, field(feature).type());
            } catch (IllegalArgumentException e) {
                feature.faultAt("expression", "expression of '%s': %s", feature.text("name"), e.getMessage());
            }
        }
    }
}
