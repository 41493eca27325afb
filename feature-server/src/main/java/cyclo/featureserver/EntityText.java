package cyclo.featureserver;

import com.fasterxml.jackson.databind.JsonNode;
import cyclo.common.CycloException;
import cyclo.common.Json;
import cyclo.common.Suggestion;
import cyclo.common.table.ValueType;
import cyclo.features.types.ColumnCast;
import cyclo.features.types.JsonValues;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Entities as they are written on the command line. */
final class EntityText {
    private final Map<String, ValueType> given;

    /** @param given what an entity must or may give, and in which type */
    EntityText(Map<String, ValueType> given) {
        this.given = given;
    }

    /**
     * One entity: {@code key=value,key=value}, where a value that holds a comma stands in double quotes (a quote in it is doubled, as in
     * CSV), or a JSON object.
     *
     * @throws CycloException (usage) that shows what is wrong with it
     */
    Map<String, Object> one(String text) {
        try {
            return text.stripLeading().startsWith("{") ? of(Json.parse(text)) : pairs(text);
        } catch (IllegalArgumentException e) {
            throw CycloException.usage("Cannot use --entity '%s': %s.", text, e.getMessage(), e);
        }
    }

    /**
     * Many entities in JSON: a list of objects, or one object with a list for each key, as Feast's HTTP interface takes them.
     *
     * @throws CycloException (usage) that tells what is wrong with them
     */
    List<Map<String, Object>> many(String json, String origin) {
        try {
            JsonNode node = Json.parse(json);
            List<Map<String, Object>> rows = new ArrayList<>();
            if (node.isArray()) {
                node.forEach(row -> rows.add(of(row)));
            } else {
                node.properties().forEach(column -> column(column.getKey(), column.getValue(), rows));
            }
            if (rows.isEmpty()) {
                throw new IllegalArgumentException("there is no entity in it: write [{\"driver_id\": 1001}] or {\"driver_id\": [1001]}");
            }
            return rows;
        } catch (IllegalArgumentException e) {
            throw CycloException.usage("Cannot use --json-entities of %s: %s.", origin, e.getMessage(), e);
        }
    }

    private void column(String key, JsonNode values, List<Map<String, Object>> rows) {
        if (!values.isArray()) {
            throw new IllegalArgumentException("'%s' is no list: write [{\"driver_id\": 1001}] or {\"driver_id\": [1001]}".formatted(key));
        }
        for (int row = 0; row < values.size(); row++) {
            if (row == rows.size()) {
                rows.add(new LinkedHashMap<>());
            }
            rows.get(row).put(known(key), JsonValues.fromJson(values.get(row), given.get(key)));
        }
        if (values.size() < rows.size()) {
            throw new IllegalArgumentException("'%s' has %d values, another key has %d".formatted(key, values.size(), rows.size()));
        }
    }

    private Map<String, Object> of(JsonNode object) {
        if (!object.isObject()) {
            throw new IllegalArgumentException("'%s' is no object such as {\"driver_id\": 1001}".formatted(object));
        }
        Map<String, Object> values = new LinkedHashMap<>();
        object.properties().forEach(field -> values.put(known(field.getKey()), JsonValues.fromJson(field.getValue(), given.get(field.getKey()))));
        return values;
    }

    private Map<String, Object> pairs(String text) {
        Map<String, Object> values = new LinkedHashMap<>();
        int at = 0;
        while (at <= text.length()) {
            int equals = text.indexOf('=', at);
            int comma = text.indexOf(',', at);
            if (equals < 0 || comma >= 0 && comma < equals) {
                throw new IllegalArgumentException("write KEY=VALUE, for example driver_id=1001; a value with a comma in double quotes:"
                        + " city=\"Washington, DC\"");
            }
            String key = known(text.substring(at, equals).strip());
            int start = equals + 1;
            while (start < text.length() && text.charAt(start) == ' ') {
                start++;
            }
            StringBuilder value = new StringBuilder();
            boolean quoted = start < text.length() && text.charAt(start) == '"';
            int end = quoted ? unquoted(text, start, value) : text.indexOf(',', start) < 0 ? text.length() : text.indexOf(',', start);
            values.put(key, ColumnCast.parse(quoted ? value.toString() : text.substring(start, end).strip(), given.get(key)));
            at = end + 1;
        }
        return values;
    }

    /** @return where the value ends: at a comma, or at the end of the text */
    private static int unquoted(String text, int start, StringBuilder value) {
        int at = start + 1;
        while (true) {
            int quote = text.indexOf('"', at);
            if (quote < 0) {
                throw new IllegalArgumentException("a double quote is not closed");
            }
            value.append(text, at, quote);
            if (quote + 1 < text.length() && text.charAt(quote + 1) == '"') {
                value.append('"');
                at = quote + 2;
                continue;
            }
            int end = quote + 1;
            while (end < text.length() && text.charAt(end) == ' ') {
                end++;
            }
            if (end < text.length() && text.charAt(end) != ',') {
                throw new IllegalArgumentException("a comma is missing after the closing double quote");
            }
            return end;
        }
    }

    private String known(String name) {
        if (!given.containsKey(name)) {
            throw new IllegalArgumentException("'%s' is not asked for.%s".formatted(name, Suggestion.sentence(name, given.keySet())).replaceFirst("\\.$", ""));
        }
        return name;
    }
}
