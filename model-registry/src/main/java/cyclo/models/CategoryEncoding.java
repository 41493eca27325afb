package cyclo.models;

import com.fasterxml.jackson.databind.JsonNode;
import cyclo.common.table.Column;
import cyclo.common.table.ValueType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One indicator per known value. A value that is unknown, rare in training, null or an empty text has none: all zeros. (ONNX has
 * no null text, so a null travels there as an empty one; here they are the same, too.)
 */
final class CategoryEncoding implements Encoding {
    private final InputColumn input;
    private final boolean optional;
    private final List<String> values;
    private final Map<String, Integer> places = new HashMap<>();

    CategoryEncoding(InputColumn input, boolean optional, List<String> values) {
        this.input = input;
        this.optional = optional;
        this.values = List.copyOf(values);
        for (String value : this.values) {
            if (places.put(value, places.size()) != null || value.isEmpty()) {
                throw new IllegalArgumentException("input '%s' has the value '%s' twice, or an empty one".formatted(input.name(), value));
            }
        }
    }

    @Override public InputColumn input() {
        return input;
    }

    @Override public boolean optional() {
        return optional;
    }

    List<String> values() {
        return values;
    }

    @Override public boolean isFilled() {
        return true;
    }

    @Override public List<String> features() {
        return values.stream().map(value -> input.name() + " = " + value).toList();
    }

    @Override public void encode(Column column, int row, double[] into, int at) {
        put(text(column, row), into, at);
    }

    @Override public void encode(Object value, double[] into, int at) {
        if (input.type() == ValueType.STRING && value != null && !(value instanceof String)) {
            throw Encoding.wrongType(input, value.getClass().getSimpleName() + " '" + value + "'");
        }
        if (input.type() != ValueType.STRING) {
            Encoding.number(input, value);
        }
        put(value == null ? "" : value.toString(), into, at);
    }

    boolean knows(String value) {
        return places.containsKey(value);
    }

    /** The value as this encoding compares it: a text, a whole number, or true and false; empty for null. */
    static String text(Column column, int row) {
        return column.isNull(row) ? "" : column.value(row).toString();
    }

    private void put(String value, double[] into, int at) {
        Arrays.fill(into, at, at + values.size(), 0);
        Integer place = places.get(value);
        if (place != null) {
            into[at + place] = 1;
        }
    }

    @Override public Map<String, Object> describe() {
        return Map.of("kind", "category", "name", input.name(), "type", input.type().name(), "optional", optional, "values", values);
    }

    static CategoryEncoding parse(JsonNode node) {
        List<String> values = new ArrayList<>();
        node.path("values").forEach(value -> values.add(value.asText()));
        return new CategoryEncoding(Encoding.parseInput(node), node.path("optional").asBoolean(), values);
    }
}
