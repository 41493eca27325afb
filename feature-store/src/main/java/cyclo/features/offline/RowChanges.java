package cyclo.features.offline;

import cyclo.features.FeatureView;
import cyclo.features.Interval;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/**
 * Whether the rows of a table have changed: every row of PostgreSQL carries the number of the transaction that wrote it. A deleted row is no change here:
 * the online store keeps what it has.
 */
final class RowChanges {
    private RowChanges() {}

    /** The oldest transaction that may still write rows; absent for a source that is not a plain table of this database. */
    static Optional<String> mark(Connection connection, FeatureView view) throws SQLException {
        Optional<String> table = view.source().table();
        if (table.isEmpty()) {
            return Optional.empty();
        }
        final String SQL = """
                SELECT ? || ' ' || oid || ' ' || pg_snapshot_xmin(pg_current_snapshot()) FROM pg_class
                WHERE oid = to_regclass(?) AND relkind = 'r'""";
        try (PreparedStatement statement = connection.prepareStatement(SQL)) {
            statement.setString(1, connection.getMetaData().getURL().replaceFirst("\\?.*", "").replace(" ", "%20"));
            statement.setString(2, Sql.table(table.get()));
            try (ResultSet result = statement.executeQuery()) {
                return result.next() ? Optional.of(result.getString(1)) : Optional.empty();
            }
        }
    }

    static boolean since(Connection connection, FeatureView view, Interval period, String mark) throws SQLException {
        String[] then = mark.split(" ");
        String[] now = mark(connection, view).map(text -> text.split(" ")).orElse(new String[0]);
        if (then.length != 3 || now.length != 3 || !then[0].equals(now[0]) || !then[1].equals(now[1])) {
            return true; // another server or another table
        }
        SourceSql source = new SourceSql(view, view.features());
        // The numbers of transactions go round; their distance from now does not, for rows as young as these.
        long oldest = Long.parseLong(then[2]) % (1L << 32);
        String sql = "SELECT EXISTS (SELECT FROM " + source.from() + " WHERE age(xmin) <= age('" + oldest + "'::xid) AND " + NewestSql.within(source, period)
                + ")";
        try (Statement statement = connection.createStatement(); ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getBoolean(1);
        }
    }
}
