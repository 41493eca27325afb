package cyclo.features.offline;

import cyclo.common.table.Column;
import cyclo.common.table.Table;
import cyclo.common.table.TableStream;
import cyclo.common.table.ValueType;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/** The rows of a query, asked for piece by piece. Its connection is closed after the last one, so that what it read can be written again. */
final class QueryRows implements TableStream {
    private final Connection connection;
    private final CopyOutRows rows;
    private final List<String> names;
    private final List<ValueType> types;
    private final int chunk;
    private final Function<SQLException, RuntimeException> failed;
    private boolean more;

    /** @param connection closed in the end, its transaction with it. @param failed what is thrown when it cannot be read on */
    QueryRows(Connection connection, String select, List<String> names, List<ValueType> types, int chunk, Function<SQLException, RuntimeException> failed)
            throws SQLException {
        this.connection = connection;
        this.rows = new CopyOutRows(connection, select, types);
        this.names = names;
        this.types = types;
        this.chunk = chunk;
        this.failed = failed;
        this.more = rows.next();
    }

    @Override public Table header() {
        return new Table(builders().stream().map(Column.Builder::build).toList());
    }

    @Override public Optional<Table> next() {
        if (!more) {
            close();
            return Optional.empty();
        }
        try {
            List<Column.Builder> builders = builders();
            for (int row = 0; more && row < chunk; row++) {
                for (int i = 0; i < builders.size(); i++) {
                    rows.addTo(builders.get(i), i);
                }
                more = rows.next();
            }
            return Optional.of(new Table(builders.stream().map(Column.Builder::build).toList()));
        } catch (SQLException e) {
            throw failed.apply(e);
        }
    }

    @Override public void close() {
        try {
            // Not the end of the query is waited for, nor the answer to a cancellation.
            connection.abort(Runnable::run);
        } catch (SQLException e) {
            throw failed.apply(e);
        }
    }

    private List<Column.Builder> builders() {
        return IntStream.range(0, names.size()).mapToObj(i -> Column.builder(names.get(i), types.get(i), 1024)).toList();
    }
}
