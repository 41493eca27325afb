package cyclo.features;

import cyclo.common.table.ValueType;
import java.util.Map;

/**
 * One feature of a selection.
 *
 * @param outputName its column in a result: the feature's name, or {@code view__feature} with full feature names
 * @param view the view's own name, also where a feature service gives it an alias
 * @param onDemand computed from other features and the request when it is read, rather than stored
 * @param joinKeyMap join key of the view to the column that gives it, where they differ
 */
public record SelectedFeature(String outputName, ValueType type, String view, String feature, boolean onDemand, Map<String, String> joinKeyMap) {
    public SelectedFeature {
        joinKeyMap = Map.copyOf(joinKeyMap);
    }

    /** A feature whose join keys are given under their own names. */
    public SelectedFeature(String outputName, ValueType type, String view, String feature, boolean onDemand) {
        this(outputName, type, view, feature, onDemand, Map.of());
    }

    /** As people write it: {@code view:feature}. */
    public String reference() {
        return view + ":" + feature;
    }
}
