package cyclo.features;

import java.util.Map;

/**
 * What features are about: a driver, an airport. As in Feast it has one join key; an entity of {@code features.yaml} with
 * several is one entity {@code <name>_<key>} for each of them.
 *
 * @param joinKey the column that identifies one of them
 */
public record Entity(String name, Field joinKey, String description, Map<String, String> tags, String owner) {
    /** Feast's entity of views that have none: it is written to every project. */
    public static final String NONE = "__dummy";
    /** The join key of {@link #NONE}; its value is the empty string. */
    public static final String NONE_KEY = "__dummy_id";

    public Entity {
        tags = Map.copyOf(tags);
    }
}
