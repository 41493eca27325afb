package cyclo.data.check;

import cyclo.common.Suggestion;
import cyclo.common.YamlMap;
import cyclo.data.check.Check.Rule;
import cyclo.data.check.Check.Severity;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Reads one entry of {@code checks}. */
public final class CheckReader {
    private static final List<String> KINDS = List.of("not_null", "unique", "range", "set", "pattern", "freshness", "rows", "relation", "sql", "distribution");
    /** Bounds of a distribution: its own, and {@code max_..._change} against what was loaded last. */
    static final List<String> BOUNDS = List.of("mean_min", "mean_max", "max_null_share", "min_distinct", "max_distinct",
            "max_mean_change", "max_null_share_change", "max_share_change");

    private final YamlMap map;
    private final List<String> tables;

    private CheckReader(YamlMap map, List<String> tables) {
        this.map = map;
        this.tables = tables;
    }

    /** Faults are recorded in the file that {@code map} belongs to; empty when the kind is unknown. */
    public static Optional<Check> read(YamlMap map, List<String> tables) {
        String kind = map.text("check");
        if (!kind.isEmpty() && !KINDS.contains(kind)) {
            map.faultAt("check", "there is no check '%s'.%s", kind, Suggestion.sentence(kind, KINDS));
            map.keys().forEach(map::has);
        }
        return KINDS.contains(kind) ? Optional.of(new CheckReader(map, tables).check(kind)) : Optional.empty();
    }

    private Check check(String kind) {
        Severity severity = map.choice("severity", Severity.class, Severity.ERROR);
        Optional<String> title = map.optionalText("name");
        String table = kind.equals("sql") ? map.text("table", "") : map.text("table");
        known("table", table);
        return switch (kind) {
            case "not_null" -> new Check.NotNull(rule(title, kind, table, severity, "%s never null".formatted(list(columns()))), share(), columns());
            case "unique" -> new Check.Unique(rule(title, kind, table, severity, "%s unique".formatted(list(columns()))), share(), columns());
            case "range" -> range(title, table, severity);
            case "set" -> {
                List<String> values = map.texts("values");
                if (values.isEmpty()) {
                    map.fault("check 'set' needs 'values'");
                }
                yield new Check.InSet(rule(title, kind, table, severity, "%s one of %s".formatted(column(), list(values))), share(), column(), values);
            }
            case "pattern" -> new Check.Matches(rule(title, kind, table, severity, "%s like %s".formatted(column(), pattern())), share(), column(), pattern());
            case "freshness" -> {
                Duration age = map.duration("max_age", Duration.ofDays(1));
                yield new Check.Fresh(rule(title, kind, table, severity, "%s not older than %s".formatted(column(), map.text("max_age"))), column(), age);
            }
            case "rows" -> rowCount(title, table, severity);
            case "relation" -> relation(title, table, severity);
            case "sql" -> new Check.CustomSql(rule(title, kind, table, severity, "no row in " + map.text("sql").strip()), share(), map.text("sql"));
            default -> distribution(title, table, severity);
        };
    }

    private Check rowCount(Optional<String> title, String table, Severity severity) {
        if (List.of("min", "max", "max_drop", "max_growth").stream().noneMatch(map::has)) {
            map.fault("check 'rows' needs 'min', 'max', 'max_drop' or 'max_growth'");
        }
        return new Check.RowCount(rule(title, "rows", table, severity, "number of rows"), map.optionalInteger("min"), map.optionalInteger("max"),
                map.optionalNumber("max_drop"), map.optionalNumber("max_growth"));
    }

    private Check range(Optional<String> title, String table, Severity severity) {
        Optional<String> min = map.optionalText("min");
        Optional<String> max = map.optionalText("max");
        if (min.isEmpty() && max.isEmpty()) {
            map.fault("check 'range' needs 'min', 'max' or both");
        }
        String says = "%s between %s and %s".formatted(column(), min.orElse("anything"), max.orElse("anything"));
        return new Check.InRange(rule(title, "range", table, severity, says), share(), column(), min, max);
    }

    private Check relation(Optional<String> title, String table, Severity severity) {
        List<String> columns = columns();
        String to = map.text("to");
        known("to", to);
        List<String> toColumns = map.has("to_columns") ? map.texts("to_columns") : columns;
        if (toColumns.size() != columns.size()) {
            map.faultAt("to_columns", "'columns' and 'to_columns' must be of one length: %s and %s", list(columns), list(toColumns));
        }
        return new Check.Relation(rule(title, "relation", table, severity, "%s found in %s".formatted(list(columns), to)), share(), columns, to, toColumns);
    }

    private Check distribution(Optional<String> title, String table, Severity severity) {
        Map<String, Double> bounds = new LinkedHashMap<>();
        BOUNDS.forEach(bound -> map.optionalNumber(bound).ifPresent(value -> bounds.put(bound, value)));
        if (bounds.isEmpty()) {
            map.fault("check 'distribution' needs at least one of %s", list(BOUNDS));
        }
        return new Check.Distribution(rule(title, "distribution", table, severity, "distribution of " + column()), column(), bounds);
    }

    private static Rule rule(Optional<String> title, String kind, String table, Severity severity, String says) {
        return new Rule(title.orElse(table.isEmpty() ? says : table + ": " + says), kind, table, severity);
    }

    private double share() {
        double share = map.number("allowed_share", 0);
        if (share < 0 || share > 1) {
            map.faultAt("allowed_share", "'allowed_share' is %s: a share from 0 to 1 is expected", share);
        }
        return share;
    }

    private List<String> columns() {
        List<String> columns = map.texts("columns");
        if (columns.isEmpty()) {
            map.fault("check '%s' needs 'columns'", map.text("check"));
        }
        return columns;
    }

    private String column() {
        return map.text("column");
    }

    private String pattern() {
        String pattern = map.text("pattern");
        try {
            Pattern.compile(pattern);
        } catch (PatternSyntaxException e) {
            map.faultAt("pattern", "'%s' is no regular expression: %s", pattern, e.getDescription());
        }
        return pattern;
    }

    private void known(String key, String table) {
        if (!table.isEmpty() && !tables.contains(table)) {
            map.faultAt(key, "'%s' is neither a source nor a step.%s", table, Suggestion.sentence(table, tables));
        }
    }

    private static String list(List<String> names) {
        return String.join(", ", names);
    }
}
