package cyclo.features;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Some features of one view, as a feature service or an on-demand view takes them.
 *
 * @param view name of a feature view or an on-demand view
 * @param features the names taken, in their order
 * @param alias the name that stands for the view in full feature names
 * @param joinKeyMap join key of the view to the column of the entity rows that gives it, where they differ
 */
public record Projection(String view, List<String> features, Optional<String> alias, Map<String, String> joinKeyMap) {
    public Projection {
        features = List.copyOf(features);
        joinKeyMap = Map.copyOf(joinKeyMap);
    }
}
