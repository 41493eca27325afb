package cyclo.featureserver;

import cyclo.common.Ink;
import cyclo.common.table.ValueType;
import cyclo.features.DataSource;
import cyclo.features.FeatureView;
import cyclo.features.statistics.ViewStatistics;
import cyclo.features.statistics.ViewStatistics.FeatureStatistics;
import cyclo.features.statistics.ViewStatistics.Histogram;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;

/** Statistics of a view for a terminal, or as maps for JSON. */
final class StatisticsText {
    private static final int WIDTH = 40;

    private final ViewStatistics stats;
    private final FeatureView view;
    private final Ink ink;

    StatisticsText(ViewStatistics stats, FeatureView view, Ink ink) {
        this.stats = stats;
        this.view = view;
        this.ink = ink;
    }

    /** @param large with a histogram line by line of each feature */
    String text(boolean large) {
        List<String> lines = new ArrayList<>();
        lines.add("%s  %s rows of %s".formatted(ink.bold(view.name()), Figures.count(stats.rows()), entities()));
        if (stats.rows() > 0) {
            boolean dated = !(view.source().origin() instanceof DataSource.Static);
            lines.add("times     " + (dated ? "%s to %s  %s".formatted(Figures.time(stats.first().orElseThrow()), Figures.time(stats.last().orElseThrow()),
                    ink.blue(Figures.sparkline(stats.overTime()))) : "none: the rows hold for all time"));
            if (dated) {
                lines.add("freshness " + freshness());
            }
        }
        lines.add("online    " + online(view, stats.now()));
        if (stats.nullKeys() > 0) {
            lines.add(ink.yellow("%s rows lack a join key: no join finds them".formatted(Figures.count(stats.nullKeys()))));
        }
        lines.add("");
        lines.add(table());
        if (large) {
            stats.features().stream().filter(feature -> !feature.histogram().counts().isEmpty() || !feature.frequent().isEmpty()).forEach(feature -> {
                lines.add("");
                lines.add(ink.bold(feature.feature().name()));
                lines.addAll(feature.frequent().isEmpty() ? histogram(feature) : frequent(feature));
            });
        }
        return String.join(System.lineSeparator(), lines);
    }

    private String entities() {
        return view.joinKeys().isEmpty() ? "the whole world" : "%s %s (%s)".formatted(Figures.count(stats.entities()),
                stats.entities() == 1 ? "entity" : "entities", String.join(", ", view.joinKeyNames()));
    }

    private String freshness() {
        Duration age = Duration.between(stats.last().orElseThrow(), stats.now());
        String newest = age.isNegative() ? "newest row " + Figures.age(age) + " of now" : "newest row " + Figures.age(age) + " old";
        if (view.ttl().isZero()) {
            return newest + ", kept for any time";
        }
        String share = "%s of %s entities within the ttl of %s".formatted(Figures.count(stats.fresh()), Figures.count(stats.entities()),
                Figures.age(view.ttl()));
        return newest + ", " + (stats.fresh() == stats.entities() ? ink.green(share) : stats.fresh() == 0 ? ink.red(share) : ink.yellow(share));
    }

    static String online(FeatureView view, Instant now) {
        return !view.online() ? "not materialized: the view is not online" : view.materializedUntil()
                .map(until -> "materialized until %s, %s".formatted(Figures.time(until), ago(Duration.between(until, now)))).orElse("never materialized");
    }

    private static String ago(Duration age) {
        return age.isNegative() ? Figures.age(age) : Figures.age(age) + " ago";
    }

    private String table() {
        List<List<String>> rows = stats.features().stream().map(this::row).toList();
        return TextTable.of(List.of("FEATURE", "TYPE", "NULLS", "MIN", "MEAN", "MAX", "DEVIATION", "VALUES"), rows, Set.of(2, 3, 4, 5, 6));
    }

    private List<String> row(FeatureStatistics feature) {
        String values = feature.frequent().isEmpty() ? Figures.sparkline(feature.histogram())
                : "%s different: %s".formatted(Figures.count(feature.distinct()), feature.frequent().stream().limit(3)
                        .map(one -> shortened(one.value()) + " " + Figures.percent(feature.share(one))).collect(Collectors.joining(", ")));
        boolean time = feature.feature().type() == ValueType.UNIX_TIMESTAMP;
        String deviation = feature.deviation().stream().mapToObj(size -> time ? Figures.age(Duration.ofSeconds((long) size)) : Figures.number(size)).findFirst()
                .orElse("");
        return List.of(feature.feature().name(), feature.feature().type().pythonName(), Figures.percent(feature.nullShare()), shown(feature, feature.low()),
                shown(feature, feature.mean()), shown(feature, feature.high()), deviation, values);
    }

    /** A number of a feature in its own unit. */
    static String shown(FeatureStatistics feature, OptionalDouble value) {
        return value.isEmpty() ? "" : feature.feature().type() == ValueType.UNIX_TIMESTAMP ? Figures.seconds(value.getAsDouble())
                : Figures.number(value.getAsDouble()) + (feature.feature().type().isList() ? " long" : "");
    }

    private List<String> histogram(FeatureStatistics feature) {
        Histogram histogram = feature.histogram();
        List<String> ends = new ArrayList<>();
        for (int i = 0; i < histogram.counts().size(); i++) {
            ends.add(shown(feature, OptionalDouble.of(histogram.low() + i * histogram.step())));
        }
        int wide = ends.stream().mapToInt(String::length).max().orElse(0);
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < ends.size(); i++) {
            long count = histogram.counts().get(i);
            lines.add("  %s%s  %s %s".formatted(" ".repeat(wide - ends.get(i).length()), ends.get(i),
                    ink.blue(Figures.bar(count, histogram.highest(), WIDTH)), ink.faint(Figures.count(count))));
        }
        return lines;
    }

    private List<String> frequent(FeatureStatistics feature) {
        int wide = feature.frequent().stream().mapToInt(one -> shortened(one.value()).length()).max().orElse(0);
        long highest = feature.frequent().get(0).count();
        return feature.frequent().stream().map(one -> "  %s%s  %s %s".formatted(shortened(one.value()), " ".repeat(wide - shortened(one.value()).length()),
                ink.blue(Figures.bar(one.count(), highest, WIDTH)), ink.faint(Figures.count(one.count())))).toList();
    }

    private static String shortened(String value) {
        String line = value.strip().replaceAll("\\s+", " ");
        return line.length() > 24 ? line.substring(0, 23) + "…" : line;
    }

    static Map<String, Object> map(ViewStatistics stats, FeatureView view) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("view", stats.view());
        map.put("now", stats.now().toString());
        map.put("rows", stats.rows());
        map.put("rows_without_key", stats.nullKeys());
        map.put("entities", stats.entities());
        map.put("fresh_entities", stats.fresh());
        map.put("ttl_seconds", view.ttl().toSeconds());
        stats.first().ifPresent(time -> map.put("first", time.toString()));
        stats.last().ifPresent(time -> map.put("last", time.toString()));
        stats.last().ifPresent(time -> map.put("age_seconds", Duration.between(time, stats.now()).toSeconds()));
        view.materializedUntil().ifPresent(time -> map.put("materialized_until", time.toString()));
        map.put("over_time", histogram(stats.overTime()));
        map.put("features", stats.features().stream().map(StatisticsText::map).toList());
        return map;
    }

    private static Map<String, Object> map(FeatureStatistics feature) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("name", feature.feature().name());
        map.put("type", feature.feature().type().pythonName());
        map.put("nulls", feature.nulls());
        map.put("beyond", feature.beyond());
        feature.low().ifPresent(value -> map.put("min", value));
        feature.high().ifPresent(value -> map.put("max", value));
        feature.mean().ifPresent(value -> map.put("mean", value));
        feature.deviation().ifPresent(value -> map.put("deviation", value));
        if (!feature.histogram().counts().isEmpty()) {
            map.put("histogram", histogram(feature.histogram()));
        }
        if (!feature.frequent().isEmpty()) {
            map.put("distinct", feature.distinct());
            map.put("frequent", feature.frequent());
        }
        return map;
    }

    private static Map<String, Object> histogram(Histogram histogram) {
        return Map.of("low", histogram.low(), "step", histogram.step(), "counts", histogram.counts());
    }
}
