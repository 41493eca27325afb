package cyclo.features.offline;

import cyclo.common.CycloException;
import cyclo.common.table.Table;
import cyclo.features.DataSource;
import cyclo.features.PostgresConfig;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Small writes into tables of PostgreSQL. One connection is kept open between them, for to connect takes longer than to write; two at once open a second
 * one, which is closed again. Thread safe.
 */
final class PostgresAppends implements AutoCloseable {
    private final PostgresConfig config;
    private final AtomicReference<Connection> kept = new AtomicReference<>();

    PostgresAppends(PostgresConfig config) {
        this.config = config;
    }

    /** @throws CycloException (usage) if the source is not a table. @throws SQLException if PostgreSQL refuses or does not answer */
    long append(DataSource source, List<String> keys, Table rows) throws SQLException {
        String table = source.table().orElseThrow(() -> CycloException.usage("Cannot write to source '%s': it is %s. Give it a table to write to it offline.",
                source.name(), source.origin() instanceof DataSource.Query ? "a query" : source.origin() instanceof DataSource.Foreign foreign
                        ? "a " + foreign.kind() : "a file, which PostgreSQL does not hold"));
        String eventTime = source.origin() instanceof DataSource.Static ? "" : source.timestampField();
        TableTarget target = new TableTarget(table, keys, eventTime, source.createdColumn(), TableTarget.Mode.MERGE);
        Connection idle = kept.getAndSet(null);
        if (idle != null) {
            try {
                return append(idle, target, rows);
            } catch (SQLException e) {
                if (!isLost(e)) {
                    throw e;
                }
                // The server was restarted since the last call. What was sent is rolled back or whole, and may be sent again.
            }
        }
        return append(config.connect(), target, rows);
    }

    private long append(Connection connection, TableTarget target, Table rows) throws SQLException {
        boolean done = false;
        try {
            connection.setAutoCommit(false);
            long written = new TableAppend(connection, config.schema(), target, rows).run();
            connection.commit();
            done = kept.compareAndSet(null, connection);
            return written;
        } finally {
            if (!done) {
                connection.close();
            }
        }
    }

    private static boolean isLost(SQLException e) {
        String state = String.valueOf(e.getSQLState());
        return state.startsWith("08") || state.startsWith("57P");
    }

    @Override public void close() {
        Connection idle = kept.getAndSet(null);
        if (idle != null) {
            try {
                idle.close();
            } catch (SQLException e) {
                throw CycloException.unavailable("Cannot close the connection to PostgreSQL at %s:%d: %s", config.host(), config.port(), e.getMessage(), e);
            }
        }
    }
}
