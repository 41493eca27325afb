package cyclo.features.types;

import cyclo.common.table.Column;
import cyclo.common.table.ValueType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;

/** Brings values into the type that is declared for them. */
public final class ColumnCast {
    private ColumnCast() {}

    /**
     * The column in another type.
     *
     * @throws IllegalArgumentException with the first value that does not fit
     */
    public static Column to(Column column, ValueType type) {
        if (column.type() == type) {
            return column;
        }
        if (column.nullCount() == column.size()) {
            return Column.ofNulls(column.name(), type, column.size());
        }
        Column.Builder cast = Column.builder(column.name(), type, column.size());
        for (int row = 0; row < column.size(); row++) {
            cast.add(value(column.value(row), type));
        }
        return cast.build();
    }

    /** The column as every store gives its values back: see {@link TypeCodec#normalised}. */
    public static Column normalised(Column column) {
        ValueType type = column.type();
        if (type == ValueType.BYTES || type == ValueType.STRING || type == ValueType.INT32 || type == ValueType.INT64 || type == ValueType.BOOL) {
            return column;
        }
        if (type == ValueType.DOUBLE || type == ValueType.FLOAT) {
            return withoutNaN(column);
        }
        Column.Builder normal = Column.builder(column.name(), type, column.size());
        for (int row = 0; row < column.size(); row++) {
            normal.add(TypeCodec.normalised(type, column.value(row)));
        }
        return normal.build();
    }

    private static Column withoutNaN(Column column) {
        BitSet nulls = new BitSet();
        double[] values = new double[column.size()];
        for (int row = 0; row < values.length; row++) {
            values[row] = column.numberAt(row);
            if (values[row] != values[row]) {
                nulls.set(row);
            }
        }
        return nulls.cardinality() == column.nullCount() ? column : Column.ofDoubles(column.name(), column.type(), values, nulls);
    }

    /**
     * A value in another type: a whole number (also written 1001.0) into a whole type that holds it, any number into a floating point type, rounded
     * to it, and text (an ISO instant) into UNIX_TIMESTAMP. Nothing becomes text, and no text a number.
     *
     * @throws IllegalArgumentException if it does not fit
     */
    public static Object value(Object value, ValueType type) {
        if (value == null) {
            return null;
        }
        try {
            return switch (type) {
                case INT32 -> Math.toIntExact(whole(value));
                case INT64 -> whole(value);
                case DOUBLE -> number(value).doubleValue();
                case FLOAT -> number(value).floatValue();
                case BOOL -> (Boolean) value;
                case STRING -> (String) value;
                case BYTES -> (byte[]) value;
                case UNIX_TIMESTAMP -> value instanceof String text ? instant(text) : (Instant) value;
                case NULL -> null;
                default -> list((List<?>) value, type.element());
            };
        } catch (ClassCastException | ArithmeticException e) {
            throw new IllegalArgumentException("'%s' is %s, not %s".formatted(value, named(value), type), e);
        }
    }

    /** Reads a value as it is written on a command line. @throws IllegalArgumentException if the text is none of this type */
    public static Object parse(String text, ValueType type) {
        try {
            return switch (type) {
                case INT32 -> Integer.valueOf(text);
                case INT64 -> Long.valueOf(text);
                case DOUBLE -> Double.valueOf(text);
                case FLOAT -> Float.valueOf(text);
                case STRING -> text;
                case BOOL -> truth(text);
                case BYTES -> Base64.getDecoder().decode(text);
                case UNIX_TIMESTAMP -> instant(text);
                default -> throw new IllegalArgumentException("a " + type + " cannot be written here");
            };
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'%s' is not %s".formatted(text, type), e);
        }
    }

    /** An ISO date, date and time, or instant; without a zone it is UTC. */
    public static Instant instant(String text) {
        Instant time = read(text);
        try {
            Column.micros(time);
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("'%s' is no time that fits in microseconds: write 2024-01-31T12:00:00Z".formatted(text), e);
        }
        return time;
    }

    private static Instant read(String text) {
        String iso = text.strip().replaceFirst("^(\\d{4}-\\d\\d-\\d\\d) ", "$1T");
        try {
            if (iso.length() == 10) {
                return LocalDate.parse(iso).atStartOfDay().toInstant(ZoneOffset.UTC);
            }
            return iso.matches(".*T.*(Z|[+-]\\d\\d(:?\\d\\d)?)$")
                    ? OffsetDateTime.parse(iso.replaceFirst("([+-]\\d\\d)$", "$1:00")).toInstant()
                    : LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("'%s' is no time: write 2024-01-31T12:00:00Z".formatted(text), e);
        }
    }

    private static List<Object> list(List<?> values, ValueType element) {
        List<Object> cast = new ArrayList<>(values.size());
        values.forEach(value -> cast.add(value(value, element)));
        return Collections.unmodifiableList(cast);
    }

    private static long whole(Object value) {
        if (value instanceof Double || value instanceof Float) {
            double number = ((Number) value).doubleValue();
            if (number != Math.rint(number) || Math.abs(number) > 1L << 53) {
                throw new ArithmeticException("not a whole number");
            }
        }
        if (value instanceof BigInteger || value instanceof BigDecimal) {
            return new BigDecimal(value.toString()).longValueExact();
        }
        return ((Number) value).longValue();
    }

    private static Number number(Object value) {
        return (Number) value;
    }

    private static Boolean truth(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("'%s' is neither true nor false".formatted(text));
        };
    }

    private static String named(Object value) {
        return value instanceof String ? "text" : value instanceof Number ? "a number" : value instanceof Instant ? "a time"
                : value.getClass().getSimpleName();
    }
}
