package cyclo.serving;

import com.fasterxml.jackson.databind.JsonNode;
import cyclo.common.table.ValueType;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** JSON values of a request as Java values. Nothing is bent into a type: {@code "1001"} is no INT64, 1.5 no INT32. */
final class JsonValues {
    private JsonValues() {}

    /** Empty if {@code node}, which is not null, does not hold a value of {@code type}. */
    static Optional<Object> parse(JsonNode node, ValueType type) {
        if (type.isList()) {
            return list(node, type.element());
        }
        return switch (type) {
            case INT32 -> node.isIntegralNumber() && node.canConvertToInt() ? Optional.of(node.intValue()) : Optional.empty();
            case INT64 -> node.isIntegralNumber() && node.canConvertToLong() ? Optional.of(node.longValue()) : Optional.empty();
            case DOUBLE -> node.isNumber() && Double.isFinite(node.doubleValue()) ? Optional.of(node.doubleValue()) : Optional.empty();
            case FLOAT -> node.isNumber() && Float.isFinite(node.floatValue()) ? Optional.of(node.floatValue()) : Optional.empty();
            case BOOL -> node.isBoolean() ? Optional.of(node.booleanValue()) : Optional.empty();
            case STRING -> node.isTextual() ? Optional.of(node.textValue()) : Optional.empty();
            case UNIX_TIMESTAMP -> instant(node);
            case BYTES -> bytes(node);
            default -> Optional.empty();
        };
    }

    /** What a client should have written. */
    static String expected(ValueType type) {
        if (type.isList()) {
            return "a list, each of it " + expected(type.element());
        }
        return switch (type) {
            case INT32, INT64 -> "a whole number (%s)".formatted(type);
            case DOUBLE, FLOAT -> "a number (%s)".formatted(type);
            case BOOL -> "true or false";
            case STRING -> "a text in quotes";
            case UNIX_TIMESTAMP -> "a time, as ISO 8601 text such as \"2013-12-20T15:00:00Z\" or in seconds since 1970";
            case BYTES -> "bytes in base64";
            default -> type.toString();
        };
    }

    private static Optional<Object> list(JsonNode node, ValueType element) {
        if (!node.isArray()) {
            return Optional.empty();
        }
        List<Object> values = new ArrayList<>(node.size());
        for (JsonNode item : node) {
            Optional<Object> value = item.isNull() ? Optional.empty() : parse(item, element);
            if (value.isEmpty()) {
                return Optional.empty();
            }
            values.add(value.get());
        }
        return Optional.of(values);
    }

    private static Optional<Object> instant(JsonNode node) {
        if (node.isNumber()) {
            double seconds = node.doubleValue();
            if (Math.abs(seconds) > 253_402_300_799.0) {
                return Optional.empty();
            }
            return Optional.of(node.isIntegralNumber() ? Instant.ofEpochSecond(node.longValue())
                    : Instant.ofEpochSecond((long) Math.floor(seconds), Math.round((seconds - Math.floor(seconds)) * 1e6) * 1000));
        }
        return node.isTextual() ? instant(node.textValue().strip().replace(' ', 'T')) : Optional.empty();
    }

    /** Without an offset it is UTC, as everywhere. */
    private static Optional<Object> instant(String text) {
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeParseException noOffset) {
            try {
                return Optional.of(text.indexOf('T') < 0 ? LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC)
                        : LocalDateTime.parse(text).toInstant(ZoneOffset.UTC));
            } catch (DateTimeParseException noTime) {
                return Optional.empty();
            }
        }
    }

    private static Optional<Object> bytes(JsonNode node) {
        try {
            return node.isTextual() ? Optional.of(node.binaryValue()) : Optional.empty();
        } catch (IOException notBase64) {
            return Optional.empty();
        }
    }
}
