package cyclo.common.table;

import java.time.Instant;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * One named, typed column of values in memory, immutable. Whole numbers, booleans and instants lie in a {@code long[]}, floating
 * point numbers in a {@code double[]}, the rest as objects; nulls are bits beside them.
 *
 * <p>An instant is kept in microseconds since 1970-01-01T00:00:00Z: its nanoseconds are cut, as PostgreSQL and Feast do.
 */
public final class Column {
    private final String name;
    private final ValueType type;
    private final int size;
    private final BitSet nulls;
    private final long[] longs;
    private final double[] doubles;
    private final Object[] objects;

    private Column(String name, ValueType type, int size, BitSet nulls, long[] longs, double[] doubles, Object[] objects) {
        this.name = name;
        this.type = type;
        this.size = size;
        this.nulls = nulls;
        this.longs = longs;
        this.doubles = doubles;
        this.objects = objects;
    }

    /** Takes the array over. For INT32, INT64, BOOL (0 or 1) and UNIX_TIMESTAMP (microseconds since the epoch). */
    public static Column ofLongs(String name, ValueType type, long[] values, BitSet nulls) {
        require(isLongs(type), name, type, "a long[]");
        return new Column(name, type, values.length, nulls, values, null, null);
    }

    /** Takes the array over. For DOUBLE and FLOAT (each value exactly a float). NaN is a value of its own, not null. */
    public static Column ofDoubles(String name, ValueType type, double[] values, BitSet nulls) {
        require(isDoubles(type), name, type, "a double[]");
        return new Column(name, type, values.length, nulls, null, values, null);
    }

    /** Takes the array over. For STRING, BYTES and lists; a null element is a null. */
    public static Column ofObjects(String name, ValueType type, Object[] values) {
        require(!isLongs(type) && !isDoubles(type), name, type, "objects");
        BitSet nulls = new BitSet();
        for (int i = 0; i < values.length; i++) {
            if (values[i] == null) {
                nulls.set(i);
            }
        }
        return new Column(name, type, values.length, nulls, null, null, values);
    }

    /** A column of Java values as {@link ValueType} lists them, null for null. @throws ClassCastException for another class */
    public static Column of(String name, ValueType type, List<?> values) {
        Builder builder = builder(name, type, values.size());
        values.forEach(builder::add);
        return builder.build();
    }

    public static Column ofNulls(String name, ValueType type, int size) {
        Builder builder = builder(name, type, size);
        for (int i = 0; i < size; i++) {
            builder.add(null);
        }
        return builder.build();
    }

    public static Builder builder(String name, ValueType type, int capacity) {
        return new Builder(name, type, Math.max(capacity, 8));
    }

    public String name() {
        return name;
    }

    public ValueType type() {
        return type;
    }

    public int size() {
        return size;
    }

    public boolean isNull(int row) {
        return nulls.get(row);
    }

    public int nullCount() {
        return nulls.cardinality();
    }

    /** The value as {@link ValueType} lists it, or null. */
    public Object value(int row) {
        if (nulls.get(row)) {
            return null;
        }
        return switch (type) {
            case INT32 -> (int) longs[row];
            case INT64 -> longs[row];
            case BOOL -> longs[row] != 0;
            case UNIX_TIMESTAMP -> instant(longs[row]);
            case DOUBLE -> doubles[row];
            case FLOAT -> (float) doubles[row];
            default -> objects[row];
        };
    }

    /** For INT32, INT64, BOOL (0, 1) and UNIX_TIMESTAMP (microseconds); of a null, anything. */
    public long longAt(int row) {
        if (longs == null) {
            throw new IllegalStateException("Column '%s' is %s: it has no whole numbers".formatted(name, type));
        }
        return longs[row];
    }

    /** A number or boolean (0, 1) as a double, NaN for null; a timestamp in seconds. */
    public double numberAt(int row) {
        if (nulls.get(row)) {
            return Double.NaN;
        }
        if (doubles != null) {
            return doubles[row];
        }
        if (longs != null) {
            return type == ValueType.UNIX_TIMESTAMP ? longs[row] / 1e6 : longs[row];
        }
        throw new IllegalStateException("Column '%s' is %s: it has no numbers".formatted(name, type));
    }

    public Column named(String other) {
        return new Column(other, type, size, nulls, longs, doubles, objects);
    }

    /** The values at {@code rows}, in that order; an index of -1 gives a null. */
    public Column rows(int[] rows) {
        int n = rows.length;
        BitSet picked = new BitSet();
        long[] l = longs == null ? null : new long[n];
        double[] d = doubles == null ? null : new double[n];
        Object[] o = objects == null ? null : new Object[n];
        for (int i = 0; i < n; i++) {
            int row = rows[i];
            if (row < 0 || nulls.get(row)) {
                picked.set(i);
            } else if (l != null) {
                l[i] = longs[row];
            } else if (d != null) {
                d[i] = doubles[row];
            } else {
                o[i] = objects[row];
            }
        }
        return new Column(name, type, n, picked, l, d, o);
    }

    /** The values from {@code from} on, before {@code to}. */
    public Column slice(int from, int to) {
        return new Column(name, type, to - from, nulls.get(from, to), longs == null ? null : Arrays.copyOfRange(longs, from, to),
                doubles == null ? null : Arrays.copyOfRange(doubles, from, to), objects == null ? null : Arrays.copyOfRange(objects, from, to));
    }

    /** One column under another, called as the first. @throws IllegalArgumentException if types differ */
    static Column concat(List<Column> parts) {
        Column first = parts.get(0);
        if (parts.size() == 1) {
            return first;
        }
        int size = parts.stream().mapToInt(Column::size).sum();
        BitSet nulls = new BitSet(size);
        long[] l = first.longs == null ? null : new long[size];
        double[] d = first.doubles == null ? null : new double[size];
        Object[] o = first.objects == null ? null : new Object[size];
        int at = 0;
        for (Column part : parts) {
            if (part.type != first.type) {
                throw new IllegalArgumentException("Column '%s' is %s and %s".formatted(first.name, first.type, part.type));
            }
            Object from = l != null ? part.longs : d != null ? part.doubles : part.objects;
            System.arraycopy(from, 0, l != null ? l : d != null ? d : o, at, part.size);
            for (int row = part.nulls.nextSetBit(0); row >= 0; row = part.nulls.nextSetBit(row + 1)) {
                nulls.set(at + row);
            }
            at += part.size;
        }
        return new Column(first.name, first.type, size, nulls, l, d, o);
    }

    /** Microseconds since the epoch as an instant. */
    public static Instant instant(long micros) {
        return Instant.ofEpochSecond(Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1000L);
    }

    /** An instant as microseconds since the epoch; nanoseconds are cut. */
    public static long micros(Instant instant) {
        return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), 1_000_000L), instant.getNano() / 1000);
    }

    private static boolean isLongs(ValueType type) {
        return type == ValueType.INT32 || type == ValueType.INT64 || type == ValueType.BOOL || type == ValueType.UNIX_TIMESTAMP;
    }

    private static boolean isDoubles(ValueType type) {
        return type == ValueType.DOUBLE || type == ValueType.FLOAT;
    }

    private static void require(boolean fits, String name, ValueType type, String storage) {
        if (!fits) {
            throw new IllegalArgumentException("Column '%s' of type %s is not kept as %s".formatted(name, type, storage));
        }
    }

    /** Adds values one by one. Not thread safe. */
    public static final class Builder {
        private final String name;
        private final ValueType type;
        private final BitSet nulls = new BitSet();
        private long[] longs;
        private double[] doubles;
        private Object[] objects;
        private int size;

        private Builder(String name, ValueType type, int capacity) {
            this.name = name;
            this.type = type;
            if (isLongs(type)) {
                longs = new long[capacity];
            } else if (isDoubles(type)) {
                doubles = new double[capacity];
            } else {
                objects = new Object[capacity];
            }
        }

        /** A value as {@link ValueType} lists it, or null. @throws ClassCastException for another class */
        public Builder add(Object value) {
            if (value == null) {
                return addNull();
            }
            return switch (type) {
                case INT32 -> addLong((Integer) value);
                case INT64 -> addLong((Long) value);
                case BOOL -> addLong((Boolean) value ? 1 : 0);
                case UNIX_TIMESTAMP -> addLong(micros((Instant) value));
                case DOUBLE -> addDouble((Double) value);
                case FLOAT -> addDouble((Float) value);
                case STRING -> addObject((String) value);
                case BYTES -> addObject((byte[]) value);
                default -> addObject((List<?>) value);
            };
        }

        /** A value of a column of the same type. */
        public Builder add(Column column, int row) {
            if (column.nulls.get(row)) {
                return addNull();
            }
            return longs != null ? addLong(column.longs[row]) : doubles != null ? addDouble(column.doubles[row]) : addObject(column.objects[row]);
        }

        public int size() {
            return size;
        }

        public Builder addNull() {
            nulls.set(size);
            grow();
            size++;
            return this;
        }

        /** For INT32, INT64, BOOL (0, 1) and UNIX_TIMESTAMP (microseconds). */
        public Builder addLong(long value) {
            grow();
            longs[size++] = value;
            return this;
        }

        /** For DOUBLE and FLOAT. */
        public Builder addDouble(double value) {
            grow();
            doubles[size++] = value;
            return this;
        }

        public Column build() {
            return new Column(name, type, size, (BitSet) nulls.clone(),
                    longs == null ? null : Arrays.copyOf(longs, size),
                    doubles == null ? null : Arrays.copyOf(doubles, size),
                    objects == null ? null : Arrays.copyOf(objects, size));
        }

        private Builder addObject(Object value) {
            grow();
            objects[size++] = value;
            return this;
        }

        private void grow() {
            if (longs != null && size == longs.length) {
                longs = Arrays.copyOf(longs, size * 2);
            } else if (doubles != null && size == doubles.length) {
                doubles = Arrays.copyOf(doubles, size * 2);
            } else if (objects != null && size == objects.length) {
                objects = Arrays.copyOf(objects, size * 2);
            }
        }
    }
}
