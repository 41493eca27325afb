package cyclo.features.offline;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The index by which the rows of an entity are found: its keys, event time descending, {@code created} descending. */
final class KeyIndex {
    private static final Logger LOG = LoggerFactory.getLogger(KeyIndex.class);

    private KeyIndex() {}

    static void create(Connection connection, String table, TableTarget target) throws SQLException {
        if (target.keys().isEmpty()) {
            return;
        }
        List<String> parts = new ArrayList<>(target.keys().stream().map(Sql::name).toList());
        if (!target.eventTime().isBlank()) {
            parts.add(Sql.name(target.eventTime()) + " DESC");
        }
        target.created().ifPresent(created -> parts.add(Sql.name(created) + " DESC"));
        String bare = target.table().substring(target.table().indexOf('.') + 1);
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE INDEX IF NOT EXISTS " + Sql.name(bare + "_by_key_and_time") + " ON " + table + " (" + String.join(", ", parts) + ")");
        }
    }

    /** Creates it unless the table has one, under any name, that begins with a join key; not on a table of somebody else. */
    static void ensure(Connection connection, String table, TableTarget target) throws SQLException {
        final String SQL = """
                SELECT EXISTS (SELECT FROM pg_index JOIN pg_attribute ON attrelid = indrelid AND attnum = indkey[0]
                               WHERE indrelid = c.oid AND indisvalid AND indpred IS NULL AND attname = ANY (?)),
                       pg_has_role(relowner, 'USAGE') AND relkind IN ('r', 'p', 'm')
                FROM pg_class c WHERE oid = to_regclass(?)""";
        try (PreparedStatement statement = connection.prepareStatement(SQL)) {
            statement.setArray(1, connection.createArrayOf("text", target.keys().toArray()));
            statement.setString(2, table);
            try (ResultSet result = statement.executeQuery()) {
                result.next();
                if (!target.keys().isEmpty() && !result.getBoolean(1) && result.getBoolean(2)) {
                    LOG.info("table {} has no index by its join keys: creating one", target.table());
                    int patience = connection.getNetworkTimeout();
                    connection.setNetworkTimeout(Runnable::run, 0); // it takes as long as the table is large
                    create(connection, table, target);
                    connection.setNetworkTimeout(Runnable::run, patience);
                }
            }
        }
    }
}
