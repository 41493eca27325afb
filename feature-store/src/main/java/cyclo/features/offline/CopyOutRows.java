package cyclo.features.offline;

import cyclo.common.table.Column;
import cyclo.common.table.ValueType;
import cyclo.features.types.PostgresBinary;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/** A cursor over the rows of {@code COPY (query) TO STDOUT (FORMAT binary)}: one row in memory at a time. Not thread safe. */
final class CopyOutRows implements AutoCloseable {
    private static final int HEADER = 19;
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle DOUBLE = MethodHandles.byteArrayViewVarHandle(double[].class, ByteOrder.BIG_ENDIAN);

    private final CopyOut copy;
    private final ValueType[] types;
    private final int[] starts;
    private final int[] lengths;
    /** What came and is not done with: from {@code at}, before {@code end}. */
    private byte[] bytes = {};
    private int at;
    private int end;
    private boolean begun;

    /** @param types of the query's columns, whose binary form must be theirs */
    CopyOutRows(Connection connection, String query, List<ValueType> types) throws SQLException {
        this.types = types.toArray(ValueType[]::new);
        this.starts = new int[types.size()];
        this.lengths = new int[types.size()];
        this.copy = connection.unwrap(PGConnection.class).getCopyAPI().copyOut("COPY (" + query + ") TO STDOUT (FORMAT binary)");
    }

    /** Moves to the next row. @return false after the last one */
    boolean next() throws SQLException {
        if (!begun) {
            fill(at, HEADER);
            at += HEADER;
            begun = true;
        }
        fill(at, 2);
        at += 2;
        if (bytes[at - 2] < 0) {
            while (copy.readFromCopy() != null) {
                // the end of the copy must be read before the connection is free again
            }
            return false;
        }
        int row = at;
        for (int column = 0; column < lengths.length; column++) {
            row = fill(row, 4);
            lengths[column] = (int) INT.get(bytes, at);
            at += 4;
            starts[column] = at - row;
            if (lengths[column] > 0) {
                row = fill(row, lengths[column]);
                at += lengths[column];
            }
        }
        for (int column = 0; column < lengths.length; column++) {
            starts[column] += row;
        }
        return true;
    }

    boolean isNull(int column) {
        return lengths[column] < 0;
    }

    /** The value as {@link ValueType} lists it, or null. */
    Object value(int column) {
        return isNull(column) ? null : PostgresBinary.read(field(column), lengths[column], types[column]);
    }

    void addTo(Column.Builder builder, int column) {
        if (lengths[column] < 0) {
            builder.addNull();
            return;
        }
        switch (types[column]) { // numbers are most of what is read: without an object for each
            case INT64 -> builder.addLong((long) LONG.get(bytes, starts[column]));
            case INT32 -> builder.addLong((int) INT.get(bytes, starts[column]));
            case DOUBLE -> builder.addDouble((double) DOUBLE.get(bytes, starts[column]));
            case UNIX_TIMESTAMP -> builder.addLong(PostgresBinary.micros((long) LONG.get(bytes, starts[column])));
            default -> PostgresBinary.read(field(column), lengths[column], types[column], builder);
        }
    }

    /** Ends the copy, also before its end. */
    @Override public void close() throws SQLException {
        if (copy.isActive()) {
            copy.cancelCopy();
        }
    }

    private ByteBuffer field(int column) {
        return ByteBuffer.wrap(bytes, starts[column], lengths[column]);
    }

    /** Reads on until {@code wanted} bytes are there, keeping those from {@code keep} on. @return where {@code keep} is now */
    private int fill(int keep, int wanted) throws SQLException {
        int kept = keep;
        while (end - at < wanted) {
            byte[] more = copy.readFromCopy();
            if (more == null) {
                throw new SQLException("the copy ended in the middle of a row", "08006");
            }
            int have = end - kept;
            if (have == 0) {
                bytes = more; // PostgreSQL sends a row at a time: nothing is copied
            } else {
                byte[] joined = Arrays.copyOfRange(bytes, kept, kept + have + more.length);
                System.arraycopy(more, 0, joined, have, more.length);
                bytes = joined;
            }
            at -= kept;
            end = have + more.length;
            kept = 0;
        }
        return kept;
    }
}
