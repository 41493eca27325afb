package cyclo.features;

import cyclo.common.table.Column;
import cyclo.common.table.Table;
import cyclo.common.table.ValueType;
import java.util.Arrays;
import java.util.List;

/** Tells rows apart by their join keys: rows of one entity fall into the same part, wherever they come from. */
final class KeyPartitions {
    private final int count;

    KeyPartitions(int count) {
        this.count = count;
    }

    /** The part of each row, and 0 for a null key. @param first the number of the first row: rows without join keys are dealt out by it */
    int[] of(List<Column> keys, int rows, long first) {
        int[] parts = new int[rows];
        for (int row = 0; row < rows; row++) {
            parts[row] = keys.isEmpty() ? (int) ((first + row) % count) : part(keys, row);
        }
        return parts;
    }

    /** Of each part the rows, in their order. */
    Table[] split(Table table, int[] parts) {
        int[] sizes = new int[count];
        for (int part : parts) {
            sizes[part]++;
        }
        int[][] rows = new int[count][];
        for (int part = 0; part < count; part++) {
            rows[part] = new int[sizes[part]];
        }
        for (int row = parts.length - 1; row >= 0; row--) {
            rows[parts[row]][--sizes[parts[row]]] = row;
        }
        return Arrays.stream(rows).map(table::rows).toArray(Table[]::new);
    }

    private int part(List<Column> keys, int row) {
        long mixed = 17;
        for (Column key : keys) {
            if (key.isNull(row)) {
                return 0;
            }
            mixed = (mixed ^ code(key, row)) * 0x9E3779B97F4A7C15L;
            mixed ^= mixed >>> 32;
        }
        return (int) Long.remainderUnsigned(mixed, count);
    }

    private static long code(Column key, int row) {
        return key.type() == ValueType.STRING ? key.value(row).hashCode()
                : key.type() == ValueType.BYTES ? Arrays.hashCode((byte[]) key.value(row)) : key.longAt(row);
    }
}
