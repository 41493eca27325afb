package cyclo.features;

import java.util.List;
import java.util.Map;

/**
 * What features are about: a driver, a route. Read from a registry it has exactly one join key, because Feast has one per
 * entity; in {@code features.yaml} it may have several, and is written as one Feast entity {@code <name>_<key>} for each.
 *
 * @param joinKeys the columns that identify one of them, in the order of {@code features.yaml}
 */
public record Entity(String name, List<Field> joinKeys, String description, Map<String, String> tags, String owner) {
    /** Feast's entity of views that have none: it is written to every project. */
    public static final String NONE = "__dummy";
    /** The join key of {@link #NONE}; its value is the empty string. */
    public static final String NONE_KEY = "__dummy_id";

    public Entity {
        joinKeys = List.copyOf(joinKeys);
        tags = Map.copyOf(tags);
    }
}
