package cyclo.features.types;

import com.fasterxml.jackson.databind.JsonNode;
import cyclo.common.table.ValueType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;

/** Feature values in JSON: times as ISO instants, bytes in base64, NaN and infinities as texts, as Feast writes those two. */
public final class JsonValues {
    private static final long FIRST_SECOND = Instant.parse("0001-01-01T00:00:00Z").getEpochSecond();
    private static final long LAST_SECOND = Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();

    private JsonValues() {}

    /** What Jackson writes for a value of a column; null for null. */
    public static Object toJson(Object value) {
        if (value instanceof Instant || value instanceof Number number && !Double.isFinite(number.doubleValue())) {
            return value.toString();
        }
        if (value instanceof byte[] bytes) {
            return Base64.getEncoder().encodeToString(bytes);
        }
        if (value instanceof List<?> list) {
            List<Object> values = new ArrayList<>(list.size());
            list.forEach(element -> values.add(toJson(element)));
            return values;
        }
        return value;
    }

    /**
     * The value that JSON gives for a type: a time as ISO text or in seconds since 1970, bytes in base64.
     *
     * @return null for null
     * @throws IllegalArgumentException if it is none of this type
     */
    public static Object fromJson(JsonNode json, ValueType type) {
        if (json == null || json.isNull() || type == ValueType.NULL) {
            return null;
        }
        if (type.isList()) {
            if (!json.isArray()) {
                throw wrong(json, type);
            }
            List<Object> values = new ArrayList<>(json.size());
            json.forEach(element -> values.add(fromJson(element, type.element())));
            return Collections.unmodifiableList(values);
        }
        return switch (type) {
            case INT32, INT64 -> ColumnCast.value(number(json, type), type);
            case DOUBLE, FLOAT -> json.isTextual() ? ColumnCast.parse(json.textValue(), type) : ColumnCast.value(number(json, type), type);
            case UNIX_TIMESTAMP -> json.isNumber() ? (Object) seconds(json) : ColumnCast.instant(text(json, type));
            case BYTES -> Base64.getDecoder().decode(text(json, type));
            case STRING -> text(json, type);
            default -> {
                if (!json.isBoolean()) {
                    throw wrong(json, type);
                }
                yield json.booleanValue();
            }
        };
    }

    private static Instant seconds(JsonNode json) {
        double seconds = Math.floor(json.doubleValue());
        if (seconds < FIRST_SECOND || seconds > LAST_SECOND) {
            throw new IllegalArgumentException("%s is no time in seconds since 1970 within the years 1 to 9999".formatted(json));
        }
        return Instant.ofEpochSecond((long) seconds);
    }

    private static Number number(JsonNode json, ValueType type) {
        if (!json.isNumber() || json.isBigInteger()) {
            throw wrong(json, type);
        }
        return json.isIntegralNumber() ? (Number) json.longValue() : (Number) json.doubleValue();
    }

    private static String text(JsonNode json, ValueType type) {
        if (!json.isTextual()) {
            throw wrong(json, type);
        }
        return json.textValue();
    }

    private static IllegalArgumentException wrong(JsonNode json, ValueType type) {
        return new IllegalArgumentException("%s is not %s".formatted(json, type.pythonName()));
    }
}
