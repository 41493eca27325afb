package cyclo.featureserver.docs;

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
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Collectors;

/** One feature view: what it is, how old its rows are, and how the values of each feature lie. */
final class ViewCard {
    private final FeatureView view;
    private final Optional<ViewStatistics> stats;
    private final boolean counted;
    private final Instant now;

    /** @param counted whether rows were counted at all: only then a view without statistics is known to have none */
    ViewCard(FeatureView view, Optional<ViewStatistics> stats, boolean counted, Instant now) {
        this.view = view;
        this.stats = stats;
        this.counted = counted;
        this.now = now;
    }

    String html() {
        return "<article class=\"card view\" id=\"view-" + Html.escape(view.name()) + "\"><div class=\"head\"><h3>" + Html.escape(view.name()) + "</h3>" + pill() + "</div>"
                + DocsPage.paragraph(view.description()) + "<dl class=\"facts\">" + facts() + "</dl>" + stats.filter(one -> one.rows() > 0).map(this::timeline).orElse("")
                + features() + "</article>";
    }

    private String pill() {
        if (stats.isEmpty() || stats.get().rows() == 0) {
            return counted ? "<span class=\"pill\">no rows</span>" : "";
        }
        ViewStatistics rows = stats.get();
        if (view.source().origin() instanceof DataSource.Static) {
            return "<span class=\"pill\">holds for all time</span>";
        }
        Duration age = Duration.between(rows.last().orElseThrow(), now);
        String told = "newest row " + (age.isNegative() ? Figures.age(age) : Figures.age(age) + " ago");
        if (view.ttl().isZero()) {
            return "<span class=\"pill\">" + told + "</span>";
        }
        String state = rows.fresh() == rows.entities() ? "good" : rows.fresh() == 0 ? "bad" : "warn";
        String fresh = rows.fresh() == rows.entities() ? "all fresh" : "%s of %s fresh".formatted(Figures.count(rows.fresh()), Figures.count(rows.entities()));
        return "<span class=\"pill " + state + "\">" + fresh + "</span><span class=\"pill\">" + told + "</span>";
    }

    private String facts() {
        StringBuilder facts = new StringBuilder();
        facts.append(DocsPage.fact("keys", view.joinKeys().isEmpty() ? "none: of the whole world"
                : view.joinKeys().stream().map(key -> "<code>" + Html.escape(key.name()) + "</code> " + key.type().pythonName()).collect(Collectors.joining(", "))));
        facts.append(DocsPage.fact("source", DocsPage.link("source-", view.source().name())
                + view.pushSource().map(PushSource::name).map(push -> " and " + DocsPage.link("source-", push)).orElse("")));
        facts.append(DocsPage.fact("kept for", view.ttl().isZero() ? "any time" : Figures.age(view.ttl())));
        stats.ifPresent(counted -> facts.append(DocsPage.fact("rows", Figures.count(counted.rows()))).append(DocsPage.fact("entities", Figures.count(counted.entities()))));
        facts.append(DocsPage.fact("online", !view.online() ? "no" : view.materializedUntil().map(until -> "until " + Figures.time(until)).orElse("not yet")));
        return facts.append(DocsPage.owner(view.owner(), view.tags())).toString();
    }

    /** Rows over time, and below them what of it was brought online. */
    private String timeline(ViewStatistics counted) {
        if (counted.overTime().counts().size() < 2) {
            return "";
        }
        Instant first = counted.first().orElseThrow();
        Instant last = counted.last().orElseThrow();
        StringBuilder html = new StringBuilder("<div class=\"timeline\">" + Pictures.bars(counted.overTime(), "rows") + "<div class=\"online\">");
        for (Interval interval : view.materialized()) {
            double from = Math.max(0, share(first, last, interval.start()));
            double to = Math.min(1, share(first, last, interval.end()));
            if (to > from) {
                html.append(String.format(Locale.ROOT, "<i style=\"left:%.2f%%;width:%.2f%%\" title=\"online: %s to %s\"></i>", 100 * from, 100 * (to - from),
                        interval.start(), interval.end()));
            }
        }
        double at = share(first, last, now);
        html.append("</div>").append(at > 0 && at < 1 ? String.format(Locale.ROOT, "<b class=\"now%s\" style=\"left:%.2f%%\"><span>now</span></b>", at > 0.9 ? " late" : "", 100 * at) : "");
        return html.append("<div class=\"ends\"><span>").append(Figures.time(first)).append("</span><span>rows over time")
                .append(view.materialized().isEmpty() ? "" : ", <i class=\"key\"></i> online").append("</span><span>").append(Figures.time(last))
                .append("</span></div></div>").toString();
    }

    private static double share(Instant first, Instant last, Instant time) {
        return (double) Duration.between(first, time).toSeconds() / Math.max(1, Duration.between(first, last).toSeconds());
    }

    private String features() {
        Map<String, FeatureStatistics> counted = stats.map(all -> all.features().stream().collect(Collectors.toMap(one -> one.feature().name(), Function.identity())))
                .orElse(Map.of());
        StringBuilder table = new StringBuilder("<div class=\"wide\"><table class=\"features" + (counted.isEmpty() ? "" : " counted") + "\"><thead><tr><th>feature</th><th>type</th>"
                + (counted.isEmpty() ? "" : "<th>nulls</th><th class=\"spread\">values</th><th class=\"number\">least</th><th class=\"number\">mean</th><th class=\"number\">greatest</th>")
                + "</tr></thead><tbody>");
        for (Field feature : view.features()) {
            table.append("<tr><td><code>").append(Html.escape(feature.name())).append("</code>").append(DocsPage.note(feature)).append("</td><td class=\"soft\">")
                    .append(feature.type().pythonName()).append("</td>").append(Optional.ofNullable(counted.get(feature.name())).map(ViewCard::counted).orElse(""))
                    .append("</tr>");
        }
        view.unsupported().forEach((name, type) -> table.append("<tr><td><code>").append(Html.escape(name)).append("</code><small>of a newer Feast</small></td><td class=\"soft\">")
                .append(Html.escape(type)).append("</td></tr>"));
        return table.append("</tbody></table></div>").toString();
    }

    private static String counted(FeatureStatistics feature) {
        String nulls = "<td class=\"nulls\"><span class=\"" + (feature.nulls() == 0 ? "none" : "some") + "\">" + Figures.percent(feature.nullShare()) + "</span>"
                + String.format(Locale.ROOT, "<i><i style=\"width:%.1f%%\"></i></i></td>", 100 * feature.nullShare());
        if (!feature.frequent().isEmpty()) {
            return nulls + "<td colspan=\"4\" class=\"spread\">" + frequent(feature) + "</td>";
        }
        return nulls + "<td class=\"spread\">" + (feature.histogram().counts().isEmpty() ? "" : Pictures.bars(feature.histogram(), "values")) + "</td>"
                + number(feature, feature.low()) + number(feature, feature.mean()) + number(feature, feature.high());
    }

    private static String number(FeatureStatistics feature, OptionalDouble value) {
        String shown = value.isEmpty() ? "" : feature.feature().type() == ValueType.UNIX_TIMESTAMP ? Figures.seconds(value.getAsDouble()) : Figures.number(value.getAsDouble());
        return "<td class=\"number\">" + shown + (feature.feature().type().isList() && !shown.isEmpty() ? "<small>long</small>" : "") + "</td>";
    }

    private static String frequent(FeatureStatistics feature) {
        long values = feature.rows() - feature.nulls();
        StringBuilder html = new StringBuilder("<div class=\"stack\">");
        double opacity = 1;
        for (Frequent one : feature.frequent()) {
            html.append(String.format(Locale.ROOT, "<i style=\"width:%.2f%%;opacity:%.2f\"></i>", 100.0 * one.count() / values, opacity));
            opacity *= 0.72;
        }
        return html.append("</div><small>").append(feature.frequent().stream().limit(3)
                .map(one -> "<b>" + Html.escape(shortened(one.value())) + "</b> " + Figures.percent((double) one.count() / values)).collect(Collectors.joining(" · ")))
                .append(feature.distinct() > 3 ? " · " + Figures.count(feature.distinct()) + " different" : "").append("</small>").toString();
    }

    private static String shortened(String text) {
        return text.length() > 22 ? text.substring(0, 21) + "…" : text;
    }
}
