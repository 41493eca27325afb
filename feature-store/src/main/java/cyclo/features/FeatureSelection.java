package cyclo.features;

import java.util.List;

/**
 * Which features are wanted, and what must be given to find them. Names in it exist in the registry.
 *
 * @param name the feature service's name, or {@code features} for a list of references
 * @param features in requested order; a service's views in its order, the features of a whole view in the view's
 * @param joinKeys of all views, each once
 * @param requestFields what on-demand features need besides stored features
 */
public record FeatureSelection(String name, List<SelectedFeature> features, List<Field> joinKeys, List<Field> requestFields) {
    public FeatureSelection {
        features = List.copyOf(features);
        joinKeys = List.copyOf(joinKeys);
        requestFields = List.copyOf(requestFields);
    }

    public List<String> outputNames() {
        return features.stream().map(SelectedFeature::outputName).toList();
    }
}
