package cyclo.features;

import java.util.List;
import java.util.Map;

/** The list of features that one model uses, in training and in serving. */
public record FeatureService(String name, List<Projection> projections, String description, Map<String, String> tags, String owner) {
    public FeatureService {
        projections = List.copyOf(projections);
        tags = Map.copyOf(tags);
    }
}
