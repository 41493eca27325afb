package cyclo.models;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.core.io.NumberOutput;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * JSON in one form only: keys sorted, no blanks, numbers as the shortest text that reads back to the same bits. The JVM's own
 * {@code Double.toString} is not that before 19, so Jackson's Schubfach writer is used.
 */
final class CanonicalJson {
    /** Stands for null in lists and maps that {@link #write} takes. */
    static final Object NULL = JsonNodeFactory.instance.nullNode();

    private static final JsonMapper EXACT = JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

    private CanonicalJson() {}

    /**
     * Takes maps, lists, strings, booleans, whole and floating point numbers, arrays of doubles, and {@link #NULL}.
     *
     * @throws IllegalArgumentException for NaN, infinity or another class
     */
    static byte[] write(Object value) {
        StringBuilder out = new StringBuilder(4096);
        append(value, out);
        return out.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Numbers keep their digits: read them by {@link #number} and {@link #real}. @throws IllegalArgumentException if it is not JSON */
    static JsonNode parse(byte[] json) {
        try {
            return EXACT.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new IllegalArgumentException("not JSON: " + e.getMessage(), e);
        }
    }

    static double number(JsonNode node) {
        return finite(Double.parseDouble(text(node)), node);
    }

    static float real(JsonNode node) {
        return (float) finite(Float.parseFloat(text(node)), node);
    }

    private static String text(JsonNode node) {
        if (!node.isNumber() && !node.isTextual()) {
            throw new IllegalArgumentException("a number is expected where '%s' stands".formatted(node));
        }
        return node.asText();
    }

    private static double finite(double value, JsonNode node) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("%s is not a finite number".formatted(node));
        }
        return value;
    }

    private static void append(Object value, StringBuilder out) {
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> sorted = new TreeMap<>();
            map.forEach((key, item) -> sorted.put((String) key, item));
            String separator = "{";
            for (Map.Entry<String, Object> entry : sorted.entrySet()) {
                out.append(separator);
                quote(entry.getKey(), out);
                append(entry.getValue(), out.append(':'));
                separator = ",";
            }
            out.append(sorted.isEmpty() ? "{}" : "}");
        } else if (value instanceof List<?> list) {
            String separator = "[";
            for (Object item : list) {
                append(item, out.append(separator));
                separator = ",";
            }
            out.append(list.isEmpty() ? "[]" : "]");
        } else if (value instanceof double[] doubles) {
            append(Arrays.stream(doubles).boxed().toList(), out);
        } else if (value instanceof String text) {
            quote(text, out);
        } else if (value instanceof Float real) {
            require(Float.isFinite(real), value);
            out.append(NumberOutput.toString(real, true));
        } else if (value instanceof Double number) {
            require(Double.isFinite(number), value);
            out.append(NumberOutput.toString(number, true));
        } else {
            require(value instanceof Integer || value instanceof Long || value instanceof Boolean || value == NULL, value);
            out.append(value);
        }
    }

    private static void quote(String text, StringBuilder out) {
        out.append('"');
        JsonStringEncoder.getInstance().quoteAsString(text, out);
        out.append('"');
    }

    private static void require(boolean fits, Object value) {
        if (!fits) {
            throw new IllegalArgumentException("'%s' cannot be written to a model file".formatted(value));
        }
    }
}
