package cyclo.common.table;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The type of a column. The names and numbers are those of Feast's {@code ValueType} in feast-datatypes 0.38.0.
 *
 * <p>In Java: BYTES is {@code byte[]}, STRING {@code String}, INT32 {@code Integer}, INT64 {@code Long}, DOUBLE {@code Double},
 * FLOAT {@code Float}, BOOL {@code Boolean}, UNIX_TIMESTAMP {@code Instant}; a list is a {@code List} of these.
 */
public enum ValueType {
    BYTES(1, "Bytes"), STRING(2, "String"), INT32(3, "Int32"), INT64(4, "Int64"), DOUBLE(5, "Float64"), FLOAT(6, "Float32"),
    BOOL(7, "Bool"), UNIX_TIMESTAMP(8, "UnixTimestamp"),
    BYTES_LIST(11, "Array(Bytes)"), STRING_LIST(12, "Array(String)"), INT32_LIST(13, "Array(Int32)"), INT64_LIST(14, "Array(Int64)"),
    DOUBLE_LIST(15, "Array(Float64)"), FLOAT_LIST(16, "Array(Float32)"), BOOL_LIST(17, "Array(Bool)"),
    UNIX_TIMESTAMP_LIST(18, "Array(UnixTimestamp)"), NULL(19, "Null");

    private static final Pattern LIST = Pattern.compile("(?:Array|List)\\[?\\(?(\\w+)\\)?]?", Pattern.CASE_INSENSITIVE);
    private final int number;
    private final String pythonName;

    ValueType(int number, String pythonName) {
        this.number = number;
        this.pythonName = pythonName;
    }

    /** Feast's number of this type in the protobuf enum {@code feast.types.ValueType.Enum}. */
    public int number() {
        return number;
    }

    /** As in Feast's Python definitions: {@code Int64}, {@code Array(Float32)}. */
    public String pythonName() {
        return pythonName;
    }

    public boolean isList() {
        return number >= BYTES_LIST.number && this != NULL;
    }

    /** The type of a list's elements; for a scalar, itself. */
    public ValueType element() {
        return isList() ? ofNumber(number - 10).orElseThrow() : this;
    }

    public boolean isNumeric() {
        return this == INT32 || this == INT64 || this == DOUBLE || this == FLOAT;
    }

    public static Optional<ValueType> ofNumber(int number) {
        return Arrays.stream(values()).filter(type -> type.number == number).findFirst();
    }

    /** Reads {@code Int64}, {@code INT64}, {@code Float32}, {@code FLOAT}, {@code Array(Int64)}, {@code INT64_LIST}; in any case. */
    public static Optional<ValueType> parse(String text) {
        String name = text.strip();
        return Arrays.stream(values())
                .filter(type -> type.name().equalsIgnoreCase(name) || type.pythonName.equalsIgnoreCase(name))
                .findFirst()
                .or(() -> {
                    Matcher list = LIST.matcher(name);
                    return list.matches() ? parse(list.group(1)).filter(type -> !type.isList()).flatMap(type -> ofNumber(type.number + 10)) : Optional.empty();
                });
    }

    @Override public String toString() {
        return name().toUpperCase(Locale.ROOT);
    }
}
