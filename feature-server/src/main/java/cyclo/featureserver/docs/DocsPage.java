package cyclo.featureserver.docs;

import cyclo.common.Html;
import cyclo.features.DataSource;
import cyclo.features.Definitions;
import cyclo.features.Entity;
import cyclo.features.FeatureService;
import cyclo.features.FeatureView;
import cyclo.features.Field;
import cyclo.features.OnDemandView;
import cyclo.features.Projection;
import cyclo.features.PushSource;
import cyclo.features.statistics.ViewStatistics;
import cyclo.featureserver.Figures;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The data sheet of a project: one HTML file with its style, script and pictures inside, nothing is fetched. */
public final class DocsPage {
    private final Definitions definitions;
    private final Map<String, ViewStatistics> statistics;
    private final String digest;
    private final Instant now;
    private final StringBuilder html = new StringBuilder();

    /**
     * @param statistics by view; a view without them has no rows to tell of
     * @param digest of the registry
     */
    public DocsPage(Definitions definitions, Map<String, ViewStatistics> statistics, String digest, Instant now) {
        this.definitions = definitions;
        this.statistics = new TreeMap<>(statistics);
        this.digest = digest;
        this.now = now;
    }

    public String html() {
        String project = Html.escape(definitions.project());
        html.append("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n<title>")
                .append(project).append(": features</title>\n<style>\n").append(resource("docs.css")).append("</style></head>\n<body><main>\n");
        html.append("<header><div><p class=\"over\">Feature store</p><h1>").append(project).append("</h1></div><nav>").append(navigation())
                .append("<button type=\"button\" id=\"theme\" title=\"Dark or light\" aria-label=\"Dark or light\">◐</button></nav></header>\n");
        tiles();
        html.append("<section><h2>Lineage</h2><div class=\"picture\">").append(LineagePicture.of(Lineage.of(definitions))).append("</div></section>\n");
        section("Feature views", "views", definitions.views().stream().map(view -> new ViewCard(view, Optional.ofNullable(statistics.get(view.name())), !statistics.isEmpty(), now).html()));
        section("On-demand views", "ondemand", definitions.onDemandViews().stream().map(DocsPage::onDemand));
        section("Feature services", "services", definitions.services().stream().map(this::service));
        entitiesAndSources();
        html.append("<footer>").append(Html.escape(Figures.time(now))).append(" UTC · registry <code>").append(Html.escape(digest.substring(0, Math.min(12, digest.length()))))
                .append("</code> · made by Cyclo, <code>feature-server docs</code></footer>\n</main>\n<script>\n").append(resource("docs.js"))
                .append("</script></body></html>\n");
        return html.toString();
    }

    private String navigation() {
        Map<String, Boolean> parts = new LinkedHashMap<>();
        parts.put("views", !definitions.views().isEmpty());
        parts.put("services", !definitions.services().isEmpty());
        parts.put("entities", !definitions.entities().isEmpty());
        parts.put("sources", !definitions.sources().isEmpty());
        return parts.entrySet().stream().filter(Map.Entry::getValue).map(part -> "<a href=\"#" + part.getKey() + "\">" + part.getKey() + "</a>")
                .collect(Collectors.joining());
    }

    private void tiles() {
        html.append("<div class=\"tiles\">");
        long features = definitions.views().stream().mapToLong(view -> view.features().size()).sum()
                + definitions.onDemandViews().stream().mapToLong(view -> view.features().size()).sum();
        tile(Figures.count(features), features == 1 ? "feature" : "features");
        int views = definitions.views().size() + definitions.onDemandViews().size();
        tile(Figures.count(views), views == 1 ? "view" : "views");
        tile(Figures.count(definitions.services().size()), definitions.services().size() == 1 ? "service" : "services");
        tile(Figures.count(definitions.entities().size()), definitions.entities().size() == 1 ? "entity" : "entities");
        if (!statistics.isEmpty()) {
            tile(Figures.count(statistics.values().stream().mapToLong(ViewStatistics::rows).sum()), "rows of history");
            statistics.values().stream().map(ViewStatistics::last).flatMap(Optional::stream).max(Instant::compareTo).ifPresent(last -> {
                Duration age = Duration.between(last, now);
                tile(Figures.age(age), age.isNegative() ? "is the newest row" : "since the newest row");
            });
        }
        html.append("</div>\n");
    }

    private void tile(String figure, String what) {
        html.append("<div class=\"tile\"><b>").append(Html.escape(figure)).append("</b><span>").append(Html.escape(what)).append("</span></div>");
    }

    private void section(String title, String id, java.util.stream.Stream<String> cards) {
        String all = cards.collect(Collectors.joining("\n"));
        if (!all.isEmpty()) {
            html.append("<section id=\"").append(id).append("\"><h2>").append(title).append("</h2>\n").append(all).append("</section>\n");
        }
    }

    private static String onDemand(OnDemandView view) {
        StringBuilder card = new StringBuilder("<article class=\"card ondemand\" id=\"view-" + Html.escape(view.name()) + "\"><div class=\"head\"><h3>"
                + Html.escape(view.name()) + "</h3></div>" + paragraph(view.description()) + "<dl class=\"facts\">");
        if (!view.sources().isEmpty()) {
            card.append(fact("reads", view.sources().stream().map(source -> link("view-", source.view())).collect(Collectors.joining(", "))));
        }
        if (!view.request().isEmpty()) {
            card.append(fact("asks for", view.request().stream().map(field -> "<code>" + Html.escape(field.name()) + "</code> " + field.type().pythonName())
                    .collect(Collectors.joining(", "))));
        }
        card.append(owner(view.owner(), view.tags())).append("</dl><div class=\"wide\"><table class=\"features\"><thead><tr><th>feature</th><th>type</th>")
                .append("<th>is computed as</th></tr></thead><tbody>");
        view.features().forEach(computed -> card.append("<tr><td><code>").append(Html.escape(computed.field().name())).append("</code>").append(note(computed.field()))
                .append("</td><td class=\"soft\">").append(computed.field().type().pythonName()).append("</td><td>")
                .append(computed.expression().map(expression -> "<code class=\"formula\">" + Html.escape(expression) + "</code>").orElse("a Python function"))
                .append("</td></tr>"));
        return card.append("</tbody></table></div></article>").toString();
    }

    private String service(FeatureService service) {
        StringBuilder card = new StringBuilder("<article class=\"card service\" id=\"service-" + Html.escape(service.name()) + "\"><div class=\"head\"><h3>"
                + Html.escape(service.name()) + "</h3></div>" + paragraph(service.description()) + "<dl class=\"facts\">"
                + fact("keys", keys(service)) + owner(service.owner(), service.tags()) + "</dl><div class=\"groups\">");
        for (Projection projection : service.projections()) {
            String kind = definitions.findOnDemandView(projection.view()).isPresent() ? "ondemand" : "view";
            card.append("<div class=\"group ").append(kind).append("\"><h4>").append(link("view-", projection.view()))
                    .append(projection.alias().map(alias -> " as " + Html.escape(alias)).orElse("")).append("</h4><p>")
                    .append(projection.features().stream().map(feature -> "<span class=\"chip\">" + Html.escape(feature) + "</span>").collect(Collectors.joining(" ")))
                    .append("</p></div>");
        }
        return card.append("</div></article>").toString();
    }

    private String keys(FeatureService service) {
        String keys = service.projections().stream().map(projection -> definitions.findView(projection.view())).flatMap(Optional::stream)
                .flatMap(view -> view.joinKeys().stream()).map(key -> "<code>" + Html.escape(key.name()) + "</code>").distinct().collect(Collectors.joining(", "));
        return keys.isEmpty() ? "none" : keys;
    }

    private void entitiesAndSources() {
        html.append("<div class=\"two\"><section id=\"entities\"><h2>Entities</h2><div class=\"card entity wide\"><table><thead><tr><th>entity</th><th>join key</th>")
                .append("<th>used by</th></tr></thead><tbody>");
        for (Entity entity : definitions.entities()) {
            html.append("<tr><td>").append(Html.escape(entity.name())).append(entity.description().isEmpty() ? "" : "<small>" + Html.escape(entity.description()) + "</small>")
                    .append("</td><td><code>").append(Html.escape(entity.joinKey().name())).append("</code> <span class=\"soft\">")
                    .append(entity.joinKey().type().pythonName()).append("</span></td><td>")
                    .append(definitions.views().stream().filter(view -> view.entities().contains(entity.name())).map(view -> link("view-", view.name()))
                            .collect(Collectors.joining(", "))).append("</td></tr>");
        }
        html.append("</tbody></table></div></section>\n<section id=\"sources\"><h2>Sources</h2><div class=\"card source wide\"><table><thead><tr><th>source</th>")
                .append("<th>reads</th><th>event time</th></tr></thead><tbody>");
        definitions.sources().forEach(source -> html.append(source(source)));
        for (PushSource source : definitions.pushSources()) {
            html.append("<tr id=\"source-").append(Html.escape(source.name())).append("\"><td>").append(Html.escape(source.name())).append("</td><td>pushed rows, over ")
                    .append(link("source-", source.batchSource().name())).append("</td><td></td></tr>");
        }
        html.append("</tbody></table></div></section></div>\n");
    }

    private static String source(DataSource source) {
        String reads = source.origin() instanceof DataSource.Query query ? "<details><summary>a query</summary><pre>" + Html.escape(query.sql().strip()) + "</pre></details>"
                : source.origin() instanceof DataSource.File file ? "<code>" + Html.escape(file.path().toString()) + "</code>"
                : source.origin() instanceof DataSource.Foreign foreign ? Html.escape(foreign.kind()) : "<code>" + Html.escape(source.table().orElse("")) + "</code>";
        String time = source.origin() instanceof DataSource.Static fixed ? "always, since " + Figures.time(fixed.time()).substring(0, 10)
                : "<code>" + Html.escape(source.timestampField()) + "</code>" + source.createdColumn().map(created -> "<small>created in <code>" + Html.escape(created)
                        + "</code></small>").orElse("");
        return "<tr id=\"source-" + Html.escape(source.name()) + "\"><td>" + Html.escape(source.name())
                + (source.description().isEmpty() ? "" : "<small>" + Html.escape(source.description()) + "</small>") + "</td><td>" + reads + "</td><td>" + time + "</td></tr>";
    }

    static String owner(String owner, Map<String, String> tags) {
        String told = owner.isEmpty() ? "" : fact("owner", Html.escape(owner));
        return told + new TreeMap<>(tags).entrySet().stream().map(tag -> fact(tag.getKey(), Html.escape(tag.getValue()))).collect(Collectors.joining());
    }

    static String fact(String name, String value) {
        return "<div><dt>" + Html.escape(name) + "</dt><dd>" + value + "</dd></div>";
    }

    /** Description and tags of a feature, small. */
    static String note(Field field) {
        List<String> parts = new java.util.ArrayList<>();
        if (!field.description().isEmpty()) {
            parts.add(Html.escape(field.description()));
        }
        new TreeMap<>(field.tags()).forEach((tag, value) -> parts.add(tag.equals("unit") && !value.equals("1") ? "in " + Html.escape(value) : Html.escape(tag + " " + value)));
        return parts.isEmpty() ? "" : "<small>" + String.join(", ", parts) + "</small>";
    }

    static String link(String to, String name) {
        return "<a href=\"#" + to + Html.escape(name) + "\">" + Html.escape(name) + "</a>";
    }

    static String paragraph(String text) {
        return text.isEmpty() ? "" : "<p class=\"about\">" + Html.escape(text) + "</p>";
    }

    private static String resource(String name) {
        try (InputStream in = Objects.requireNonNull(DocsPage.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
