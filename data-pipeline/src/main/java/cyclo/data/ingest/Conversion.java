package cyclo.data.ingest;

import static cyclo.data.engine.Engine.name;
import static cyclo.data.engine.Engine.text;

import cyclo.common.table.ValueType;
import cyclo.data.ingest.Source.SourceColumn;
import cyclo.data.ingest.Source.TextFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * SQL that turns what stands in a file into declared types, and finds the rows where that is not possible. A value is
 * never bent to fit: 1.7 is no whole number.
 */
final class Conversion {
    private static final String PLAIN_WHOLE = "'-?(0|[1-9][0-9]{0,17})'";

    private final List<SourceColumn> columns;
    private final Map<String, String> rawTypes;
    private final TextFormat format;

    /** @param rawTypes the engine's types of the columns as read, by their names in the file */
    Conversion(List<SourceColumn> columns, Map<String, String> rawTypes, TextFormat format) {
        this.columns = columns;
        this.rawTypes = rawTypes;
        this.format = format;
    }

    /** The table's columns, for a SELECT list. */
    String selectList() {
        return columns.stream().map(column -> converted(column) + " AS " + name(column.name())).collect(Collectors.joining(", "));
    }

    /** Whether there is a column whose values might not fit. */
    boolean mayFail() {
        return columns.stream().anyMatch(this::mayFail);
    }

    /** SQL that is true for a row that has a value which does not fit its type. */
    String anyBad() {
        List<String> bad = columns.stream().filter(this::mayFail).map(this::bad).toList();
        return bad.isEmpty() ? "false" : String.join(" OR ", bad);
    }

    /** Of a bad row: the name of its first bad column, and why. */
    String badColumnAndReason() {
        StringBuilder column = new StringBuilder("CASE");
        StringBuilder reason = new StringBuilder("CASE");
        for (SourceColumn each : columns.stream().filter(this::mayFail).toList()) {
            column.append(" WHEN ").append(bad(each)).append(" THEN ").append(text(each.from()));
            reason.append(" WHEN ").append(bad(each)).append(" THEN '''' || ").append(name(each.from())).append("::VARCHAR || ''' is not ")
                    .append(each.type().pythonName()).append("'");
        }
        return !mayFail() ? "NULL AS \"column\", NULL AS reason" : column.append(" END AS \"column\", ").append(reason).append(" END AS reason").toString();
    }

    /** The narrowest type that all values of text columns have: whole number, number, boolean, time, else text. */
    static List<SourceColumn> inferred(List<String> names, Map<String, Object> counts) {
        List<SourceColumn> columns = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            long all = number(counts, "all" + i);
            ValueType type = all == 0 ? ValueType.STRING
                    : number(counts, "whole" + i) == all ? ValueType.INT64
                    : number(counts, "number" + i) == all ? ValueType.DOUBLE
                    : number(counts, "bool" + i) == all ? ValueType.BOOL
                    : number(counts, "time" + i) == all ? ValueType.UNIX_TIMESTAMP : ValueType.STRING;
            columns.add(new SourceColumn(names.get(i), names.get(i), type));
        }
        return columns;
    }

    /** The counts that {@link #inferred} needs: one aggregate row over text columns. */
    static String inferenceList(List<String> names, TextFormat format) {
        List<String> counts = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            String value = name(names.get(i));
            String plainNumber = value + " NOT SIMILAR TO '-?0[0-9].*'";
            counts.add("count(%s) AS all%d".formatted(value, i));
            counts.add("count(*) FILTER (regexp_full_match(%s, %s)) AS whole%d".formatted(value, PLAIN_WHOLE, i));
            counts.add("count(%s) FILTER (%s) AS number%d".formatted(number(value, ValueType.DOUBLE, format), plainNumber, i));
            counts.add("count(*) FILTER (lower(%s) IN ('true', 'false')) AS bool%d".formatted(value, i));
            String likeTime = format.timestamps().isPresent() ? "true" : value + " SIMILAR TO '[0-9]{4}-.*'";
            counts.add("count(%s) FILTER (%s) AS time%d".formatted(time(value, format), likeTime, i));
        }
        return String.join(", ", counts);
    }

    /** The engine's name of a type. */
    static String sqlType(ValueType type) {
        return type.isList() ? sqlType(type.element()) + "[]" : switch (type) {
            case BYTES -> "BLOB";
            case STRING -> "VARCHAR";
            case INT32 -> "INTEGER";
            case INT64 -> "BIGINT";
            case DOUBLE -> "DOUBLE";
            case FLOAT -> "FLOAT";
            case BOOL -> "BOOLEAN";
            case UNIX_TIMESTAMP -> "TIMESTAMP WITH TIME ZONE";
            default -> throw new IllegalArgumentException(type + " has no column type");
        };
    }

    private String bad(SourceColumn column) {
        return "(" + name(column.from()) + " IS NOT NULL AND " + converted(column) + " IS NULL)";
    }

    private boolean mayFail(SourceColumn column) {
        String raw = rawTypes.get(column.from());
        return !raw.equals(sqlType(column.type())) && column.type() != ValueType.STRING && column.type() != ValueType.BYTES;
    }

    private String converted(SourceColumn column) {
        String value = name(column.from());
        String raw = rawTypes.get(column.from());
        String type = sqlType(column.type());
        if (raw.equals(type)) {
            return value;
        }
        boolean isText = raw.equals("VARCHAR");
        boolean wholeWanted = column.type() == ValueType.INT64 || column.type() == ValueType.INT32;
        if (isText && wholeWanted) {
            String whole = text("[+-]?[0-9]+([" + format.decimal() + "]0*)?");
            return "(CASE WHEN regexp_full_match(trim(%s), %s) THEN %s END)".formatted(value, whole, number(value, column.type(), format));
        }
        if (isText && column.type().isNumeric()) {
            return number(value, column.type(), format);
        }
        if (isText && column.type() == ValueType.UNIX_TIMESTAMP) {
            return time(value, format);
        }
        if (isText && column.type() == ValueType.BYTES) {
            return "encode(" + value + ")";
        }
        if (wholeWanted && (raw.equals("DOUBLE") || raw.equals("FLOAT") || raw.startsWith("DECIMAL"))) {
            return "(CASE WHEN %s = trunc(%s) THEN TRY_CAST(%s AS %s) END)".formatted(value, value, value, type);
        }
        return "TRY_CAST(%s AS %s)".formatted(value, type);
    }

    /** Where another character is the decimal one, a point is none: 1.234 might be meant as a thousand. */
    private static String number(String value, ValueType type, TextFormat format) {
        return format.decimal() == '.' ? "TRY_CAST(%s AS %s)".formatted(value, sqlType(type))
                : "(CASE WHEN NOT contains(%s, '.') THEN TRY_CAST(replace(%s, %s, '.') AS %s) END)".formatted(value, value,
                        text(String.valueOf(format.decimal())), sqlType(type));
    }

    private static String time(String value, TextFormat format) {
        String pattern = format.timestamps().orElse("");
        return switch (pattern) {
            case "" -> "TRY_CAST(%s AS TIMESTAMP WITH TIME ZONE)".formatted(value);
            case "epoch_seconds" -> "to_timestamp(TRY_CAST(%s AS DOUBLE))".formatted(value);
            case "epoch_millis" -> "to_timestamp(TRY_CAST(%s AS DOUBLE) / 1000)".formatted(value);
            default -> "CAST(try_strptime(%s, %s) AS TIMESTAMP WITH TIME ZONE)".formatted(value, text(pattern));
        };
    }

    private static long number(Map<String, Object> counts, String key) {
        return ((Number) counts.get(key)).longValue();
    }
}
