package cyclo.features.files;

import cyclo.common.table.Column;
import cyclo.common.table.Table;
import cyclo.common.table.ValueType;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.duckdb.DuckDBChunkedResult;
import org.duckdb.DuckDBDataChunkReader;
import org.duckdb.DuckDBPreparedStatement;
import org.duckdb.DuckDBReadableVector;

/**
 * The result of a SELECT, taken over vector by vector: ten times as fast as row by row. For numbers, truth values, times (given as
 * microseconds) and texts; DuckDB's Java vectors have no bytes and no lists. Not thread safe.
 */
final class DuckChunks implements AutoCloseable {
    private final List<String> names;
    private final List<ValueType> types;
    private final PreparedStatement statement;
    private final DuckDBChunkedResult result;
    private DuckDBDataChunkReader chunk;
    private long at;

    /** @param select of just these columns, in these types */
    DuckChunks(Connection connection, String select, List<String> names, List<ValueType> types) throws SQLException {
        this.names = names;
        this.types = types;
        this.statement = connection.prepareStatement(select);
        try {
            this.result = statement.unwrap(DuckDBPreparedStatement.class).query();
        } catch (SQLException e) {
            statement.close();
            throw e;
        }
    }

    static boolean can(List<ValueType> types) {
        return types.stream().noneMatch(type -> type.isList() || type == ValueType.BYTES);
    }

    /** The next rows, {@code most} at the most; none after the last. */
    Table next(int most) throws SQLException {
        List<Column.Builder> builders = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            builders.add(Column.builder(names.get(i), types.get(i), Math.min(most, 2048)));
        }
        int rows = 0;
        while (rows < most && (chunk != null || advance())) {
            int taken = (int) Math.min(most - rows, chunk.rowCount() - at);
            for (int i = 0; i < builders.size(); i++) {
                add(builders.get(i), types.get(i), chunk.vector(i), at, at + taken);
            }
            rows += taken;
            at += taken;
            if (at == chunk.rowCount()) {
                chunk = null;
            }
        }
        return new Table(builders.stream().map(Column.Builder::build).toList());
    }

    private boolean advance() throws SQLException {
        at = 0;
        try {
            while (result.nextChunk()) {
                chunk = result.chunk();
                if (chunk.rowCount() > 0) {
                    return true;
                }
            }
        } catch (RuntimeException e) {
            throw e.getCause() instanceof SQLException cause ? cause : new SQLException(e.getMessage(), e);
        }
        chunk = null;
        return false;
    }

    private static void add(Column.Builder builder, ValueType type, DuckDBReadableVector vector, long from, long to) {
        for (long row = from; row < to; row++) {
            if (vector.isNull(row)) {
                builder.addNull();
                continue;
            }
            switch (type) {
                case INT64, UNIX_TIMESTAMP -> builder.addLong(vector.getLong(row));
                case INT32 -> builder.addLong(vector.getInt(row));
                case BOOL -> builder.addLong(vector.getBoolean(row) ? 1 : 0);
                case DOUBLE -> builder.addDouble(vector.getDouble(row));
                case FLOAT -> builder.addDouble(vector.getFloat(row));
                default -> builder.add(vector.getString(row));
            }
        }
    }

    @Override public void close() throws SQLException {
        try (statement) {
            result.close();
        }
    }
}
