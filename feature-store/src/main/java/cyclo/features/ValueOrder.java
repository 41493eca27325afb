package cyclo.features;

import cyclo.common.table.Column;
import cyclo.common.table.ValueType;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/**
 * The order of feature values that decides between exact duplicates, the same in every engine: null is the least, false is less than
 * true, strings go by their UTF-16 units, bytes unsigned, lists element by element and then by length.
 */
public final class ValueOrder {
    private ValueOrder() {}

    /** Two rows of values of these fields, column by column. */
    public static int compare(List<Field> fields, List<Object> a, List<Object> b) {
        for (int i = 0; i < fields.size(); i++) {
            int order = compare(fields.get(i).type(), a.get(i), b.get(i));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    static int compare(Column column, int a, int b) {
        return compare(column.type(), column.value(a), column.value(b));
    }

    static int compare(ValueType type, Object a, Object b) {
        if (a == null || b == null) {
            return Boolean.compare(a != null, b != null);
        }
        return switch (type) {
            case BYTES -> Arrays.compareUnsigned((byte[]) a, (byte[]) b);
            case STRING, NULL -> a.toString().compareTo(b.toString());
            case INT32 -> Integer.compare((Integer) a, (Integer) b);
            case INT64 -> Long.compare((Long) a, (Long) b);
            case DOUBLE -> Double.compare((Double) a, (Double) b);
            case FLOAT -> Float.compare((Float) a, (Float) b);
            case BOOL -> Boolean.compare((Boolean) a, (Boolean) b);
            case UNIX_TIMESTAMP -> ((Instant) a).compareTo((Instant) b);
            default -> lists(type.element(), (List<?>) a, (List<?>) b);
        };
    }

    private static int lists(ValueType element, List<?> a, List<?> b) {
        for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
            int order = compare(element, a.get(i), b.get(i));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(a.size(), b.size());
    }
}
