package cyclo.data.check;

import static cyclo.data.engine.Engine.name;
import static cyclo.data.engine.Engine.text;

import cyclo.common.CycloException;
import cyclo.common.Suggestion;
import cyclo.data.check.Check.Distribution;
import cyclo.data.check.Check.Fresh;
import cyclo.data.check.Check.Relation;
import cyclo.data.check.Check.RowCheck;
import cyclo.data.check.Check.RowCount;
import cyclo.data.check.TableProfile.Bar;
import cyclo.data.check.TableProfile.ColumnProfile;
import cyclo.data.engine.Engine;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** The tables that checks look at: in the engine, in figures, and as they were loaded last. */
final class CheckedTables {
    private static final int EXAMPLES = 5;

    private final Engine engine;
    private final Instant now;
    private final LastRun last;
    private final Map<String, TableProfile> profiles = new LinkedHashMap<>();
    private final Map<String, Map<String, String>> types = new LinkedHashMap<>();

    CheckedTables(Engine engine, Instant now, LastRun last) {
        this.engine = engine;
        this.now = now;
        this.last = last;
    }

    void add(String table) throws SQLException {
        types.put(table, engine.columns(name(table)));
        profiles.put(table, TableProfile.of(engine, table));
    }

    List<TableProfile> profiles() {
        return List.copyOf(profiles.values());
    }

    /** @throws CycloException (usage) for a column that the table does not have, or SQL that does not run */
    Finding run(Check check) {
        requireColumns(check.rule(), check.rule().table(), check.columns());
        if (check instanceof Relation relation) {
            requireColumns(check.rule(), relation.to(), relation.toColumns());
        }
        try {
            return check.run(this);
        } catch (SQLException e) {
            throw CycloException.usage("Cannot run check '%s': %s", check.rule().title(), e.getMessage().strip(), e);
        }
    }

    Finding finding(RowCheck check) throws SQLException {
        String violations = check.violations(this).strip().replaceFirst("(\\s*;)+$", "");
        long broken = engine.count("SELECT count(*) FROM (" + violations + "\n)");
        TableProfile table = profiles.get(check.rule().table());
        long rows = table == null ? broken : table.rows();
        double share = rows == 0 ? 0 : (double) broken / rows;
        List<Map<String, String>> examples = new ArrayList<>();
        if (broken > 0) {
            for (Map<String, Object> row : engine.rows("SELECT * FROM (" + violations + "\n) LIMIT " + EXAMPLES)) {
                Map<String, String> example = new LinkedHashMap<>();
                row.forEach((column, value) -> example.put(column, String.valueOf(value)));
                examples.add(example);
            }
        }
        String says = broken == 0 ? "no row breaks it"
                : table == null ? "%,d rows break it".formatted(broken)
                : "%,d of %,d rows break it (%s; allowed %s)".formatted(broken, rows, Figures.share(share), Figures.share(check.allowedShare()));
        return new Finding(check.rule(), broken == 0 || share <= check.allowedShare(), broken, says, examples);
    }

    Finding fresh(Fresh check) throws SQLException {
        Map<String, Object> row = engine.row("SELECT epoch(max(" + name(check.column()) + ")) AS newest FROM " + name(check.rule().table()));
        if (row.get("newest") == null) {
            return Finding.of(check.rule(), false, "there is no time at all");
        }
        Instant newest = Instant.ofEpochSecond(((Number) row.get("newest")).longValue());
        Duration age = Duration.between(newest, now);
        return Finding.of(check.rule(), age.compareTo(check.maxAge()) <= 0, "the newest is %s, %d h old at %s".formatted(newest, age.toHours(), now));
    }

    Finding rowCount(RowCount check) {
        long rows = profiles.get(check.rule().table()).rows();
        Optional<Long> before = last.rows(check.rule().table());
        List<String> broken = new ArrayList<>();
        check.min().filter(min -> rows < min).ifPresent(min -> broken.add("fewer than %,d".formatted(min)));
        check.max().filter(max -> rows > max).ifPresent(max -> broken.add("more than %,d".formatted(max)));
        before.filter(n -> check.maxDrop().isPresent() && rows < n * (1 - check.maxDrop().get()))
                .ifPresent(n -> broken.add("more than %s fewer than last time".formatted(Figures.share(check.maxDrop().get()))));
        before.filter(n -> check.maxGrowth().isPresent() && rows > n * (1 + check.maxGrowth().get()))
                .ifPresent(n -> broken.add("more than %s more than last time".formatted(Figures.share(check.maxGrowth().get()))));
        String says = "%,d rows%s".formatted(rows, before.map(n -> ", last time %,d".formatted(n)).orElse(""));
        return Finding.of(check.rule(), broken.isEmpty(), broken.isEmpty() ? says : says + ": " + String.join(", ", broken));
    }

    Finding distribution(Distribution check) {
        String table = check.rule().table();
        TableProfile profile = profiles.get(table);
        ColumnProfile column = profile.find(check.column()).orElseThrow();
        double nullShare = profile.rows() == 0 ? 0 : (double) column.nulls() / profile.rows();
        List<String> broken = new ArrayList<>();
        check.bounds().forEach((bound, limit) -> {
            OptionalDouble value = switch (bound) {
                case "mean_min", "mean_max" -> optional(column.mean());
                case "max_null_share" -> OptionalDouble.of(nullShare);
                case "max_mean_change" -> change(column.mean(), last.mean(table, check.column()));
                case "max_null_share_change" -> change(Optional.of(nullShare), last.nullShare(table, check.column()));
                case "max_share_change" -> shareChange(profile, column, last.shares(table, check.column()));
                default -> OptionalDouble.of(column.distinct());
            };
            boolean low = bound.endsWith("_min") || bound.startsWith("min_");
            if (value.isPresent() && (low ? value.getAsDouble() < limit : value.getAsDouble() > limit)) {
                broken.add("%s is %s, bound is %s".formatted(bound.replaceFirst("^(max|min)_|_(max|min)$", "").replace('_', ' '),
                        Figures.text(value.getAsDouble()), Figures.text(limit)));
            } else if (value.isEmpty() && bound.startsWith("mean_")) {
                broken.add("there is no mean");
            }
        });
        String says = "%s%s null".formatted(column.mean().map(mean -> "mean " + Figures.text(mean) + ", ").orElse(""), Figures.share(nullShare));
        return Finding.of(check.rule(), broken.isEmpty(), broken.isEmpty() ? says : String.join("; ", broken));
    }

    /** A bound or value as SQL: a number for a column of numbers, else a text that the engine reads as the column's type. */
    String literal(String table, String column, String value) {
        String type = types.get(table).getOrDefault(column, "");
        boolean number = !type.equals("VARCHAR") && !type.startsWith("TIMESTAMP") && value.matches("[+-]?[0-9]+(\\.[0-9]+)?([eE][+-]?[0-9]+)?");
        return number ? value : text(value) + (type.startsWith("TIMESTAMP") ? "::TIMESTAMPTZ" : "");
    }

    private void requireColumns(Check.Rule rule, String table, List<String> wanted) {
        for (String column : wanted) {
            if (!types.get(table).containsKey(column)) {
                throw CycloException.usage("Cannot run check '%s': '%s' has no column '%s'.%s", rule.title(), table, column,
                        Suggestion.sentence(column, types.get(table).keySet()));
            }
        }
    }

    /** The greatest change of a frequent value's share; a value that is among the frequent ones only now, or only was, counts whole. */
    private static OptionalDouble shareChange(TableProfile profile, ColumnProfile column, Map<String, Double> before) {
        Map<String, Double> changes = new HashMap<>(before);
        for (Bar bar : column.histogram() ? List.<Bar>of() : column.bars()) {
            changes.merge(bar.label(), -(double) bar.count() / Math.max(1, profile.rows()), Double::sum);
        }
        return before.isEmpty() ? OptionalDouble.empty() : changes.values().stream().mapToDouble(Math::abs).max();
    }

    private static OptionalDouble change(Optional<Double> now, Optional<Double> before) {
        return now.isPresent() && before.isPresent() ? OptionalDouble.of(Math.abs(now.get() - before.get())) : OptionalDouble.empty();
    }

    private static OptionalDouble optional(Optional<Double> value) {
        return value.isPresent() ? OptionalDouble.of(value.get()) : OptionalDouble.empty();
    }
}
