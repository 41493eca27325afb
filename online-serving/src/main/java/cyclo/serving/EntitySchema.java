package cyclo.serving;

import com.fasterxml.jackson.databind.JsonNode;
import cyclo.common.CycloException;
import cyclo.common.Suggestion;
import cyclo.common.table.ValueType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What one entity of a request consists of: join keys and request context, by name and type.
 *
 * <p>Every field is required, so that a forgotten one is never taken for an unknown one; null says unknown.
 */
final class EntitySchema {
    private static final int MOST_FAULTS = 10;
    private final Map<String, ValueType> fields;
    private final int maxEntities;

    EntitySchema(Map<String, ValueType> fields, int maxEntities) {
        this.fields = new LinkedHashMap<>(fields);
        this.maxEntities = maxEntities;
    }

    Map<String, ValueType> fields() {
        return Map.copyOf(fields);
    }

    Set<String> names() {
        return fields.keySet();
    }

    /**
     * The entities of {@code {"entities": [{...}, ...]}}, {@code {"entities": {...}}} or {@code {...}}: name to Java value, null for null.
     *
     * @throws CycloException (refused) that names the fields at fault, ten at most
     */
    List<Map<String, Object>> parse(JsonNode body) {
        if (!body.isObject()) {
            throw CycloException.refused("Cannot predict: the request must be an object, such as {\"entities\": [%s]}.", example());
        }
        JsonNode entities = body.has("entities") ? body.get("entities") : body;
        List<String> faults = new ArrayList<>();
        if (body.has("entities")) {
            body.fieldNames().forEachRemaining(name -> {
                if (!name.equals("entities")) {
                    faults.add("unknown field '%s' beside 'entities'.".formatted(name));
                }
            });
        }
        if (!entities.isObject() && !entities.isArray()) {
            throw CycloException.refused("Cannot predict: 'entities' must be a list of objects, such as [%s].", example());
        }
        if (entities.isArray() && (entities.isEmpty() || entities.size() > maxEntities)) {
            throw CycloException.refused("Cannot predict for %d entities: give 1 to %d in one request.", entities.size(), maxEntities);
        }
        List<Map<String, Object>> rows = new ArrayList<>();
        if (entities.isObject()) {
            rows.add(row(entities, body.has("entities") ? "entities" : "", faults));
        } else {
            for (int i = 0; i < entities.size() && faults.size() < MOST_FAULTS; i++) {
                rows.add(row(entities.get(i), "entities[%d]".formatted(i), faults));
            }
        }
        if (!faults.isEmpty()) {
            throw CycloException.refused("Cannot predict: %s", String.join(" ", faults.subList(0, Math.min(MOST_FAULTS, faults.size()))));
        }
        return rows;
    }

    private Map<String, Object> row(JsonNode entity, String where, List<String> faults) {
        Map<String, Object> row = new LinkedHashMap<>();
        if (!entity.isObject()) {
            faults.add("%s is %s: write an object such as %s.".formatted(where, entity, example()));
            return row;
        }
        String prefix = where.isEmpty() ? "" : where + ".";
        fields.forEach((name, type) -> {
            JsonNode node = entity.get(name);
            if (node == null) {
                faults.add("%s%s is missing: write %s, or null if it is not known.".formatted(prefix, name, JsonValues.expected(type)));
            } else if (node.isNull()) {
                row.put(name, null);
            } else {
                Optional<Object> value = JsonValues.parse(node, type);
                value.ifPresentOrElse(parsed -> row.put(name, parsed), () -> faults.add(
                        "%s%s is %s: write %s.".formatted(prefix, name, shortened(node), JsonValues.expected(type))));
            }
        });
        entity.fieldNames().forEachRemaining(name -> {
            if (!fields.containsKey(name)) {
                faults.add("%s%s is not a field of an entity.%s".formatted(prefix, name, Suggestion.sentence(name, fields.keySet())));
            }
        });
        return row;
    }

    /** An entity as a client would write it. */
    String example() {
        List<String> parts = new ArrayList<>();
        fields.forEach((name, type) -> parts.add("\"%s\": %s".formatted(name, switch (type) {
            case INT32, INT64 -> "1001";
            case DOUBLE, FLOAT -> "1.5";
            case BOOL -> "true";
            case UNIX_TIMESTAMP -> "\"2013-12-20T15:00:00Z\"";
            default -> type.isList() ? "[]" : "\"text\"";
        })));
        return "{" + String.join(", ", parts) + "}";
    }

    private static String shortened(JsonNode node) {
        String text = node.toString();
        return text.length() <= 80 ? text : text.substring(0, 77) + "...";
    }
}
