package cyclo.features;

import cyclo.common.table.ValueType;

/**
 * One feature of a selection.
 *
 * @param outputName its column in a result: the feature's name, or {@code view__feature} with full feature names
 * @param view the view's own name, also where a feature service gives it an alias
 * @param onDemand computed from other features and the request when it is read, rather than stored
 */
public record SelectedFeature(String outputName, ValueType type, String view, String feature, boolean onDemand) {}
