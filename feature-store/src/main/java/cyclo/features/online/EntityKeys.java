package cyclo.features.online;

import cyclo.common.table.ValueType;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The keys of entities in the online store: Feast's entity key serialization, version 3. All integers are little endian: the number
 * of join keys, then each name with its type (STRING) and length, sorted by name, then each value with its type and length.
 *
 * <p>Immutable; made once per view.
 */
public final class EntityKeys {
    private final List<ValueType> types;
    private final int[] order;
    private final byte[] head;

    /** @throws IllegalArgumentException for a type that Feast does not allow in a key: only BYTES, STRING, INT32, INT64 and UNIX_TIMESTAMP */
    public EntityKeys(List<String> names, List<ValueType> types) {
        this.types = List.copyOf(types);
        this.order = IntStream.range(0, names.size()).boxed().sorted(Comparator.comparing(names::get, EntityKeys::byCodePoint)).mapToInt(i -> i).toArray();
        for (int i = 0; i < names.size(); i++) {
            if (!allowed(types.get(i))) {
                throw new IllegalArgumentException(
                        "Join key '%s' is %s: Feast's keys hold String, Bytes, Int32, Int64 or UnixTimestamp".formatted(names.get(i), types.get(i)));
            }
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        writeInt(out, names.size());
        for (int i : order) {
            writeInt(out, ValueType.STRING.number());
            writeBytes(out, names.get(i).getBytes(StandardCharsets.UTF_8));
        }
        this.head = out.toByteArray();
    }

    public static boolean allowed(ValueType type) {
        return switch (type) {
            case BYTES, STRING, INT32, INT64, UNIX_TIMESTAMP -> true;
            default -> false;
        };
    }

    /**
     * @param values of the join keys, in the order in which their names were given
     * @return empty if one of them is null: no entity has such a key
     */
    public Optional<byte[]> encode(List<?> values) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(head.length + 16 * order.length);
        out.writeBytes(head);
        for (int i : order) {
            Object value = values.get(i);
            if (value == null) {
                return Optional.empty();
            }
            writeInt(out, types.get(i).number());
            switch (types.get(i)) {
                case INT32 -> {
                    writeInt(out, Integer.BYTES);
                    writeInt(out, (Integer) value);
                }
                case INT64 -> writeLong(out, (Long) value);
                case UNIX_TIMESTAMP -> writeLong(out, ((Instant) value).getEpochSecond());
                case STRING -> writeBytes(out, ((String) value).getBytes(StandardCharsets.UTF_8));
                default -> writeBytes(out, (byte[]) value);
            }
        }
        return Optional.of(out.toByteArray());
    }

    /**
     * The join key names at the start of a Redis key, and where the project begins: a project's name is whatever follows, so that
     * {@code shop} is not taken for {@code other_shop}. Empty if these are not the bytes of such a key.
     */
    static Optional<Parsed> parse(byte[] key) {
        Reader reader = new Reader(key);
        long count = reader.unsigned();
        if (count < 0 || count > key.length) {
            return Optional.empty();
        }
        List<String> names = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            if (reader.unsigned() != ValueType.STRING.number()) {
                return Optional.empty();
            }
            names.add(new String(reader.bytes(), StandardCharsets.UTF_8));
        }
        for (int i = 0; i < count; i++) {
            reader.unsigned();
            reader.bytes();
        }
        return reader.failed ? Optional.empty() : Optional.of(new Parsed(names, reader.at));
    }

    /** @param length of the entity key; the project's name follows it */
    record Parsed(List<String> joinKeys, int length) {}

    private static int byCodePoint(String a, String b) {
        return Arrays.compareUnsigned(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
    }

    private static void writeBytes(ByteArrayOutputStream out, byte[] bytes) {
        writeInt(out, bytes.length);
        out.writeBytes(bytes);
    }

    private static void writeLong(ByteArrayOutputStream out, long value) {
        writeInt(out, Long.BYTES);
        writeInt(out, (int) value);
        writeInt(out, (int) (value >>> 32));
    }

    private static void writeInt(ByteArrayOutputStream out, int value) {
        out.write(value);
        out.write(value >>> 8);
        out.write(value >>> 16);
        out.write(value >>> 24);
    }

    /** Reads little endian; past the end it fails quietly, once and for all. */
    private static final class Reader {
        private final byte[] key;
        private int at;
        private boolean failed;

        private Reader(byte[] key) {
            this.key = key;
        }

        private long unsigned() {
            if (failed || at + 4 > key.length) {
                failed = true;
                return -1;
            }
            long value = (key[at] & 0xFFL) | (key[at + 1] & 0xFFL) << 8 | (key[at + 2] & 0xFFL) << 16 | (key[at + 3] & 0xFFL) << 24;
            at += 4;
            return value;
        }

        private byte[] bytes() {
            long length = unsigned();
            if (failed || length > key.length - at) {
                failed = true;
                return new byte[0];
            }
            at += (int) length;
            return Arrays.copyOfRange(key, at - (int) length, at);
        }
    }
}
