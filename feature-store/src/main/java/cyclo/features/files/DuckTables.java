package cyclo.features.files;

import cyclo.common.table.Column;
import cyclo.common.table.Table;
import cyclo.common.table.TableStream;
import cyclo.common.table.ValueType;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
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
        try (DuckRows rows = new DuckRows(connection, select)) {
            return rows.next(Integer.MAX_VALUE);
        }
    }

    /**
     * The result of a SELECT, {@code chunk} rows at a time; the connection is closed with it. Memory does not grow with rows on a connection
     * that is {@linkplain DuckDb#openStreaming streaming}.
     *
     * @param failed what is thrown when it cannot be read on
     */
    public static TableStream stream(Connection connection, String select, int chunk, Function<SQLException, RuntimeException> failed) throws SQLException {
        return new FileRows(connection, select, chunk, failed);
    }

    /** Creates the table {@code name} and fills it. */
    public static void create(Connection connection, String name, Table table) throws SQLException {
        create(connection, name, TableStream.of(table));
    }

    /** As {@link #create(Connection, String, Table)}; the rows are read once. */
    public static void create(Connection connection, String name, TableStream rows) throws SQLException {
        if (DuckFeed.can(rows.header())) {
            DuckFeed.run(connection, rows, select -> "CREATE TABLE %s AS %s".formatted(DuckDb.identifier(name), select));
            return;
        }
        Table table = rows.header();
        List<String> columns = table.columns().stream().map(column -> DuckDb.identifier(column.name()) + " " + sqlType(column.type())).toList();
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE %s (%s)".formatted(DuckDb.identifier(name), String.join(", ", columns)));
        }
        try (DuckDBAppender appender = connection.unwrap(DuckDBConnection.class).createAppender(name)) {
            for (Optional<Table> part = rows.next(); part.isPresent(); part = rows.next()) {
                append(appender, part.get());
            }
        }
    }

    /** Runs {@code COPY ... TO to} on rows that are read once. */
    static void copy(Connection connection, TableStream rows, String to) throws SQLException {
        if (DuckFeed.can(rows.header())) {
            DuckFeed.run(connection, rows, select -> "COPY (%s) TO %s".formatted(select, to));
            return;
        }
        create(connection, "copied", rows);
        try (Statement statement = connection.createStatement()) {
            statement.execute("COPY copied TO " + to);
        }
    }

    private static void append(DuckDBAppender appender, Table table) throws SQLException {
        Column[] values = table.columns().toArray(Column[]::new);
        for (int row = 0; row < table.rows(); row++) {
            appender.beginRow();
            for (Column column : values) {
                append(appender, column, row);
            }
            appender.endRow();
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
