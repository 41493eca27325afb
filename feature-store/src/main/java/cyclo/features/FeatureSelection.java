package cyclo.features;

import cyclo.common.table.ValueType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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

    /** What must be given for each entity, by name: join keys, then request fields. A name that is both stands once, as the key. */
    public Map<String, ValueType> given() {
        Map<String, ValueType> given = new LinkedHashMap<>();
        joinKeys.forEach(key -> given.put(key.name(), key.type()));
        requestFields.forEach(field -> given.putIfAbsent(field.name(), field.type()));
        return given;
    }

    /** Every column that a model on this selection may read: features by output name, and what was {@link #given}. */
    public Map<String, ValueType> columns() {
        Map<String, ValueType> columns = given();
        features.forEach(feature -> columns.put(feature.outputName(), feature.type()));
        return columns;
    }

    public List<String> outputNames() {
        return features.stream().map(SelectedFeature::outputName).toList();
    }
}
