package cyclo.features.types;

import cyclo.common.table.ValueType;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * Serialized Feast {@code Value} messages of scalars, written as they are on the wire: the tag of the one field that is set, then the value. A builder and
 * its message for each value of a million rows would cost more than the rest of their way.
 */
final class ScalarBytes {
    private static final int VARINT = 0;
    private static final int FIXED_64 = 1;
    private static final int LENGTH = 2;
    private static final int FIXED_32 = 5;

    private ScalarBytes() {}

    /** @param value of a scalar type other than NULL, normalised, not null */
    static byte[] of(ValueType type, Object value) {
        return switch (type) {
            case INT32 -> varint(type, (Integer) value);
            case INT64 -> varint(type, (Long) value);
            case BOOL -> varint(type, (Boolean) value ? 1 : 0);
            case UNIX_TIMESTAMP -> varint(type, ((Instant) value).getEpochSecond());
            case DOUBLE -> fixed(type, FIXED_64, Double.doubleToRawLongBits((Double) value), Long.BYTES);
            case FLOAT -> fixed(type, FIXED_32, Float.floatToRawIntBits((Float) value), Integer.BYTES);
            case STRING -> bytes(type, ((String) value).getBytes(StandardCharsets.UTF_8));
            case BYTES -> bytes(type, (byte[]) value);
            default -> throw new IllegalArgumentException(type + " is no scalar");
        };
    }

    private static byte[] varint(ValueType type, long value) {
        byte[] bytes = new byte[1 + size(value)];
        bytes[0] = tag(type, VARINT);
        put(bytes, 1, value);
        return bytes;
    }

    private static byte[] fixed(ValueType type, int wire, long bits, int size) {
        byte[] bytes = new byte[1 + size];
        bytes[0] = tag(type, wire);
        for (int i = 0; i < size; i++) {
            bytes[1 + i] = (byte) (bits >>> 8 * i);
        }
        return bytes;
    }

    private static byte[] bytes(ValueType type, byte[] value) {
        int size = size(value.length);
        byte[] bytes = new byte[1 + size + value.length];
        bytes[0] = tag(type, LENGTH);
        put(bytes, 1, value.length);
        System.arraycopy(value, 0, bytes, 1 + size, value.length);
        return bytes;
    }

    /** The numbers of these types are below 16: one byte. */
    private static byte tag(ValueType type, int wire) {
        return (byte) (type.number() << 3 | wire);
    }

    private static int size(long value) {
        return Math.max(1, (64 - Long.numberOfLeadingZeros(value) + 6) / 7);
    }

    private static void put(byte[] bytes, int from, long value) {
        int at = from;
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            bytes[at++] = (byte) (rest & 0x7F | 0x80);
            rest >>>= 7;
        }
        bytes[at] = (byte) rest;
    }
}
