package cyclo.features.offline;

import java.util.Arrays;
import java.util.Collection;
import java.util.stream.Collectors;

/** Names and texts as PostgreSQL writes them in SQL. */
final class Sql {
    private Sql() {}

    static String name(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** A table's name, with its schema before a dot if it has one. */
    static String table(String table) {
        return Arrays.stream(table.split("\\.", 2)).map(part -> name(unquoted(part))).collect(Collectors.joining("."));
    }

    static boolean hasSchema(String table) {
        return table.contains(".");
    }

    static String names(Collection<String> names) {
        return names.stream().map(Sql::name).collect(Collectors.joining(", "));
    }

    static String text(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    /** A query without the semicolon that may end it, so that it can stand inside another. */
    static String inner(String query) {
        return query.strip().replaceFirst(";\\s*$", "") + "\n";
    }

    /** The beginning of a query, on one line, for a message. */
    static String shortened(String sql) {
        String line = sql.strip().replaceAll("\\s+", " ");
        return line.length() > 120 ? line.substring(0, 117) + "..." : line;
    }

    private static String unquoted(String name) {
        return name.length() > 1 && name.startsWith("\"") && name.endsWith("\"") ? name.substring(1, name.length() - 1).replace("\"\"", "\"") : name;
    }
}
