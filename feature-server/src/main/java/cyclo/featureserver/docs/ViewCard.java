package cyclo.featureserver.docs;

import static cyclo.featureserver.docs.Markup.cell;
import static cyclo.featureserver.docs.Markup.fact;
import static cyclo.featureserver.docs.Markup.link;
import static cyclo.featureserver.docs.Markup.title;

import cyclo.common.Html;
import cyclo.common.table.ValueType;
import cyclo.features.DataSource;
import cyclo.features.FeatureView;
import cyclo.features.Field;
import cyclo.features.Interval;
import cyclo.features.PushSource;
import cyclo.features.statistics.ViewStatistics;
import cyclo.features.statistics.ViewStatistics.FeatureStatistics;
import cyclo.features.statistics.ViewStatistics.Frequent;
import cyclo.featureserver.Figures;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Collectors;

/** One feature view: what it is, how old its rows are, and how the values of each feature lie. */
final class ViewCard {
    private static final List<String> COUNTED = List.of(title("nulls"), title("spread", "values"), title("number", "least"), title("number", "mean"),
            title("number", "greatest"));

    private final FeatureView view;
    private final Optional<ViewStatistics> stats;
    private final boolean counted;
    private final Instant now;

    /** @param counted whether rows were counted at all: only then a view without statistics is one whose rows could not be */
    ViewCard(FeatureView view, Optional<ViewStatistics> stats, boolean counted, Instant now) {
        this.view = view;
        this.stats = stats;
        this.counted = counted;
        this.now = now;
    }

    String html() {
        return "<article class=\"card view\" " + Markup.id("view", view.name()) + ">" + Markup.head(view.name(), pills(), view.description())
                + Markup.facts(facts()) + stats.filter(rows -> rows.overTime().counts().size() > 1).map(this::timeline).orElse("") + features() + "</article>";
    }

    private String pills() {
        if (stats.isEmpty()) {
            return counted ? pill("", "rows not counted") : "";
        }
        if (stats.get().rows() == 0) {
            return pill("", "no rows");
        }
        if (view.source().origin() instanceof DataSource.Static) {
            return pill("", "holds for all time");
        }
        ViewStatistics rows = stats.get();
        Duration age = Duration.between(rows.last().orElseThrow(), now);
        String newest = pill("", "newest row " + (age.isNegative() ? Figures.age(age) : Figures.age(age) + " ago"));
        if (view.ttl().isZero()) {
            return newest;
        }
        String state = rows.fresh() == rows.entities() ? "good" : rows.fresh() == 0 ? "bad" : "warn";
        return pill(state, rows.fresh() == rows.entities() ? "all fresh"
                : "%s of %s fresh".formatted(Figures.count(rows.fresh()), Figures.count(rows.entities()))) + newest;
    }

    private static String pill(String state, String text) {
        return "<span class=\"pill " + state + "\">" + text + "</span>";
    }

    private List<String> facts() {
        List<String> facts = new ArrayList<>();
        facts.add(fact("keys", view.joinKeys().isEmpty() ? "none: of the whole world" : Markup.typed(view.joinKeys())));
        facts.add(fact("source", link("source", view.source().name())
                + view.pushSource().map(PushSource::name).map(push -> " and " + link("source", push)).orElse("")));
        facts.add(fact("kept for", view.ttl().isZero() ? "any time" : Figures.age(view.ttl())));
        stats.ifPresent(rows -> {
            facts.add(fact("rows", Figures.count(rows.rows())));
            facts.add(fact("entities", Figures.count(rows.entities())));
        });
        facts.add(fact("online", !view.online() ? "no" : view.materializedUntil().map(until -> "until " + Figures.time(until)).orElse("not yet")));
        facts.addAll(Markup.ownerAndTags(view.owner(), view.tags()));
        return facts;
    }

    /** Rows over time, and below them what of it was brought online. */
    private String timeline(ViewStatistics rows) {
        Instant first = rows.first().orElseThrow();
        Instant last = rows.last().orElseThrow();
        StringBuilder online = new StringBuilder();
        for (Interval interval : view.materialized()) {
            double from = Math.max(0, share(first, last, interval.start()));
            double to = Math.min(1, share(first, last, interval.end()));
            if (to > from) {
                online.append(String.format(Locale.ROOT, "<i style=\"left:%.2f%%;width:%.2f%%\" title=\"online: %s to %s\"></i>", 100 * from,
                        100 * (to - from), interval.start(), interval.end()));
            }
        }
        double at = share(first, last, now);
        String mark = at <= 0 || at >= 1 ? ""
                : String.format(Locale.ROOT, "<b class=\"now%s\" style=\"left:%.2f%%\"><span>now</span></b>", at > 0.9 ? " late" : "", 100 * at);
        return """
                <div class="timeline">%s<div class="online">%s</div>%s
                <div class="ends"><span>%s</span><span>rows over time%s</span><span>%s</span></div></div>
                """.formatted(Pictures.bars(rows.overTime(), "rows"), online, mark, Figures.time(first),
                view.materialized().isEmpty() ? "" : ", <i class=\"key\"></i> online", Figures.time(last));
    }

    private static double share(Instant first, Instant last, Instant time) {
        return (double) Duration.between(first, time).toSeconds() / Math.max(1, Duration.between(first, last).toSeconds());
    }

    private String features() {
        Map<String, FeatureStatistics> known = stats.map(all -> all.features().stream()
                .collect(Collectors.toMap(one -> one.feature().name(), Function.identity()))).orElse(Map.of());
        List<String> header = new ArrayList<>(List.of(title("feature"), title("type")));
        header.addAll(known.isEmpty() ? List.of() : COUNTED);
        StringBuilder rows = new StringBuilder();
        for (Field feature : view.features()) {
            rows.append("<tr>").append(Markup.feature(feature)).append(Optional.ofNullable(known.get(feature.name())).map(ViewCard::values).orElse(""))
                    .append("</tr>");
        }
        view.unsupported().forEach((name, type) -> rows.append("<tr>").append(cell(Markup.code(name) + Markup.small("of a newer Feast")))
                .append(cell("soft", Html.escape(type))).append("</tr>"));
        return Markup.table(known.isEmpty() ? "features" : "features counted", header, rows.toString());
    }

    private static String values(FeatureStatistics feature) {
        String nulls = String.format(Locale.ROOT, "<td class=\"nulls\"><span class=\"%s\">%s</span><i><i style=\"width:%.1f%%\"></i></i></td>",
                feature.nulls() == 0 ? "none" : "some", Figures.percent(feature.nullShare()), 100 * feature.nullShare());
        if (!feature.frequent().isEmpty()) {
            return nulls + "<td colspan=\"4\" class=\"spread\">" + frequent(feature) + "</td>";
        }
        String range = feature.low().isEmpty() ? "" : "<small class=\"range\">%s to %s</small>".formatted(shown(feature, feature.low()),
                shown(feature, feature.high()));
        return nulls + cell("spread", feature.histogram().counts().isEmpty() ? "" : Pictures.bars(feature.histogram(), "values") + range)
                + number(feature, feature.low()) + number(feature, feature.mean()) + number(feature, feature.high());
    }

    private static String number(FeatureStatistics feature, OptionalDouble value) {
        return cell("number", shown(feature, value) + (feature.feature().type().isList() && value.isPresent() ? Markup.small("long") : ""));
    }

    private static String shown(FeatureStatistics feature, OptionalDouble value) {
        return value.isEmpty() ? "" : feature.feature().type() == ValueType.UNIX_TIMESTAMP ? Figures.seconds(value.getAsDouble())
                : Figures.number(value.getAsDouble());
    }

    private static String frequent(FeatureStatistics feature) {
        StringBuilder stack = new StringBuilder();
        double opacity = 1;
        for (Frequent one : feature.frequent()) {
            stack.append(String.format(Locale.ROOT, "<i style=\"width:%.2f%%;opacity:%.2f\"></i>", 100 * feature.share(one), opacity));
            opacity *= 0.72;
        }
        String told = feature.frequent().stream().limit(3)
                .map(one -> "<b>" + Html.escape(shortened(one.value())) + "</b> " + Figures.percent(feature.share(one)))
                .collect(Collectors.joining(" · "));
        return "<div class=\"stack\">" + stack + "</div>"
                + Markup.small(told + (feature.distinct() > 3 ? " · " + Figures.count(feature.distinct()) + " different" : ""));
    }

    private static String shortened(String text) {
        return text.length() > 22 ? text.substring(0, 21) + "…" : text;
    }
}
