package cyclo.data.check;

import static cyclo.data.engine.Engine.name;
import static cyclo.data.engine.Engine.text;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Something that must hold of the tables before they are loaded. A null breaks only {@link NotNull}. */
public sealed interface Check {
    enum Severity {
        /** Broken: nothing is loaded. */
        ERROR,
        /** Broken: told, and loaded all the same. */
        WARN
    }

    /**
     * What every check has.
     *
     * @param title a sentence for a reader
     * @param kind as in {@code data.yaml}
     * @param table the table it looks at; blank for one that names its tables in SQL
     */
    record Rule(String title, String kind, String table, Severity severity) {}

    Rule rule();

    Finding run(CheckedTables tables) throws SQLException;

    /** The columns of {@link Rule#table} that must be there. */
    default List<String> columns() {
        return List.of();
    }

    /** All tables it looks at by name. */
    default List<String> tables() {
        return rule().table().isEmpty() ? List.of() : List.of(rule().table());
    }

    /** A check of single rows: so many of them may break it as {@code allowedShare} says. */
    sealed interface RowCheck extends Check {
        double allowedShare();

        /** A SELECT of the rows that break it. */
        String violations(CheckedTables tables);

        @Override default Finding run(CheckedTables tables) throws SQLException {
            return tables.finding(this);
        }
    }

    record NotNull(Rule rule, double allowedShare, List<String> columns) implements RowCheck {
        @Override public String violations(CheckedTables tables) {
            return where(rule, columns.stream().map(column -> name(column) + " IS NULL").collect(Collectors.joining(" OR ")));
        }
    }

    /** No two rows have the same values in all of {@code columns}; rows with a null among them are left out. */
    record Unique(Rule rule, double allowedShare, List<String> columns) implements RowCheck {
        @Override public String violations(CheckedTables tables) {
            String keys = columns.stream().map(column -> name(column)).collect(Collectors.joining(", "));
            String known = columns.stream().map(column -> name(column) + " IS NOT NULL").collect(Collectors.joining(" AND "));
            return where(rule, known) + " QUALIFY count(*) OVER (PARTITION BY " + keys + ") > 1";
        }
    }

    /** Both ends are allowed; a bound is a number or a time. */
    record InRange(Rule rule, double allowedShare, String column, Optional<String> min, Optional<String> max) implements RowCheck {
        @Override public List<String> columns() {
            return List.of(column);
        }

        @Override public String violations(CheckedTables tables) {
            String below = min.map(bound -> name(column) + " < " + tables.literal(rule.table(), column, bound)).orElse("false");
            return where(rule, below + " OR " + max.map(bound -> name(column) + " > " + tables.literal(rule.table(), column, bound)).orElse("false"));
        }
    }

    record InSet(Rule rule, double allowedShare, String column, List<String> values) implements RowCheck {
        @Override public List<String> columns() {
            return List.of(column);
        }

        @Override public String violations(CheckedTables tables) {
            return where(rule, name(column) + " NOT IN (" + values.stream().map(value -> tables.literal(rule.table(), column, value))
                    .collect(Collectors.joining(", ")) + ")");
        }
    }

    /** The whole value matches; RE2 syntax. */
    record Matches(Rule rule, double allowedShare, String column, String pattern) implements RowCheck {
        @Override public List<String> columns() {
            return List.of(column);
        }

        @Override public String violations(CheckedTables tables) {
            return where(rule, "NOT regexp_full_match(" + name(column) + "::VARCHAR, " + text(pattern) + ")");
        }
    }

    /** Every combination of values exists in {@code toColumns} of {@code to}; rows with a null among them are left out. */
    record Relation(Rule rule, double allowedShare, List<String> columns, String to, List<String> toColumns) implements RowCheck {
        @Override public List<String> tables() {
            return List.of(rule.table(), to);
        }

        @Override public String violations(CheckedTables tables) {
            StringBuilder join = new StringBuilder();
            for (int i = 0; i < columns.size(); i++) {
                join.append(i == 0 ? "" : " AND ").append("here.").append(name(columns.get(i))).append(" = there.").append(name(toColumns.get(i)));
            }
            String known = columns.stream().map(column -> "here." + name(column) + " IS NOT NULL").collect(Collectors.joining(" AND "));
            return "SELECT here.* FROM %s here WHERE %s AND NOT EXISTS (SELECT 1 FROM %s there WHERE %s)".formatted(name(rule.table()), known, name(to), join);
        }
    }

    /** Any SELECT; each row that it returns breaks the check. */
    record CustomSql(Rule rule, double allowedShare, String sql) implements RowCheck {
        @Override public String violations(CheckedTables tables) {
            return sql;
        }
    }

    /** The newest time is not older than {@code maxAge}, by the clock of the run. */
    record Fresh(Rule rule, String column, Duration maxAge) implements Check {
        @Override public List<String> columns() {
            return List.of(column);
        }

        @Override public Finding run(CheckedTables tables) throws SQLException {
            return tables.fresh(this);
        }
    }

    /** How many rows there are; {@code maxDrop} and {@code maxGrowth} are shares of the rows loaded last. */
    record RowCount(Rule rule, Optional<Long> min, Optional<Long> max, Optional<Double> maxDrop, Optional<Double> maxGrowth) implements Check {
        @Override public Finding run(CheckedTables tables) {
            return tables.rowCount(this);
        }
    }

    /** Bounds of a column's distribution, as such and against what was loaded last; by the names in {@code data.yaml}. */
    record Distribution(Rule rule, String column, Map<String, Double> bounds) implements Check {
        @Override public List<String> columns() {
            return List.of(column);
        }

        @Override public Finding run(CheckedTables tables) {
            return tables.distribution(this);
        }
    }

    private static String where(Rule rule, String condition) {
        return "SELECT * FROM " + name(rule.table()) + " WHERE (" + condition + ")";
    }
}
