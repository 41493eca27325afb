package cyclo.features.ondemand;

import cyclo.common.table.ValueType;
import cyclo.features.Definitions;
import cyclo.features.FeatureView;
import cyclo.features.Field;
import cyclo.features.OnDemandView;
import cyclo.features.Projection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The names that the expressions of an on-demand view may use: features of its sources by their name, or as {@code view__feature}
 * where two sources have one of the same name; request fields; and join keys of the sources.
 */
public final class OnDemandNames {
    /** A feature of a source. */
    public record Input(Projection source, String feature) {}

    private final Map<String, ValueType> types = new LinkedHashMap<>();
    private final Map<String, Input> inputs = new LinkedHashMap<>();

    /** @throws cyclo.common.CycloException (usage) if a source is not among the definitions */
    public OnDemandNames(Definitions definitions, OnDemandView view) {
        Set<String> twice = new HashSet<>();
        for (Projection source : view.sources()) {
            FeatureView from = definitions.view(source.view());
            List<String> features = source.features().isEmpty() ? from.features().stream().map(Field::name).toList() : source.features();
            for (String feature : features) {
                Input input = new Input(source, feature);
                ValueType type = from.feature(feature).type();
                if (inputs.containsKey(feature)) {
                    twice.add(feature);
                }
                inputs.put(feature, input);
                types.put(feature, type);
                inputs.put(source.alias().orElse(source.view()) + "__" + feature, input);
                types.put(source.alias().orElse(source.view()) + "__" + feature, type);
            }
        }
        inputs.keySet().removeAll(twice);
        types.keySet().removeAll(twice);
        view.sources().forEach(source -> definitions.view(source.view()).joinKeys()
                .forEach(key -> types.putIfAbsent(source.joinKeyMap().getOrDefault(key.name(), key.name()), key.type())));
        view.request().forEach(field -> {
            types.put(field.name(), field.type());
            inputs.remove(field.name());
        });
    }

    /** Each name with its type. */
    public Map<String, ValueType> types() {
        return types;
    }

    /** The stored feature behind a name; absent for a request field or join key. */
    public Optional<Input> stored(String name) {
        return Optional.ofNullable(inputs.get(name));
    }
}
