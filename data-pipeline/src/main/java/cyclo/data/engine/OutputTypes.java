package cyclo.data.engine;

import static cyclo.data.engine.Engine.name;

import cyclo.common.CycloException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Brings what SQL yields to the types that the stores know: a sum is HUGEINT in DuckDB and becomes BIGINT, DECIMAL becomes
 * DOUBLE, a time without a zone is taken as UTC. A value too great for its new type is an error, never cut.
 */
public final class OutputTypes {
    private OutputTypes() {}

    /** A SELECT of all of {@code relation} in known types. @throws CycloException (usage) for a type that has no like in the stores */
    public static String select(Engine engine, String table, String relation) throws SQLException {
        List<String> columns = new ArrayList<>();
        for (Map.Entry<String, String> column : engine.columns(relation).entrySet()) {
            String type = column.getValue();
            String wanted = known(type);
            if (wanted.isEmpty()) {
                throw CycloException.usage("Cannot keep column '%s' of '%s': it is %s. Cast it in the SQL, for example to VARCHAR, BIGINT or DOUBLE.",
                        column.getKey(), table, type);
            }
            columns.add(wanted.equals(type) ? name(column.getKey()) : "CAST(" + name(column.getKey()) + " AS " + wanted + ") AS " + name(column.getKey()));
        }
        return "SELECT " + String.join(", ", columns) + " FROM " + relation;
    }

    /** The type a column of {@code type} is kept as, or blank when there is none. */
    static String known(String type) {
        if (type.endsWith("[]")) {
            String element = known(type.substring(0, type.length() - 2));
            return element.isEmpty() || element.endsWith("[]") ? "" : element + "[]";
        }
        return switch (type.replaceFirst("\\(.*", "")) {
            case "VARCHAR", "BIGINT", "INTEGER", "DOUBLE", "FLOAT", "BOOLEAN", "BLOB", "TIMESTAMP WITH TIME ZONE" -> type;
            case "TINYINT", "SMALLINT", "UTINYINT", "USMALLINT" -> "INTEGER";
            case "UINTEGER", "UBIGINT", "HUGEINT", "UHUGEINT" -> "BIGINT";
            case "DECIMAL" -> "DOUBLE";
            case "DATE", "TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS" -> "TIMESTAMP WITH TIME ZONE";
            case "UUID", "ENUM", "JSON" -> "VARCHAR";
            default -> "";
        };
    }
}
