package cyclo.models;

import com.fasterxml.jackson.databind.JsonNode;
import cyclo.common.CycloException;
import cyclo.common.table.Column;
import cyclo.common.table.ValueType;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** How one input column becomes prepared features. Immutable. */
sealed interface Encoding permits NumberEncoding, CategoryEncoding, DateEncoding {
    InputColumn input();

    /** Whether training saw it missing. */
    boolean optional();

    /** Whether its features are never NaN. */
    boolean isFilled();

    List<String> features();

    /** Writes {@code features().size()} numbers from {@code at} on. */
    void encode(Column column, int row, double[] into, int at);

    /** As above, for a Java value of the input's type, or null. */
    void encode(Object value, double[] into, int at);

    /** The content of the model file. */
    Map<String, Object> describe();

    static Encoding parse(JsonNode node) {
        String kind = node.path("kind").asText();
        return switch (kind) {
            case "number" -> NumberEncoding.parse(node);
            case "category" -> CategoryEncoding.parse(node);
            case "date" -> DateEncoding.parse(node);
            default -> throw new IllegalArgumentException("unknown kind of input '%s'".formatted(kind));
        };
    }

    static InputColumn parseInput(JsonNode node) {
        String type = node.path("type").asText();
        return new InputColumn(node.path("name").asText(), ValueType.parse(type)
                .orElseThrow(() -> new IllegalArgumentException("unknown type '%s'".formatted(type))));
    }

    /** Whether a column of type {@code given} holds every value that the model knows as {@code wanted}, without loss. */
    static boolean accepts(ValueType wanted, ValueType given) {
        return given == wanted || given == ValueType.NULL
                || wanted == ValueType.INT64 && given == ValueType.INT32
                || wanted == ValueType.DOUBLE && (given == ValueType.INT32 || given == ValueType.FLOAT);
    }

    /** A number, boolean (0, 1) or instant (seconds) as a double; NaN for null. @throws CycloException (refused) for another class */
    static double number(InputColumn input, Object value) {
        boolean whole = value instanceof Integer || value instanceof Long && input.type() != ValueType.DOUBLE;
        boolean real = value instanceof Double || value instanceof Float;
        return switch (input.type()) {
            case INT32, INT64 -> whole ? ((Number) value).doubleValue() : nothing(input, value);
            case DOUBLE, FLOAT -> whole || real ? ((Number) value).doubleValue() : nothing(input, value);
            case BOOL -> value instanceof Boolean yes ? yes ? 1 : 0 : nothing(input, value);
            case UNIX_TIMESTAMP -> value instanceof Instant time ? Column.micros(time) / 1e6 : nothing(input, value);
            default -> nothing(input, value);
        };
    }

    private static double nothing(InputColumn input, Object value) {
        if (value != null) {
            throw wrongType(input, value.getClass().getSimpleName() + " '" + value + "'");
        }
        return Double.NaN;
    }

    static CycloException wrongType(InputColumn input, String given) {
        return CycloException.refused("Cannot predict: '%s' is %s, but the model was trained with %s. Give it that type, or train again.",
                input.name(), given, input.type());
    }
}
