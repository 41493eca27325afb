package cyclo.features.offline;

import cyclo.common.CycloException;
import cyclo.common.table.Column;
import cyclo.common.table.Table;
import cyclo.common.table.ValueType;
import cyclo.features.DataSource;
import cyclo.features.PostgresConfig;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.stream.Stream;

/**
 * Small writes into tables of PostgreSQL. Those that arrive for one table while another one is under way share the next transaction, so that many writers
 * need few connections and commits; some connections are kept open, for to connect takes longer than to write. Thread safe.
 */
final class PostgresAppends implements AutoCloseable {
    /** How long a write waits for a load of the same table. */
    static final int PATIENCE_SECONDS = 10;
    /** After which a server that says nothing counts as lost. */
    private static final int ANSWER_MILLIS = 60_000;
    /** The SQL state of a wait that was too long. */
    static final String LOCKED = "55P03";
    private static final int KEPT = 4;
    private static final int MOST_LANES = 1000;

    /** Writes that can be made together: the names and types of the declared columns, then of the others. */
    private record Lane(TableTarget target, int declared, List<String> names, List<ValueType> types) {}

    private final PostgresConfig config;
    private final Map<Lane, AppendLane> lanes = new ConcurrentHashMap<>();
    private final Deque<Connection> idle = new ConcurrentLinkedDeque<>();

    PostgresAppends(PostgresConfig config) {
        this.config = config;
    }

    /** @throws CycloException (usage) if the source is not a table. @throws SQLException if PostgreSQL refuses or does not answer */
    long append(DataSource source, List<String> keys, Table rows, Table others) throws SQLException {
        String table = source.table().orElseThrow(() -> CycloException.usage("Cannot write to source '%s': it is %s. Give it a table to write to it offline.",
                source.name(), source.origin() instanceof DataSource.Query ? "a query" : source.origin() instanceof DataSource.Foreign foreign
                        ? "a " + foreign.kind() : "a file, which PostgreSQL does not hold"));
        String eventTime = source.origin() instanceof DataSource.Static ? "" : source.timestampField();
        TableTarget target = new TableTarget(table, keys, eventTime, source.createdColumn(), TableTarget.Mode.MERGE);
        List<Column> all = Stream.concat(rows.columns().stream(), others.columns().stream()).toList();
        Lane lane = new Lane(target, rows.names().size(), all.stream().map(Column::name).toList(), all.stream().map(Column::type).toList());
        if (lanes.size() >= MOST_LANES) {
            lanes.clear(); // whoever sends ever new columns gets slower writes, not a heap full of lanes
        }
        return lanes.computeIfAbsent(lane, this::lane).append(new Table(all));
    }

    private AppendLane lane(Lane lane) {
        List<String> declared = lane.names.subList(0, lane.declared);
        List<String> others = lane.names.subList(lane.declared, lane.names.size());
        return new AppendLane(rows -> write(lane.target, rows.select(declared), rows.select(others)));
    }

    private void write(TableTarget target, Table rows, Table others) throws SQLException {
        Connection kept = idle.poll();
        if (kept != null) {
            try {
                write(kept, target, rows, others);
                return;
            } catch (SQLException e) {
                if (!isLost(e)) {
                    throw e;
                }
                // The server was restarted since the last call. What was sent is rolled back or whole, and may be sent again.
            }
        }
        write(config.connect(), target, rows, others);
    }

    private void write(Connection connection, TableTarget target, Table rows, Table others) throws SQLException {
        boolean done = false;
        try {
            connection.setAutoCommit(false);
            connection.setNetworkTimeout(Runnable::run, ANSWER_MILLIS);
            new TableAppend(connection, config.schema(), target, rows, others).run();
            connection.commit();
            done = true;
        } finally {
            if (done && idle.size() < KEPT) {
                idle.push(connection);
            } else {
                connection.close();
            }
        }
    }

    static boolean isLost(SQLException e) {
        String state = String.valueOf(e.getSQLState());
        return state.startsWith("08") || state.startsWith("57P");
    }

    @Override public void close() {
        for (Connection connection = idle.poll(); connection != null; connection = idle.poll()) {
            try {
                connection.close();
            } catch (SQLException e) {
                throw CycloException.unavailable("Cannot close the connection to PostgreSQL at %s:%d: %s", config.host(), config.port(), e.getMessage(), e);
            }
        }
    }
}
