package cyclo.training;

import cyclo.common.Sha256;
import cyclo.common.table.Column;
import cyclo.common.table.Table;
import cyclo.common.table.ValueType;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What makes two extracts the same data: the names, types and values of their columns, row by row in one fixed order. Not the
 * bytes of a Parquet file, which another version of its writer lays out otherwise.
 */
final class DatasetDigest {
    private DatasetDigest() {}

    /** SHA-256; rows and columns count in their order. */
    static String of(Table table) {
        MessageDigest digest = Sha256.newDigest();
        for (Column column : table.columns()) {
            text(digest, column.name());
            text(digest, column.type().name());
            ByteBuffer number = ByteBuffer.allocate(9);
            for (int row = 0; row < column.size(); row++) {
                if (column.isNull(row) || column.type() == ValueType.STRING || column.type() == ValueType.BYTES || column.type().isList()) {
                    object(digest, column.isNull(row) ? null : column.value(row));
                } else {
                    boolean floating = column.type() == ValueType.DOUBLE || column.type() == ValueType.FLOAT;
                    number.clear();
                    digest.update(number.put((byte) 1).putLong(floating ? Double.doubleToLongBits(column.numberAt(row)) : column.longAt(row)).array());
                }
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** The rows by time, and rows of one time by their values, column by column, nulls first: a query without an order gives them in any. */
    static Table inOrder(Table table, String timeColumn) {
        Comparator<Integer> order = by(table.column(timeColumn));
        for (Column column : table.columns()) {
            order = order.thenComparing(by(column));
        }
        return table.rows(Arrays.stream(IntStream.range(0, table.rows()).boxed().sorted(order).toArray(Integer[]::new)).mapToInt(Integer::intValue).toArray());
    }

    private static Comparator<Integer> by(Column column) {
        return switch (column.type()) {
            case INT32, INT64, BOOL, UNIX_TIMESTAMP -> nullsFirst(column, Comparator.comparingLong(column::longAt));
            case DOUBLE, FLOAT -> nullsFirst(column, Comparator.comparingDouble(column::numberAt));
            default -> nullsFirst(column, Comparator.comparing(row -> text(column.value(row))));
        };
    }

    private static Comparator<Integer> nullsFirst(Column column, Comparator<Integer> order) {
        return (a, b) -> column.isNull(a) || column.isNull(b) ? Boolean.compare(column.isNull(b), column.isNull(a)) : order.compare(a, b);
    }

    private static String text(Object value) {
        if (value instanceof byte[] bytes) {
            return HexFormat.of().formatHex(bytes);
        }
        return value instanceof List<?> list ? list.stream().map(DatasetDigest::text).toList().toString() : String.valueOf(value);
    }

    private static void object(MessageDigest digest, Object value) {
        if (value == null) {
            digest.update((byte) 0);
        } else {
            digest.update((byte) 2);
            text(digest, text(value));
        }
    }

    private static void text(MessageDigest digest, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        digest.update(ByteBuffer.allocate(4).putInt(bytes.length).array());
        digest.update(bytes);
    }
}
