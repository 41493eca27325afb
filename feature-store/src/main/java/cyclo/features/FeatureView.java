package cyclo.features;

import cyclo.common.CycloException;
import cyclo.common.Suggestion;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A named group of features that share their join keys, a source and a lifetime.
 *
 * @param entities names of the entities, as in the registry
 * @param joinKeys the columns that identify an entity; none for a view of the whole world (Feast keeps it under {@link Entity#NONE_KEY})
 * @param ttl how old a value may be when it is read, in whole seconds; {@link Duration#ZERO} means any age
 * @param source where its history lies
 * @param pushSource the push source that feeds it, if one does
 * @param materialized what was copied to the online store so far, oldest first
 * @param unsupported features of a value type newer than this program: name to type; of a join key the name begins with {@link #KEY}
 */
public record FeatureView(String name, List<String> entities, List<Field> joinKeys, List<Field> features, Duration ttl, DataSource source,
        Optional<PushSource> pushSource, boolean online, String description, Map<String, String> tags, String owner, List<Interval> materialized,
        Map<String, String> unsupported) {

    public static final String KEY = "join key ";

    public FeatureView {
        entities = List.copyOf(entities);
        joinKeys = List.copyOf(joinKeys);
        features = List.copyOf(features);
        tags = Map.copyOf(tags);
        materialized = List.copyOf(materialized);
        unsupported = Map.copyOf(unsupported);
    }

    /** A view that is online, with nothing but what a join needs. */
    public static FeatureView of(String name, List<Field> joinKeys, List<Field> features, Duration ttl, DataSource source) {
        return new FeatureView(name, joinKeys.stream().map(Field::name).toList(), joinKeys, features, ttl, source, Optional.empty(), true, "", Map.of(), "",
                List.of(), Map.of());
    }

    /** @throws CycloException (usage) that names the features there are, or the type that this program does not know */
    public Field feature(String feature) {
        if (unsupported.containsKey(feature)) {
            throw CycloException.usage("Cannot use feature '%s:%s': its type %s is newer than those of Feast 0.38 that Cyclo reads."
                    + " Leave it out of the selection.",
                    name, feature, unsupported.get(feature));
        }
        return features.stream().filter(field -> field.name().equals(feature)).findFirst().orElseThrow(() -> CycloException.usage(
                "Cannot find feature '%s' in feature view '%s'.%s", feature, name, Suggestion.sentence(feature, features.stream().map(Field::name).toList())));
    }

    public List<String> joinKeyNames() {
        return joinKeys.stream().map(Field::name).toList();
    }

    /** The latest end of a materialized interval, in whatever order they were: where an incremental run begins. */
    public Optional<Instant> materializedUntil() {
        return materialized.stream().map(Interval::end).max(Comparator.naturalOrder());
    }
}
