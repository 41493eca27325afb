package cyclo.features.files;

import cyclo.common.table.Column;
import cyclo.common.table.Table;
import cyclo.common.table.TableStream;
import cyclo.common.table.ValueType;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.duckdb.DuckDBColumnType;
import org.duckdb.DuckDBDataChunkWriter;
import org.duckdb.DuckDBFunctions;
import org.duckdb.DuckDBTableFunction;
import org.duckdb.DuckDBTableFunctionBindInfo;
import org.duckdb.DuckDBTableFunctionCallInfo;
import org.duckdb.DuckDBTableFunctionInitInfo;
import org.duckdb.DuckDBWritableVector;

/**
 * A table function of DuckDB whose rows are a {@link TableStream}, read once, vector by vector, several times as fast as the appender; memory
 * does not grow with rows. Columns as {@link DuckChunks} can take them.
 */
final class DuckFeed implements DuckDBTableFunction<Object, Object, Object> {
    private static final AtomicLong NAMES = new AtomicLong();

    private final String name = "feed_" + NAMES.incrementAndGet();
    private final List<Column> header;
    private final TableStream rows;
    private Optional<Table> table = Optional.empty();
    private int at;
    private RuntimeException failure;

    private DuckFeed(TableStream rows) {
        this.header = rows.header().columns();
        this.rows = rows;
    }

    static boolean can(Table header) {
        return DuckChunks.can(header.columns().stream().map(Column::type).toList());
    }

    /**
     * Runs a statement that reads the rows.
     *
     * @param statement made of the SELECT that gives the rows, in the types that they have in SQL
     * @throws RuntimeException as the stream threw it
     */
    static void run(Connection connection, TableStream rows, UnaryOperator<String> statement) throws SQLException {
        DuckFeed feed = new DuckFeed(rows);
        DuckDBFunctions.tableFunction().withName(feed.name).withFunction(feed).register(connection);
        try (Statement running = connection.createStatement()) {
            running.execute(statement.apply(feed.select()));
        } catch (SQLException e) {
            if (feed.failure != null) {
                throw feed.failure; // DuckDB tells no more than its text
            }
            throw e;
        }
    }

    private String select() {
        return "SELECT %s FROM %s()".formatted(IntStream.range(0, header.size()).mapToObj(i -> (header.get(i).type() == ValueType.UNIX_TIMESTAMP
                ? "make_timestamp(c%d)::TIMESTAMPTZ AS %s" : "c%d AS %s").formatted(i, DuckDb.identifier(header.get(i).name())))
                .collect(Collectors.joining(", ")), name);
    }

    @Override public Object bind(DuckDBTableFunctionBindInfo info) {
        for (int i = 0; i < header.size(); i++) {
            info.addResultColumn("c" + i, typeOf(header.get(i).type()));
        }
        return "";
    }

    @Override public Object init(DuckDBTableFunctionInitInfo info) {
        info.setMaxThreads(1);
        return "";
    }

    @Override public long apply(DuckDBTableFunctionCallInfo info, DuckDBDataChunkWriter out) {
        try {
            while (table.isEmpty() || at == table.get().rows()) {
                table = rows.next();
                at = 0;
                if (table.isEmpty()) {
                    return 0;
                }
            }
            int to = (int) Math.min(table.get().rows(), at + out.capacity());
            for (int i = 0; i < header.size(); i++) {
                write(table.get().columns().get(i), out.vector(i), at, to);
            }
            int written = to - at;
            at = to;
            return written;
        } catch (RuntimeException e) {
            failure = e;
            throw e;
        }
    }

    private static void write(Column column, DuckDBWritableVector vector, int from, int to) {
        for (int row = from; row < to; row++) {
            int place = row - from;
            if (column.isNull(row)) {
                vector.setNull(place);
                continue;
            }
            switch (column.type()) {
                case INT64, UNIX_TIMESTAMP -> vector.setLong(place, column.longAt(row));
                case INT32 -> vector.setInt(place, (int) column.longAt(row));
                case BOOL -> vector.setBoolean(place, column.longAt(row) != 0);
                case DOUBLE -> vector.setDouble(place, column.numberAt(row));
                case FLOAT -> vector.setFloat(place, (float) column.numberAt(row));
                default -> vector.setString(place, (String) column.value(row));
            }
        }
    }

    private static DuckDBColumnType typeOf(ValueType type) {
        return switch (type) {
            case INT64, UNIX_TIMESTAMP -> DuckDBColumnType.BIGINT;
            case INT32 -> DuckDBColumnType.INTEGER;
            case BOOL -> DuckDBColumnType.BOOLEAN;
            case DOUBLE -> DuckDBColumnType.DOUBLE;
            case FLOAT -> DuckDBColumnType.FLOAT;
            default -> DuckDBColumnType.VARCHAR;
        };
    }
}
