package cyclo.features.files;

import cyclo.common.table.Table;
import cyclo.common.table.TableStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Function;

/** The rows of a file, {@code chunk} at a time. */
final class FileRows implements TableStream {
    private final Connection connection;
    private final DuckRows rows;
    private final int chunk;
    private final Function<SQLException, RuntimeException> failed;
    private final Table header;

    /** Closes {@code connection} in the end. @param failed what is thrown when the file cannot be read on */
    FileRows(Connection connection, String select, int chunk, Function<SQLException, RuntimeException> failed) throws SQLException {
        this.connection = connection;
        this.rows = new DuckRows(connection, select);
        this.chunk = chunk;
        this.failed = failed;
        this.header = rows.next(0);
    }

    @Override public Table header() {
        return header;
    }

    @Override public Optional<Table> next() {
        try {
            Table next = rows.next(chunk);
            return next.rows() == 0 ? Optional.empty() : Optional.of(next);
        } catch (SQLException e) {
            throw failed.apply(e);
        }
    }

    @Override public void close() {
        try (connection) {
            rows.close();
        } catch (SQLException e) {
            throw failed.apply(e);
        }
    }
}
