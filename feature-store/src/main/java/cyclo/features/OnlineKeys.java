package cyclo.features;

import cyclo.common.CycloException;
import cyclo.common.table.ValueType;
import cyclo.features.online.EntityKeys;
import java.util.List;
import java.util.Optional;

/** The online keys of one view's entities; a view without join keys has the one key that Feast gives it. */
final class OnlineKeys {
    private final EntityKeys keys;
    private final boolean none;

    OnlineKeys(FeatureView view) {
        none = view.joinKeys().isEmpty();
        try {
            keys = none ? new EntityKeys(List.of(Entity.NONE_KEY), List.of(ValueType.STRING))
                    : new EntityKeys(view.joinKeyNames(), view.joinKeys().stream().map(Field::type).toList());
        } catch (IllegalArgumentException e) {
            throw CycloException.usage("Cannot use feature view '%s' online. %s.", view.name(), e.getMessage(), e);
        }
    }

    /** @param values of the join keys, in the view's order; empty when one is null */
    Optional<byte[]> encode(List<Object> values) {
        return keys.encode(none ? List.of("") : values);
    }
}
