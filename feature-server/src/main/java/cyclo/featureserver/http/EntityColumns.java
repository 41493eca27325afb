package cyclo.featureserver.http;

import cyclo.common.table.Column;
import cyclo.common.table.Table;
import cyclo.common.table.ValueType;
import cyclo.features.Entity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The entities of a request, as they are read and as the answer repeats them.
 *
 * @param table a typed column for each join key and request field that the selection needs
 * @param repeated what the answer begins with, by name: a {@link Column}, or the {@link JsonColumn} of a key that was given without need
 */
record EntityColumns(int rows, Table table, Map<String, Object> repeated) {
    /** @throws HttpFault as Feast's checks come, one after the other */
    static EntityColumns of(Map<String, JsonColumn> given, Wanted wanted, Compatibility compatibility) {
        int rows = rows(given, wanted, compatibility);
        Map<String, Column> columns = new HashMap<>();
        Map<String, Object> repeated = new LinkedHashMap<>();
        given.forEach((name, values) -> {
            String key = wanted.joinKeys().contains(name) || wanted.isRequestData(name) ? name : wanted.entityNames().getOrDefault(name, name);
            ValueType type = wanted.given().get(key);
            if (type != null) {
                columns.put(key, cast(key, values, type, wanted, compatibility));
            }
            if (wanted.joinKeys().contains(key)) {
                repeated.put(key, type == null ? values : columns.get(key));
            }
        });
        checkRequestData(wanted, columns);
        checkKeys(given, wanted, columns, rows);
        List<Column> all = new ArrayList<>();
        wanted.given().forEach((name, type) -> all.add(columns.containsKey(name) ? columns.get(name) : Column.ofNulls(name, type, rows)));
        if (all.isEmpty()) {
            all.add(Column.ofNulls(Entity.NONE_KEY, ValueType.STRING, rows));
        }
        return new EntityColumns(rows, new Table(all), repeated);
    }

    private static int rows(Map<String, JsonColumn> given, Wanted wanted, Compatibility compatibility) {
        if (given.isEmpty()) {
            if (wanted.given().isEmpty() && compatibility == Compatibility.CYCLO) {
                return 1; // features of the whole world have one row
            }
            throw HttpFault.bare(400, "'pop from an empty set'", "Cannot read features: no entity is given. Give %s in 'entities'.".formatted(
                    String.join(", ", wanted.given().keySet())));
        }
        int rows = -1;
        for (Map.Entry<String, JsonColumn> entry : given.entrySet()) {
            if (rows >= 0 && entry.getValue().size() != rows) {
                throw HttpFault.bare(400, "All entity rows must have the same columns.",
                        "Cannot read features: '%s' has %d values, the others have %d.".formatted(entry.getKey(), entry.getValue().size(), rows));
            }
            rows = entry.getValue().size();
        }
        return rows;
    }

    private static Column cast(String name, JsonColumn values, ValueType type, Wanted wanted, Compatibility compatibility) {
        if (compatibility == Compatibility.FEAST && values.hasNull() && !wanted.isRequestData(name)) {
            throw HttpFault.bare(400, "attribute name must be string, not 'NoneType'", "Cannot read features: '%s' is null.".formatted(name));
        }
        try {
            return values.cast(name, type);
        } catch (IllegalArgumentException e) {
            throw HttpFault.bare(400, type == ValueType.INT64 || type == ValueType.INT32 ? "invalid literal for int() with base 10: " + python(values, type)
                    : e.getMessage(), "Cannot read features: '%s': %s.".formatted(name, e.getMessage()));
        }
    }

    /** The first value that Python would not make a number of, as it prints it. */
    private static String python(JsonColumn values, ValueType type) {
        for (int row = 0; row < values.size(); row++) {
            Object value = values.value(row);
            try {
                JsonScalars.cast(value, type);
            } catch (IllegalArgumentException notOfType) {
                return value instanceof String text ? "'" + text.replace("'", "\\'") + "'" : String.valueOf(value);
            }
        }
        return "";
    }

    private static void checkRequestData(Wanted wanted, Map<String, Column> columns) {
        List<String> missing = wanted.selection().requestFields().stream().map(field -> field.name()).filter(name -> !columns.containsKey(name)).toList();
        if (!missing.isEmpty()) {
            throw HttpFault.named(404, 404, "RequestDataNotFoundInEntityRowsException",
                    "Required request data source features [%s] not found in the entity rows, but required by feature views".formatted(quoted(missing)),
                    "Cannot compute on-demand features: 'entities' gives no %s.".formatted(quoted(missing)));
        }
    }

    /** One of two keys may be missing, as in Feast: nothing is found then. */
    private static void checkKeys(Map<String, JsonColumn> given, Wanted wanted, Map<String, Column> columns, int rows) {
        List<String> needed = wanted.selection().joinKeys().stream().map(field -> field.name()).toList();
        if (needed.isEmpty() && rows > 0 || needed.stream().anyMatch(columns::containsKey) && rows > 0) {
            return;
        }
        List<String> missing = new TreeSet<>(wanted.joinKeys()).stream().filter(key -> !needed.contains(key) || !columns.containsKey(key)).toList();
        List<String> empty = new TreeSet<>(wanted.joinKeys()).stream().toList();
        List<String> provided = given.keySet().stream().map(name -> wanted.joinKeys().contains(name) ? name
                : wanted.entityNames().getOrDefault(name, name)).filter(wanted.joinKeys()::contains).toList();
        throw HttpFault.bare(400, "\"Missing join key values for keys: [%s]. No values provided for keys: [%s]. Provided join_key_values: [%s]\"".formatted(
                quoted(missing), quoted(empty), quoted(provided)), rows == 0 ? "Cannot read features: 'entities' holds no row."
                : "Cannot read features: 'entities' gives no value of %s.".formatted(quoted(needed)));
    }

    private static String quoted(List<String> names) {
        return "'" + String.join("', '", names) + "'";
    }
}
