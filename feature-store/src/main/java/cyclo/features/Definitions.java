package cyclo.features;

import cyclo.common.CycloException;
import cyclo.common.Suggestion;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** All that one project declares: in {@code features.yaml} as a person wrote it, in the registry as it was applied. */
public record Definitions(String project, List<Entity> entities, List<DataSource> sources, List<PushSource> pushSources, List<FeatureView> views,
        List<OnDemandView> onDemandViews, List<FeatureService> services) {

    public Definitions {
        entities = List.copyOf(entities);
        sources = List.copyOf(sources);
        pushSources = List.copyOf(pushSources);
        views = List.copyOf(views);
        onDemandViews = List.copyOf(onDemandViews);
        services = List.copyOf(services);
    }

    public static Definitions none(String project) {
        return new Definitions(project, List.of(), List.of(), List.of(), List.of(), List.of(), List.of());
    }

    public Optional<FeatureView> findView(String name) {
        return find(views, FeatureView::name, name);
    }

    public Optional<OnDemandView> findOnDemandView(String name) {
        return find(onDemandViews, OnDemandView::name, name);
    }

    /** @throws CycloException (usage) that names the views there are, or the join key whose type this program does not know */
    public FeatureView view(String name) {
        FeatureView view = named("feature view", views, FeatureView::name, name);
        view.unsupported().forEach((field, type) -> {
            if (field.startsWith(FeatureView.KEY)) {
                throw CycloException.usage("Cannot use feature view '%s': its %s has type %s, newer than those of Feast 0.38 that Cyclo reads.", name,
                        field, type);
            }
        });
        return view;
    }

    /** @throws CycloException (usage) that names the on-demand views there are */
    public OnDemandView onDemandView(String name) {
        return named("on-demand view", onDemandViews, OnDemandView::name, name);
    }

    /** @throws CycloException (usage) that names the services there are */
    public FeatureService service(String name) {
        return named("feature service", services, FeatureService::name, name);
    }

    private <T> T named(String kind, List<T> all, Function<T, String> nameOf, String name) {
        return find(all, nameOf, name).orElseThrow(() -> CycloException.usage("Cannot find %s '%s' in project '%s'.%s%s", kind, name, project,
                Suggestion.sentence(name, all.stream().map(nameOf).toList()), all.isEmpty() ? " It has none: run feature-server apply." : ""));
    }

    private static <T> Optional<T> find(List<T> all, Function<T, String> nameOf, String name) {
        return all.stream().filter(one -> nameOf.apply(one).equals(name)).findFirst();
    }
}
