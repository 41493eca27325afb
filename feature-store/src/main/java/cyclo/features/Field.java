package cyclo.features;

import cyclo.common.table.ValueType;
import java.util.Map;

/** A named, typed value: a feature, a join key or a field of a request. */
public record Field(String name, ValueType type, String description, Map<String, String> tags) {
    public Field {
        tags = Map.copyOf(tags);
    }

    public static Field of(String name, ValueType type) {
        return new Field(name, type, "", Map.of());
    }
}
