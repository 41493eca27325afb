package cyclo.features;

import com.fasterxml.jackson.databind.JsonNode;
import cyclo.common.Json;
import cyclo.common.table.ValueType;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/** What Feast 0.67 wrote, as the tests read it. */
public final class GoldenFeast {
    public static final Path FOLDER = Path.of("src/test/resources/golden/feast");

    private GoldenFeast() {}

    /** Every Redis key after a materialize. */
    public static JsonNode redisKeys() {
        return Json.read(FOLDER.resolve("redis/redis_dump.json")).get("keys");
    }

    public static byte[] bytes(JsonNode hex) {
        return HexFormat.of().parseHex(hex.asText());
    }

    /** The Java value that a dumped field stands for; its {@code kind} is a field of Feast's Value, such as {@code int64_list_val}. */
    public static Object value(JsonNode value, ValueType type) {
        if (value.isNull()) {
            return null;
        }
        if (type.isList()) {
            List<Object> list = new ArrayList<>();
            value.forEach(element -> list.add(value(element, type.element())));
            return list;
        }
        return switch (type) {
            case BYTES -> HexFormat.of().parseHex(value.asText());
            case STRING -> value.asText();
            case INT32 -> value.intValue();
            case INT64 -> value.longValue();
            case DOUBLE -> value.isTextual() ? (Object) Double.valueOf(value.asText().replace("inf", "Infinity")) : value.doubleValue();
            case FLOAT -> value.isTextual() ? (Object) Float.valueOf(value.asText().replace("inf", "Infinity")) : value.floatValue();
            case BOOL -> value.booleanValue();
            default -> value.longValue() == Long.MIN_VALUE ? null : Instant.ofEpochSecond(value.longValue());
        };
    }

    /** Whether two feature values are equal, arrays by content and NaN to NaN. */
    public static boolean same(Object a, Object b) {
        return Arrays.deepEquals(new Object[] {a instanceof List<?> list ? list.toArray() : a}, new Object[] {b instanceof List<?> list ? list.toArray() : b});
    }

    public static ValueType type(String kind) {
        return ValueType.valueOf(kind.replaceFirst("_val$", "").toUpperCase(Locale.ROOT));
    }
}
