package cyclo.featureserver.interop;

import com.fasterxml.jackson.databind.JsonNode;
import cyclo.common.table.Table;
import cyclo.features.OnlineFeatures;
import cyclo.features.types.JsonValues;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Values of Python and of Cyclo as equal texts: a float32 as its double, a time to the second, as both store it. */
final class SameValues {
    private SameValues() {}

    static Map<String, List<String>> of(Table table, List<String> names) {
        Map<String, List<String>> values = new LinkedHashMap<>();
        for (String name : names) {
            List<String> column = new ArrayList<>();
            for (int i = 0; i < table.rows(); i++) {
                column.add(text(table.row(i).get(name)));
            }
            values.put(name, column);
        }
        return values;
    }

    static Map<String, List<String>> of(OnlineFeatures features, int rows, List<String> names) {
        Map<String, List<String>> values = new LinkedHashMap<>();
        for (String name : names) {
            List<String> column = new ArrayList<>();
            for (int i = 0; i < rows; i++) {
                column.add(text(features.lookup(i, features.names().indexOf(name)).usable().orElse(null)));
            }
            values.put(name, column);
        }
        return values;
    }

    /** Of rows, each an object, or of an object of columns. */
    static Map<String, List<String>> of(JsonNode answer, List<String> names) {
        Map<String, List<String>> values = new LinkedHashMap<>();
        for (String name : names) {
            List<String> column = new ArrayList<>();
            if (answer.isArray()) {
                answer.forEach(row -> column.add(text(row.get(name))));
            } else {
                answer.get(name).forEach(value -> column.add(text(value)));
            }
            values.put(name, column);
        }
        return values;
    }

    private static String text(Object value) {
        if (value instanceof Instant time) {
            return Instant.ofEpochSecond(time.getEpochSecond()).toString();
        }
        if (value instanceof Float || value instanceof Double) {
            return String.valueOf(((Number) value).doubleValue());
        }
        if (value instanceof List<?> list) {
            return list.stream().map(SameValues::text).toList().toString();
        }
        return String.valueOf(JsonValues.toJson(value));
    }

    private static String text(JsonNode value) {
        if (value == null) {
            throw new AssertionError("Feast's answer has no such column");
        }
        if (value.isArray()) {
            List<String> list = new ArrayList<>();
            value.forEach(element -> list.add(text(element)));
            return list.toString();
        }
        return value.isNull() ? "null" : value.isFloatingPointNumber() ? String.valueOf(value.doubleValue()) : value.asText();
    }
}
