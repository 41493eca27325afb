package cyclo.tracking.sql;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Statements inside one transaction. Values go in as parameters only; a {@link Collection} of strings, longs or doubles
 * becomes an array ({@code = any(?)}, {@code unnest(?)}).
 */
public final class Sql {
    /** Turns the current row into a value. */
    @FunctionalInterface
    public interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    private final Connection connection;

    Sql(Connection connection) {
        this.connection = connection;
    }

    public <T> List<T> list(String sql, Row<T> row, Object... values) throws SQLException {
        try (PreparedStatement statement = prepare(sql, values); ResultSet result = statement.executeQuery()) {
            List<T> rows = new ArrayList<>();
            while (result.next()) {
                rows.add(row.read(result));
            }
            return rows;
        }
    }

    /** The first row, if there is one. */
    public <T> Optional<T> first(String sql, Row<T> row, Object... values) throws SQLException {
        return list(sql, row, values).stream().findFirst();
    }

    /** How many rows were inserted, changed or deleted. */
    public int update(String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = prepare(sql, values)) {
            return statement.executeUpdate();
        }
    }

    private PreparedStatement prepare(String sql, Object... values) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        try {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i] instanceof Collection<?> many ? array(many) : values[i]);
            }
            return statement;
        } catch (SQLException | RuntimeException e) {
            statement.close();
            throw e;
        }
    }

    private Array array(Collection<?> many) throws SQLException {
        Object sample = many.stream().map(value -> (Object) value).filter(Objects::nonNull).findFirst().orElse("");
        String type = sample instanceof Long ? "bigint" : sample instanceof Double ? "double precision" : "text";
        return connection.createArrayOf(type, many.toArray());
    }
}
