package cyclo.features;

import cyclo.features.ondemand.Expression;
import cyclo.features.ondemand.OnDemandNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How a selection is answered, offline and online alike: which stored features are read from which view, and which expressions are
 * evaluated on them. Immutable; made once per selection.
 */
final class ReadPlan {
    /** Features of one view, for the entity that {@code joinKeyMap} points to. */
    record ViewPart(FeatureView view, Map<String, String> joinKeyMap, List<Field> features) {
        /** The view's name, and of whom it tells where that is not plain. */
        String title() {
            return joinKeyMap.isEmpty() ? view.name() : view.name() + " of " + String.join(", ", keyColumns());
        }

        /** The columns that give the join keys, in the order of the view. */
        List<String> keyColumns() {
            return view.joinKeyNames().stream().map(key -> joinKeyMap.getOrDefault(key, key)).toList();
        }
    }

    /** Where a value comes from. */
    sealed interface Origin {}

    /** Feature {@code feature} of view part {@code part}. */
    record Stored(int part, int feature) implements Origin {}

    /** A join key or request field. */
    record Given(String column) implements Origin {}

    /** An expression on other values. */
    record Computed(Expression expression, List<Origin> inputs) implements Origin {}

    private final FeatureSelection selection;
    private final List<ViewPart> parts = new ArrayList<>();
    private final List<Origin> origins = new ArrayList<>();

    ReadPlan(Definitions definitions, FeatureSelection selection) {
        this.selection = selection;
        for (SelectedFeature feature : selection.features()) {
            origins.add(feature.onDemand()
                    ? computed(definitions, feature)
                    : stored(definitions.view(feature.view()), feature.joinKeyMap(), feature.feature()));
        }
    }

    FeatureSelection selection() {
        return selection;
    }

    List<ViewPart> parts() {
        return parts;
    }

    /** One per selected feature. */
    List<Origin> origins() {
        return origins;
    }

    private Stored stored(FeatureView view, Map<String, String> joinKeyMap, String name) {
        Field feature = view.feature(name);
        int part = 0;
        while (part < parts.size() && !(parts.get(part).view().name().equals(view.name()) && parts.get(part).joinKeyMap().equals(joinKeyMap))) {
            part++;
        }
        if (part == parts.size()) {
            parts.add(new ViewPart(view, joinKeyMap, new ArrayList<>()));
        }
        List<Field> features = parts.get(part).features();
        if (!features.contains(feature)) {
            features.add(feature);
        }
        return new Stored(part, features.indexOf(feature));
    }

    private Computed computed(Definitions definitions, SelectedFeature selected) {
        OnDemandView view = definitions.onDemandView(selected.view());
        OnDemandNames names = new OnDemandNames(definitions, view);
        Expression expression = view.compile(selected.feature(), names.types());
        List<Origin> inputs = new ArrayList<>();
        for (String name : expression.names()) {
            inputs.add(names.stored(name)
                    .<Origin>map(input -> stored(definitions.view(input.source().view()), input.source().joinKeyMap(), input.feature()))
                    .orElseGet(() -> new Given(name)));
        }
        return new Computed(expression, inputs);
    }
}
