package cyclo.featureserver.http;

import com.fasterxml.jackson.core.JsonGenerator;
import cyclo.common.table.ValueType;
import cyclo.features.types.ColumnCast;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;

/**
 * The value of a type that a request means, as widely as Feast takes it: a whole number also as {@code 1001.0} or {@code "1001"}, a number also
 * as text, bytes in base64, a time as ISO text or in seconds since 1970; and the other way round, as Feast writes it.
 */
final class JsonScalars {
    private JsonScalars() {}

    /** @param value as {@link JsonColumn} holds it @throws IllegalArgumentException if it is none of {@code type} */
    static Object cast(Object value, ValueType type) {
        if (value == null) {
            return null;
        }
        if (type.isList()) {
            return list(value, type);
        }
        return switch (type) {
            case INT32, INT64, DOUBLE, FLOAT ->
                    value instanceof String text ? ColumnCast.parse(text.strip(), type) : ColumnCast.value(number(value, type), type);
            case BOOL -> value instanceof Long number && (number == 0 || number == 1) ? (Object) (number == 1) : ColumnCast.value(value, type);
            case BYTES -> bytes(value);
            case STRING -> encodable((String) ColumnCast.value(value, type));
            case UNIX_TIMESTAMP -> value instanceof Number number ? (Object) seconds(number) : ColumnCast.value(value, type);
            default -> ColumnCast.value(value, type);
        };
    }

    /** Writes a value as protobuf's JSON does in Feast: a float as its double, a time in whole seconds, bytes in base64, NaN and infinities as texts. */
    static void write(JsonGenerator json, ValueType type, Object value) throws IOException {
        if (value == null) {
            json.writeNull();
            return;
        }
        switch (type) {
            case INT32 -> json.writeNumber((Integer) value);
            case INT64 -> json.writeNumber((Long) value);
            case FLOAT -> json.writeNumber((double) (Float) value);
            case DOUBLE -> json.writeNumber((Double) value);
            case BOOL -> json.writeBoolean((Boolean) value);
            case STRING -> json.writeString((String) value);
            case BYTES -> json.writeBinary((byte[]) value);
            case UNIX_TIMESTAMP -> json.writeNumber(((Instant) value).getEpochSecond());
            default -> {
                json.writeStartArray();
                for (Object element : (List<?>) value) {
                    write(json, type.element(), element);
                }
                json.writeEndArray();
            }
        }
    }

    private static Object number(Object value, ValueType type) {
        if (value instanceof Boolean) {
            throw new IllegalArgumentException("'%s' is a truth value, not %s".formatted(value, type));
        }
        return value;
    }

    private static List<Object> list(Object value, ValueType type) {
        if (!(value instanceof List<?> values)) {
            throw new IllegalArgumentException("'%s' is no list: %s is expected".formatted(value, type.pythonName()));
        }
        List<Object> cast = new ArrayList<>(values.size());
        values.forEach(element -> cast.add(cast(element, type.element())));
        return Collections.unmodifiableList(cast);
    }

    /** JSON may hold half of a letter beyond 16 bits. UTF-8 has none, so that it would be stored, and found, as the key {@code ?}. */
    private static String encodable(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (!Character.isHighSurrogate(text.charAt(i)) || i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1))) {
                    throw new IllegalArgumentException("a text holds half of a letter (\\u%04x alone)".formatted((int) text.charAt(i)));
                }
                i++;
            }
        }
        return text;
    }

    private static byte[] bytes(Object value) {
        if (!(value instanceof String text)) {
            throw new IllegalArgumentException("'%s' is no text in base64".formatted(value));
        }
        return Base64.getDecoder().decode(text);
    }

    private static Instant seconds(Number number) {
        double seconds = Math.floor(number.doubleValue());
        if (!(Math.abs(seconds) < 2.6e11)) { // the year 9999, and as far back
            throw new IllegalArgumentException("%s is no time in seconds since 1970".formatted(number));
        }
        return Instant.ofEpochSecond(number instanceof Long whole ? whole : (long) seconds);
    }
}
