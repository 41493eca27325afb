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
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/**
 * {@link Table} in and out of DuckDB. Small whole numbers widen to INT32, unsigned and huge ones to INT64, decimals to DOUBLE,
 * dates and times of day-and-time to UNIX_TIMESTAMP (UTC when they have no zone); what has no {@link ValueType} becomes its text.
 */
public final class DuckTables {
    private DuckTables() {}

    /** The result of a SELECT, in its order. */
    public static Table read(Connection connection, String select) throws SQLException {
        List<String> names = new ArrayList<>();
        List<ValueType> types = new ArrayList<>();
        List<String> expressions = new ArrayList<>();
        try (Statement statement = connection.createStatement(); ResultSet columns = statement.executeQuery("DESCRIBE " + select)) {
            while (columns.next()) {
                String name = columns.getString("column_name");
                ValueType type = typeOf(columns.getString("column_type"));
                names.add(name);
                types.add(type);
                expressions.add(readable(DuckDb.identifier(name), type));
            }
        }
        List<Column.Builder> builders = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            builders.add(Column.builder(names.get(i), types.get(i), 1024));
        }
        try (Statement statement = connection.createStatement();
             ResultSet rows = statement.executeQuery("SELECT %s FROM (%s)".formatted(String.join(", ", expressions), select))) {
            while (rows.next()) {
                for (int i = 0; i < builders.size(); i++) {
                    add(builders.get(i), types.get(i), rows, i + 1);
                }
            }
        }
        return new Table(builders.stream().map(Column.Builder::build).toList());
    }

    /** Creates the table {@code name} and fills it. */
    public static void create(Connection connection, String name, Table table) throws SQLException {
        List<String> columns = table.columns().stream().map(column -> DuckDb.identifier(column.name()) + " " + sqlType(column.type())).toList();
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE %s (%s)".formatted(DuckDb.identifier(name), String.join(", ", columns)));
        }
        Column[] values = table.columns().toArray(Column[]::new);
        try (DuckDBAppender appender = connection.unwrap(DuckDBConnection.class).createAppender(name)) {
            for (int row = 0; row < table.rows(); row++) {
                appender.beginRow();
                for (Column column : values) {
                    append(appender, column, row);
                }
                appender.endRow();
            }
        }
    }

    /** DuckDB's name of a type; NULL is kept as text. */
    public static String sqlType(ValueType type) {
        return switch (type) {
            case BYTES -> "BLOB";
            case STRING, NULL -> "VARCHAR";
            case INT32 -> "INTEGER";
            case INT64 -> "BIGINT";
            case DOUBLE -> "DOUBLE";
            case FLOAT -> "FLOAT";
            case BOOL -> "BOOLEAN";
            case UNIX_TIMESTAMP -> "TIMESTAMPTZ";
            default -> sqlType(type.element()) + "[]";
        };
    }

    /** The type that a column of DuckDB's type has in a {@link Table}. */
    public static ValueType typeOf(String sqlType) {
        if (sqlType.endsWith("[]")) {
            ValueType element = typeOf(sqlType.substring(0, sqlType.length() - 2));
            return element.isList() ? ValueType.STRING : ValueType.ofNumber(element.number() + 10).orElseThrow();
        }
        return switch (sqlType.replaceFirst("\\(.*", "")) {
            case "BOOLEAN" -> ValueType.BOOL;
            case "TINYINT", "SMALLINT", "INTEGER", "UTINYINT", "USMALLINT" -> ValueType.INT32;
            case "BIGINT", "UINTEGER", "UBIGINT", "HUGEINT", "UHUGEINT" -> ValueType.INT64;
            case "FLOAT" -> ValueType.FLOAT;
            case "DOUBLE", "DECIMAL" -> ValueType.DOUBLE;
            case "BLOB" -> ValueType.BYTES;
            case "DATE", "TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS", "TIMESTAMP WITH TIME ZONE" -> ValueType.UNIX_TIMESTAMP;
            default -> ValueType.STRING;
        };
    }

    private static String readable(String column, ValueType type) {
        return switch (type) {
            case UNIX_TIMESTAMP -> "epoch_us(CAST(%s AS TIMESTAMPTZ))".formatted(column);
            case UNIX_TIMESTAMP_LIST -> "list_transform(CAST(%s AS TIMESTAMPTZ[]), lambda t: epoch_us(t))".formatted(column);
            default -> "CAST(%s AS %s)".formatted(column, sqlType(type));
        };
    }

    private static void add(Column.Builder builder, ValueType type, ResultSet rows, int index) throws SQLException {
        switch (type) {
            case INT32, INT64, UNIX_TIMESTAMP -> {
                long value = rows.getLong(index);
                if (rows.wasNull()) {
                    builder.addNull();
                } else {
                    builder.addLong(value);
                }
            }
            case DOUBLE -> {
                double value = rows.getDouble(index);
                if (rows.wasNull()) {
                    builder.addNull();
                } else {
                    builder.addDouble(value);
                }
            }
            case FLOAT -> {
                float value = rows.getFloat(index);
                if (rows.wasNull()) {
                    builder.addNull();
                } else {
                    builder.addDouble(value);
                }
            }
            case BOOL -> {
                boolean value = rows.getBoolean(index);
                if (rows.wasNull()) {
                    builder.addNull();
                } else {
                    builder.addLong(value ? 1 : 0);
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

    private static void append(DuckDBAppender appender, Column column, int row) throws SQLException {
        if (column.isNull(row)) {
            appender.appendNull();
            return;
        }
        switch (column.type()) {
            case INT32 -> appender.append((int) column.longAt(row));
            case INT64 -> appender.append(column.longAt(row));
            case BOOL -> appender.append(column.longAt(row) != 0);
            case UNIX_TIMESTAMP -> appender.appendEpochMicros(column.longAt(row));
            case DOUBLE -> appender.append(column.numberAt(row));
            case FLOAT -> appender.append((float) column.numberAt(row));
            case STRING -> appender.append((String) column.value(row));
            case BYTES -> appender.append((byte[]) column.value(row));
            case UNIX_TIMESTAMP_LIST -> appender.append(((List<?>) column.value(row)).stream().map(DuckTables::offset).toList());
            default -> appender.append(new ArrayList<>((List<?>) column.value(row)));
        }
    }

    private static OffsetDateTime offset(Object instant) {
        return instant == null ? null : OffsetDateTime.ofInstant((java.time.Instant) instant, ZoneOffset.UTC);
    }
}
