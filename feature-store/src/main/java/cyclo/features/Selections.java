package cyclo.features;

import cyclo.common.CycloException;
import cyclo.common.Suggestion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds what a person asked for among the definitions. */
final class Selections {
    private final Definitions definitions;

    Selections(Definitions definitions) {
        this.definitions = definitions;
    }

    FeatureSelection service(String name, boolean fullNames) {
        List<SelectedFeature> features = new ArrayList<>();
        for (Projection projection : definitions.service(name).projections()) {
            projection.features().forEach(feature -> features.add(selected(projection, feature, fullNames)));
        }
        return selection(name, features);
    }

    FeatureSelection references(List<String> references, boolean fullNames) {
        if (references.isEmpty()) {
            throw CycloException.usage("Cannot select features: none is named. Write them as view:feature.");
        }
        List<SelectedFeature> features = new ArrayList<>();
        for (String reference : references) {
            String[] parts = reference.split(":", 2);
            if (parts.length != 2 || parts[0].isBlank() || parts[1].isBlank()) {
                throw CycloException.usage("Cannot select '%s': write view:feature.", reference);
            }
            features.add(selected(new Projection(parts[0].strip(), List.of(), Optional.empty(), Map.of()), parts[1].strip(), fullNames));
        }
        return selection("features", features);
    }

    private SelectedFeature selected(Projection projection, String feature, boolean fullNames) {
        String view = projection.view();
        boolean onDemand = definitions.findOnDemandView(view).isPresent();
        Field field = onDemand ? definitions.onDemandView(view).feature(feature) : view(view).feature(feature);
        String name = fullNames ? projection.alias().orElse(view) + "__" + feature : feature;
        return new SelectedFeature(name, field.type(), view, feature, onDemand, projection.joinKeyMap());
    }

    private FeatureView view(String name) {
        if (definitions.findView(name).isEmpty()) {
            List<String> all = Stream.concat(definitions.views().stream().map(FeatureView::name), definitions.onDemandViews().stream().map(OnDemandView::name))
                    .toList();
            throw CycloException.usage("Cannot find feature view '%s' in project '%s'.%s%s", name, definitions.project(), Suggestion.sentence(name, all),
                    all.isEmpty() ? " It has none: run feature-server apply." : "");
        }
        return definitions.view(name);
    }

    private FeatureSelection selection(String name, List<SelectedFeature> features) {
        Map<String, Field> keys = new LinkedHashMap<>();
        Map<String, Field> request = new LinkedHashMap<>();
        for (SelectedFeature feature : features) {
            if (feature.onDemand()) {
                OnDemandView view = definitions.onDemandView(feature.view());
                view.sources().forEach(source -> addKeys(keys, definitions.view(source.view()), source.joinKeyMap()));
                view.request().forEach(field -> request.putIfAbsent(field.name(), field));
            } else {
                addKeys(keys, definitions.view(feature.view()), feature.joinKeyMap());
            }
        }
        Map<String, SelectedFeature> byName = new LinkedHashMap<>();
        for (SelectedFeature feature : features) {
            SelectedFeature other = byName.put(feature.outputName(), feature);
            if (other != null) {
                throw CycloException.usage("Cannot select '%s' and '%s' together: both are called '%s'. Ask for full feature names, or leave one out.",
                        other.reference(), feature.reference(), feature.outputName());
            }
            if (keys.containsKey(feature.outputName()) || request.containsKey(feature.outputName())) {
                throw CycloException.usage("Cannot select '%s': a join key or request field is called '%s' too. Ask for full feature names.",
                        feature.reference(), feature.outputName());
            }
        }
        return new FeatureSelection(name, features, List.copyOf(keys.values()), List.copyOf(request.values()));
    }

    private static void addKeys(Map<String, Field> keys, FeatureView view, Map<String, String> joinKeyMap) {
        for (Field key : view.joinKeys()) {
            String column = joinKeyMap.getOrDefault(key.name(), key.name());
            keys.putIfAbsent(column, new Field(column, key.type(), key.description(), key.tags()));
        }
    }
}
