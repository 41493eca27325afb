package cyclo.featureserver.docs;

import cyclo.common.Html;
import cyclo.features.Definitions;
import cyclo.features.statistics.ViewStatistics;
import cyclo.featureserver.Figures;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The data sheet of a project: one HTML file with its style, script and pictures inside, nothing is fetched. */
public final class DocsPage {
    private final Definitions definitions;
    private final Map<String, ViewStatistics> statistics;
    private final String digest;
    private final Instant now;

    /**
     * @param statistics by view; a view without them has no rows to tell of
     * @param digest of the registry
     */
    public DocsPage(Definitions definitions, Map<String, ViewStatistics> statistics, String digest, Instant now) {
        this.definitions = definitions;
        this.statistics = Map.copyOf(statistics);
        this.digest = digest;
        this.now = now;
    }

    public String html() {
        String project = Html.escape(definitions.project());
        Catalogue catalogue = new Catalogue(definitions);
        return """
                <!doctype html>
                <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
                <title>%s: features</title>
                <style>
                %s</style></head>
                <body><main>
                <header><div><p class="over">Feature store</p><h1>%1$s</h1></div>
                <nav>%s<button type="button" id="theme" title="Dark or light" aria-label="Dark or light">◐</button></nav></header>
                <div class="tiles">%s</div>
                <section><h2>Lineage</h2><div class="picture">%s</div></section>
                %s%s%s<div class="two">%s%s</div>
                <footer>%s UTC · registry <code>%s</code> · made by Cyclo, <code>feature-server docs</code></footer>
                </main>
                <script>
                %s</script></body></html>
                """.formatted(project, resource("docs.css"), navigation(), tiles(), LineagePicture.of(Lineage.of(definitions)),
                section("Feature views", "views", definitions.views().stream()
                        .map(view -> new ViewCard(view, Optional.ofNullable(statistics.get(view.name())), !statistics.isEmpty(), now).html())),
                section("On-demand views", "ondemand", definitions.onDemandViews().stream().map(Catalogue::onDemand)),
                section("Feature services", "services", definitions.services().stream().map(catalogue::service)),
                section("Entities", "entities", Stream.of(catalogue.entities())), section("Sources", "sources", Stream.of(catalogue.sources())),
                Figures.time(now), Html.escape(digest.substring(0, Math.min(12, digest.length()))), resource("docs.js"));
    }

    private String navigation() {
        Map<String, Boolean> parts = new LinkedHashMap<>();
        parts.put("views", !definitions.views().isEmpty());
        parts.put("services", !definitions.services().isEmpty());
        parts.put("entities", true);
        parts.put("sources", true);
        return parts.entrySet().stream().filter(Map.Entry::getValue).map(part -> "<a href=\"#" + part.getKey() + "\">" + part.getKey() + "</a>")
                .collect(Collectors.joining());
    }

    private String tiles() {
        long features = definitions.views().stream().mapToLong(view -> view.features().size()).sum()
                + definitions.onDemandViews().stream().mapToLong(view -> view.features().size()).sum();
        StringBuilder tiles = new StringBuilder();
        tiles.append(tile(features, "feature", "features"));
        tiles.append(tile(definitions.views().size() + definitions.onDemandViews().size(), "view", "views"));
        tiles.append(tile(definitions.services().size(), "service", "services"));
        tiles.append(tile(definitions.entities().size(), "entity", "entities"));
        if (!statistics.isEmpty()) {
            tiles.append(tile(statistics.values().stream().mapToLong(ViewStatistics::rows).sum(), "row of history", "rows of history"));
            statistics.values().stream().map(ViewStatistics::last).flatMap(Optional::stream).max(Instant::compareTo).ifPresent(last -> {
                Duration age = Duration.between(last, now);
                tiles.append(tile(Figures.age(age), age.isNegative() ? "is the newest row" : "since the newest row"));
            });
        }
        return tiles.toString();
    }

    private static String tile(long count, String one, String several) {
        return tile(Figures.count(count), count == 1 ? one : several);
    }

    private static String tile(String figure, String what) {
        return "<div class=\"tile\"><b>" + figure + "</b><span>" + what + "</span></div>";
    }

    private static String section(String title, String id, Stream<String> cards) {
        String all = cards.collect(Collectors.joining("\n"));
        return all.isEmpty() ? "" : "<section id=\"" + id + "\"><h2>" + title + "</h2>\n" + all + "</section>\n";
    }

    private static String resource(String name) {
        try (InputStream in = Objects.requireNonNull(DocsPage.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
