package cyclo.featureserver.docs;

import static cyclo.featureserver.docs.Markup.cell;
import static cyclo.featureserver.docs.Markup.code;
import static cyclo.featureserver.docs.Markup.fact;
import static cyclo.featureserver.docs.Markup.link;
import static cyclo.featureserver.docs.Markup.small;
import static cyclo.featureserver.docs.Markup.title;

import cyclo.common.Html;
import cyclo.features.DataSource;
import cyclo.features.Definitions;
import cyclo.features.Entity;
import cyclo.features.FeatureService;
import cyclo.features.OnDemandView;
import cyclo.features.Projection;
import cyclo.features.PushSource;
import cyclo.featureserver.Figures;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What has no rows of its own: on-demand views, services, entities and sources. */
final class Catalogue {
    private final Definitions definitions;

    Catalogue(Definitions definitions) {
        this.definitions = definitions;
    }

    static String onDemand(OnDemandView view) {
        List<String> facts = new ArrayList<>();
        if (!view.sources().isEmpty()) {
            facts.add(fact("reads", view.sources().stream().map(source -> link("view", source.view())).collect(Collectors.joining(", "))));
        }
        if (!view.request().isEmpty()) {
            facts.add(fact("asks for", Markup.typed(view.request())));
        }
        facts.addAll(Markup.ownerAndTags(view.owner(), view.tags()));
        String rows = view.features().stream().map(computed -> "<tr>" + Markup.feature(computed.field()) + cell(computed.expression()
                .map(expression -> "<code class=\"formula\">" + Html.escape(expression) + "</code>").orElse("a Python function")) + "</tr>")
                .collect(Collectors.joining());
        return "<article class=\"card ondemand\" " + Markup.id("view", view.name()) + ">" + Markup.head(view.name(), "", view.description())
                + Markup.facts(facts)
                + Markup.table("features", List.of(title("feature"), title("type"), title("is computed as")), rows)
                + view.python().map(function -> folded("the Python function", function.text())).orElse("") + "</article>";
    }

    String service(FeatureService service) {
        List<String> facts = new ArrayList<>(List.of(fact("keys", keys(service))));
        facts.addAll(Markup.ownerAndTags(service.owner(), service.tags()));
        return "<article class=\"card service\" " + Markup.id("service", service.name()) + ">" + Markup.head(service.name(), "", service.description())
                + Markup.facts(facts) + "<div class=\"groups\">" + service.projections().stream().map(this::group).collect(Collectors.joining())
                + "</div></article>";
    }

    private String group(Projection projection) {
        String kind = definitions.findOnDemandView(projection.view()).isPresent() ? "ondemand" : "view";
        String chips = projection.features().stream().map(feature -> "<span class=\"chip\">" + Html.escape(feature) + "</span>")
                .collect(Collectors.joining(" "));
        return "<div class=\"group " + kind + "\"><h4>" + link("view", projection.view())
                + projection.alias().map(alias -> " as " + Html.escape(alias)).orElse("") + "</h4><p>" + chips + "</p></div>";
    }

    private String keys(FeatureService service) {
        String keys = service.projections().stream().map(projection -> definitions.findView(projection.view())).flatMap(Optional::stream)
                .flatMap(view -> view.joinKeys().stream()).map(key -> code(key.name())).distinct().collect(Collectors.joining(", "));
        return keys.isEmpty() ? "none" : keys;
    }

    String entities() {
        return "<div class=\"card entity\">" + Markup.table("", List.of(title("entity"), title("join key"), title("used by")),
                definitions.entities().stream().map(this::entity).collect(Collectors.joining())) + "</div>";
    }

    private String entity(Entity entity) {
        String users = definitions.views().stream().filter(view -> view.entities().contains(entity.name())).map(view -> link("view", view.name()))
                .collect(Collectors.joining(", "));
        return "<tr>" + cell(Html.escape(entity.name()) + small(Html.escape(entity.description())))
                + cell(code(entity.joinKey().name()) + " <span class=\"soft\">" + entity.joinKey().type().pythonName() + "</span>") + cell(users) + "</tr>";
    }

    String sources() {
        return "<div class=\"card source\">" + Markup.table("", List.of(title("source"), title("reads"), title("event time")),
                definitions.sources().stream().map(Catalogue::source).collect(Collectors.joining())
                        + definitions.pushSources().stream().map(Catalogue::push).collect(Collectors.joining())) + "</div>";
    }

    private static String source(DataSource source) {
        return "<tr " + Markup.id("source", source.name()) + ">" + cell(Html.escape(source.name()) + small(Html.escape(source.description())))
                + cell(origin(source)) + cell(time(source)) + "</tr>";
    }

    private static String push(PushSource source) {
        return "<tr " + Markup.id("source", source.name()) + ">" + cell(Html.escape(source.name()) + small(Html.escape(source.description())))
                + cell("pushed rows, over " + link("source", source.batchSource().name())) + cell("") + "</tr>";
    }

    private static String origin(DataSource source) {
        if (source.origin() instanceof DataSource.Query query) {
            return folded("a query", query.sql());
        }
        return source.origin() instanceof DataSource.File file ? code(file.path().toString())
                : source.origin() instanceof DataSource.Foreign foreign ? Html.escape(foreign.kind()) : code(source.table().orElse(""));
    }

    private static String folded(String title, String text) {
        return "<details><summary>" + title + "</summary><pre>" + Html.escape(text.strip()) + "</pre></details>";
    }

    private static String time(DataSource source) {
        return source.origin() instanceof DataSource.Static fixed ? "always, since " + Figures.time(fixed.time()).substring(0, 10)
                : code(source.timestampField()) + source.createdColumn().map(created -> small("created in " + code(created))).orElse("");
    }
}
