package cyclo.features.types;

import cyclo.common.table.Column;
import cyclo.common.table.ValueType;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/**
 * Values in PostgreSQL's binary form, as {@code COPY ... (FORMAT binary)} carries them: big endian, timestamps in microseconds since
 * 2000-01-01T00:00:00Z. A timestamp without time zone has the same bytes and is read as UTC.
 */
public final class PostgresBinary {
    private static final long EPOCH_2000 = 946_684_800_000_000L;

    private PostgresBinary() {}

    /** Reads a field of {@code length} bytes into a column. @throws IllegalArgumentException for an infinite timestamp or a matrix */
    public static void read(ByteBuffer in, int length, ValueType type, Column.Builder column) {
        switch (type) {
            case INT32 -> column.addLong(in.getInt());
            case INT64 -> column.addLong(in.getLong());
            case BOOL -> column.addLong(in.get());
            case UNIX_TIMESTAMP -> column.addLong(micros(in.getLong()));
            case DOUBLE -> column.addDouble(in.getDouble());
            case FLOAT -> column.addDouble(in.getFloat());
            default -> column.add(read(in, length, type));
        }
    }

    /** Reads a field of {@code length} bytes. */
    public static Object read(ByteBuffer in, int length, ValueType type) {
        return switch (type) {
            case BYTES -> bytes(in, length);
            case STRING, NULL -> new String(bytes(in, length), StandardCharsets.UTF_8);
            case INT32 -> in.getInt();
            case INT64 -> in.getLong();
            case DOUBLE -> in.getDouble();
            case FLOAT -> in.getFloat();
            case BOOL -> in.get() != 0;
            case UNIX_TIMESTAMP -> Column.instant(micros(in.getLong()));
            default -> list(in, type.element());
        };
    }

    /** Writes a field with its length before it; {@code out} grows when it must. */
    public static void write(Bytes out, Column column, int row) {
        if (column.isNull(row)) {
            out.putInt(-1);
            return;
        }
        switch (column.type()) {
            case INT32 -> out.putInt(4).putInt((int) column.longAt(row));
            case INT64 -> out.putInt(8).putLong(column.longAt(row));
            case BOOL -> out.putInt(1).put((byte) column.longAt(row));
            case UNIX_TIMESTAMP -> out.putInt(8).putLong(Math.subtractExact(column.longAt(row), EPOCH_2000));
            default -> write(out, column.type(), column.value(row));
        }
    }

    private static void write(Bytes out, ValueType type, Object value) {
        if (value == null) {
            out.putInt(-1);
            return;
        }
        switch (type) {
            case INT32 -> out.putInt(4).putInt((Integer) value);
            case INT64 -> out.putInt(8).putLong((Long) value);
            case BOOL -> out.putInt(1).put((byte) ((Boolean) value ? 1 : 0));
            case UNIX_TIMESTAMP -> out.putInt(8).putLong(Math.subtractExact(Column.micros((Instant) value), EPOCH_2000));
            case DOUBLE -> out.putInt(8).putLong(Double.doubleToLongBits((Double) value));
            case FLOAT -> out.putInt(4).putInt(Float.floatToIntBits((Float) value));
            case BYTES -> out.putInt(((byte[]) value).length).put((byte[]) value);
            case STRING, NULL -> {
                byte[] utf8 = value.toString().getBytes(StandardCharsets.UTF_8);
                out.putInt(utf8.length).put(utf8);
            }
            default -> writeList(out, type.element(), (List<?>) value);
        }
    }

    private static void writeList(Bytes out, ValueType element, List<?> list) {
        int lengthAt = out.size();
        out.putInt(0);
        out.putInt(list.isEmpty() ? 0 : 1).putInt(list.stream().anyMatch(Objects::isNull) ? 1 : 0).putInt(PostgresType.oidOf(element));
        if (!list.isEmpty()) {
            out.putInt(list.size()).putInt(1);
            list.forEach(value -> write(out, element, value));
        }
        out.setInt(lengthAt, out.size() - lengthAt - 4);
    }

    private static List<Object> list(ByteBuffer in, ValueType element) {
        int dimensions = in.getInt();
        in.getInt();
        in.getInt();
        if (dimensions == 0) {
            return List.of();
        }
        if (dimensions > 1) {
            throw new IllegalArgumentException("an array of %d dimensions, where a list has one".formatted(dimensions));
        }
        int size = in.getInt();
        in.getInt();
        List<Object> list = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            int length = in.getInt();
            list.add(length < 0 ? null : read(in, length, element));
        }
        return Collections.unmodifiableList(list);
    }

    private static byte[] bytes(ByteBuffer in, int length) {
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    /** Microseconds since 1970 of a timestamp. @throws IllegalArgumentException for an infinite one */
    public static long micros(long since2000) {
        if (since2000 == Long.MAX_VALUE || since2000 == Long.MIN_VALUE) {
            throw new IllegalArgumentException("an infinite timestamp, which is no instant");
        }
        return since2000 + EPOCH_2000;
    }
}
