package cyclo.features.files;

import cyclo.common.table.Column;
import cyclo.common.table.Table;
import cyclo.common.table.ValueType;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** A cursor over the result of a SELECT in DuckDB, in the types that {@link DuckTables} tells. Not thread safe. */
final class DuckRows implements AutoCloseable {
    private final List<String> names = new ArrayList<>();
    private final List<ValueType> types = new ArrayList<>();
    private final Optional<DuckChunks> chunks;
    private final Statement statement;
    private final ResultSet rows;

    DuckRows(Connection connection, String select) throws SQLException {
        List<String> expressions = new ArrayList<>();
        try (Statement describe = connection.createStatement(); ResultSet columns = describe.executeQuery("DESCRIBE " + select)) {
            while (columns.next()) {
                String name = columns.getString("column_name");
                ValueType type = DuckTables.typeOf(columns.getString("column_type"));
                names.add(name);
                types.add(type);
                expressions.add(readable(DuckDb.identifier(name), type));
            }
        }
        String typed = "SELECT %s FROM (%s)".formatted(String.join(", ", expressions), select);
        if (DuckChunks.can(types)) {
            chunks = Optional.of(new DuckChunks(connection, typed, names, types));
            statement = null;
            rows = null;
            return;
        }
        chunks = Optional.empty();
        statement = connection.createStatement();
        try {
            rows = statement.executeQuery(typed);
        } catch (SQLException e) {
            statement.close();
            throw e;
        }
    }

    /** The next rows, {@code most} at the most; none after the last. */
    Table next(int most) throws SQLException {
        if (chunks.isPresent()) {
            return chunks.get().next(most);
        }
        List<Column.Builder> builders = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            builders.add(Column.builder(names.get(i), types.get(i), Math.min(most, 1024)));
        }
        for (int row = 0; row < most && rows.next(); row++) {
            for (int i = 0; i < builders.size(); i++) {
                add(builders.get(i), types.get(i), rows, i + 1);
            }
        }
        return new Table(builders.stream().map(Column.Builder::build).toList());
    }

    @Override public void close() throws SQLException {
        if (chunks.isPresent()) {
            chunks.get().close();
            return;
        }
        rows.close();
        statement.close();
    }

    private static String readable(String column, ValueType type) {
        return switch (type) {
            case UNIX_TIMESTAMP -> "epoch_us(CAST(%s AS TIMESTAMPTZ))".formatted(column);
            case UNIX_TIMESTAMP_LIST -> "list_transform(CAST(%s AS TIMESTAMPTZ[]), lambda t: epoch_us(t))".formatted(column);
            default -> "CAST(%s AS %s)".formatted(column, DuckTables.sqlType(type));
        };
    }

    private static void add(Column.Builder builder, ValueType type, ResultSet rows, int index) throws SQLException {
        switch (type) {
            case INT32, INT64, UNIX_TIMESTAMP, BOOL -> {
                long value = type != ValueType.BOOL ? rows.getLong(index) : rows.getBoolean(index) ? 1 : 0;
                if (rows.wasNull()) {
                    builder.addNull();
                } else {
                    builder.addLong(value);
                }
            }
            case DOUBLE, FLOAT -> {
                double value = type == ValueType.FLOAT ? rows.getFloat(index) : rows.getDouble(index);
                if (rows.wasNull()) {
                    builder.addNull();
                } else {
                    builder.addDouble(value);
                }
            }
            case STRING -> builder.add(rows.getString(index));
            case BYTES -> builder.add(bytes(rows.getObject(index)));
            default -> builder.add(list(rows.getArray(index), type.element()));
        }
    }

    private static byte[] bytes(Object value) throws SQLException {
        if (value instanceof Blob blob) {
            return blob.getBytes(1, (int) blob.length());
        }
        return (byte[]) value;
    }

    /** Unmodifiable; null elements stay. */
    private static List<?> list(Array array, ValueType element) throws SQLException {
        if (array == null) {
            return null;
        }
        List<Object> values = new ArrayList<>();
        for (Object value : (Object[]) array.getArray()) {
            values.add(switch (element) {
                case UNIX_TIMESTAMP -> value == null ? null : Column.instant((Long) value);
                case BYTES -> bytes(value);
                default -> value;
            });
        }
        return Collections.unmodifiableList(values);
    }
}
