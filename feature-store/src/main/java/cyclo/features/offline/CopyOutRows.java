package cyclo.features.offline;

import cyclo.common.table.Column;
import cyclo.common.table.ValueType;
import cyclo.features.types.PostgresBinary;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/** A cursor over the rows of {@code COPY (query) TO STDOUT (FORMAT binary)}: one row in memory at a time. Not thread safe. */
final class CopyOutRows implements AutoCloseable {
    private static final int HEADER = 19;

    private final CopyOut copy;
    private final List<ValueType> types;
    private final int[] starts;
    private final int[] lengths;
    private ByteBuffer buffer = ByteBuffer.allocate(1 << 16).limit(0);
    private boolean begun;

    /** @param types of the query's columns, whose binary form must be theirs */
    CopyOutRows(Connection connection, String query, List<ValueType> types) throws SQLException {
        this.types = List.copyOf(types);
        this.starts = new int[types.size()];
        this.lengths = new int[types.size()];
        this.copy = connection.unwrap(PGConnection.class).getCopyAPI().copyOut("COPY (" + query + ") TO STDOUT (FORMAT binary)");
    }

    /** Moves to the next row. @return false after the last one */
    boolean next() throws SQLException {
        if (!begun) {
            fill(HEADER);
            buffer.position(buffer.position() + HEADER);
            begun = true;
        }
        fill(2);
        if (buffer.getShort() < 0) {
            while (copy.readFromCopy() != null) {
                // the end of the copy must be read before the connection is free again
            }
            return false;
        }
        int row = buffer.position();
        for (int column = 0; column < types.size(); column++) {
            int before = buffer.position() - row;
            row = fill(row, 4);
            lengths[column] = buffer.getInt();
            starts[column] = before + 4;
            if (lengths[column] > 0) {
                row = fill(row, lengths[column]);
                buffer.position(buffer.position() + lengths[column]);
            }
        }
        for (int column = 0; column < types.size(); column++) {
            starts[column] += row;
        }
        return true;
    }

    boolean isNull(int column) {
        return lengths[column] < 0;
    }

    /** The value as {@link ValueType} lists it, or null. */
    Object value(int column) {
        return isNull(column) ? null : PostgresBinary.read(field(column), lengths[column], types.get(column));
    }

    void addTo(Column.Builder builder, int column) {
        if (isNull(column)) {
            builder.addNull();
        } else {
            PostgresBinary.read(field(column), lengths[column], types.get(column), builder);
        }
    }

    /** Ends the copy, also before its end. */
    @Override public void close() throws SQLException {
        if (copy.isActive()) {
            copy.cancelCopy();
        }
    }

    private ByteBuffer field(int column) {
        return buffer.duplicate().position(starts[column]);
    }

    private void fill(int wanted) throws SQLException {
        fill(buffer.position(), wanted);
    }

    /** Reads on until {@code wanted} bytes are there, keeping those from {@code keep} on. @return where {@code keep} is now */
    private int fill(int keep, int wanted) throws SQLException {
        int kept = keep;
        while (buffer.remaining() < wanted) {
            byte[] more = copy.readFromCopy();
            if (more == null) {
                throw new SQLException("the copy ended in the middle of a row", "08006");
            }
            int done = buffer.position() - kept;
            int have = buffer.limit() - kept;
            ByteBuffer target = buffer.capacity() >= have + more.length ? buffer : ByteBuffer.allocate(Math.max(buffer.capacity() * 2, have + more.length));
            System.arraycopy(buffer.array(), kept, target.array(), 0, have);
            System.arraycopy(more, 0, target.array(), have, more.length);
            buffer = target.clear().position(done).limit(have + more.length);
            kept = 0;
        }
        return kept;
    }
}
