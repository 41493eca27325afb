package cyclo.featureserver.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import cyclo.common.Suggestion;
import cyclo.common.table.Column;
import cyclo.common.table.Table;
import cyclo.common.table.ValueType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Rows that a client sends to {@code POST /push} or {@code /write-to-online-store}.
 *
 * @param target name of the push source or feature view
 * @param to which stores, as the client wrote it
 * @param columns by name: a list of values each, or what pandas' {@code to_dict} makes of a column
 */
record WriteRequest(String target, String to, Map<String, JsonColumn> columns) {
    /** Of Feast's own caches; they change nothing here. */
    private static final List<String> FLAGS = List.of("allow_registry_cache", "transform_on_write");

    /** @param targetField the field that names the target @throws HttpFault if the body is not of the declared shape */
    static WriteRequest parse(byte[] body, String targetField, int mostRows) {
        try (JsonParser json = Bodies.JSON.createParser(body)) {
            json.setCodec(Bodies.MAPPER);
            WriteRequest request = json.nextToken() == JsonToken.START_OBJECT ? read(json, targetField, mostRows) : null;
            if (request != null && json.nextToken() == null) {
                return request;
            }
        } catch (JsonColumn.TooManyRows e) {
            throw HttpFault.as(413, "Cannot take more than %d rows at once: send them in several requests.".formatted(e.most()));
        } catch (IOException e) {
            throw Bodies.notJson(e);
        }
        JsonNode whole = Bodies.object(body);
        Shape shape = new Shape(whole);
        shape.text(targetField);
        shape.object("df");
        FLAGS.forEach(shape::truth);
        if (whole.has("to")) {
            shape.text("to");
        }
        shape.check();
        throw HttpFault.bare(400, "If using all scalar values, you must pass an index",
                "Cannot read 'df': give a list of values for each column, such as {\"driver_id\": [1001]}.");
    }

    private static WriteRequest read(JsonParser json, String targetField, int mostRows) throws IOException {
        String target = null;
        String to = "online";
        Map<String, JsonColumn> columns = null;
        for (JsonToken token = json.nextToken(); token == JsonToken.FIELD_NAME; token = json.nextToken()) {
            String field = json.currentName();
            JsonToken value = json.nextToken();
            if (field.equals("df") && value == JsonToken.START_OBJECT) {
                columns = columns(json, mostRows);
                if (columns == null) {
                    return null;
                }
            } else if (field.equals(targetField) && value == JsonToken.VALUE_STRING) {
                target = json.getText();
            } else if (field.equals("to") && value == JsonToken.VALUE_STRING) {
                to = json.getText();
            } else if (field.equals("df") || field.equals(targetField) || field.equals("to")
                    || FLAGS.contains(field) && (!value.isScalarValue() || Shape.truthOf(json.getText()).isEmpty())) {
                return null;
            } else {
                json.skipChildren();
            }
        }
        return target == null || columns == null ? null : new WriteRequest(target, to, columns);
    }

    private static Map<String, JsonColumn> columns(JsonParser json, int mostRows) throws IOException {
        Map<String, JsonColumn> columns = new LinkedHashMap<>();
        List<String> index = null;
        for (JsonToken token = json.nextToken(); token == JsonToken.FIELD_NAME; token = json.nextToken()) {
            String name = json.currentName();
            JsonToken value = json.nextToken();
            if (value == JsonToken.START_ARRAY) {
                columns.put(name, JsonColumn.read(json, mostRows));
            } else if (value == JsonToken.START_OBJECT) {
                List<String> rows = new ArrayList<>();
                columns.put(name, JsonColumn.readIndexed(json, mostRows, rows));
                if (index != null && !index.equals(rows)) {
                    throw HttpFault.bare(400, "Mixing dicts with different indexes", "Cannot read 'df': the rows of '%s' are %s, not %s as those before."
                            .formatted(name, shortened(rows), shortened(index)));
                }
                index = rows;
            } else {
                return null;
            }
        }
        return columns;
    }

    private static String shortened(List<String> rows) {
        return rows.size() <= 5 ? rows.toString() : rows.subList(0, 5) + " ...";
    }

    /** @throws HttpFault if columns differ in length */
    int rows() {
        int rows = -1;
        for (Map.Entry<String, JsonColumn> entry : columns.entrySet()) {
            if (rows >= 0 && entry.getValue().size() != rows) {
                throw HttpFault.bare(400, "All arrays must be of the same length",
                        "Cannot read 'df': '%s' has %d values, the others have %d.".formatted(entry.getKey(), entry.getValue().size(), rows));
            }
            rows = entry.getValue().size();
        }
        return Math.max(rows, 0);
    }

    /**
     * The columns that are asked for, typed; others are left behind.
     *
     * @param asked names and types
     * @param otherNames names under which a column may stand too
     */
    Table table(Map<String, ValueType> asked, Map<String, String> otherNames) {
        List<Column> typed = new ArrayList<>();
        asked.forEach((name, type) -> {
            JsonColumn values = columns.getOrDefault(name, columns.get(otherNames.getOrDefault(name, name)));
            if (values != null) {
                typed.add(cast(name, values, type));
            }
        });
        if (typed.isEmpty()) {
            throw HttpFault.bare(400, "Column %s not found in table".formatted(asked.keySet().iterator().next()),
                    "Cannot write: 'df' has none of the columns %s.%s".formatted(asked.keySet(),
                            columns.isEmpty() ? "" : Suggestion.sentence(columns.keySet().iterator().next(), asked.keySet())));
        }
        return new Table(typed);
    }

    private static Column cast(String name, JsonColumn values, ValueType type) {
        try {
            return values.cast(name, type);
        } catch (IllegalArgumentException e) {
            throw HttpFault.bare(400, e.getMessage(), "Cannot write: column '%s': %s.".formatted(name, e.getMessage()));
        }
    }
}
