package cyclo.features;

import cyclo.common.CycloException;
import cyclo.common.Suggestion;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Features that are computed at the moment of asking, from features of other views and from the request.
 *
 * @param sources the views whose features an expression may name
 * @param request the fields that a request must give
 */
public record OnDemandView(String name, List<Projection> sources, List<Field> request, List<Computed> features, String description,
        Map<String, String> tags, String owner) {

    /** @param expression absent when Python wrote the view: its function is not run here */
    public record Computed(Field field, Optional<String> expression) {}

    public OnDemandView {
        sources = List.copyOf(sources);
        request = List.copyOf(request);
        features = List.copyOf(features);
        tags = Map.copyOf(tags);
    }

    /** @throws CycloException (usage) if there is no such feature, (refused) if only Python can compute it */
    public String expression(String feature) {
        Computed computed = computed(feature);
        return computed.expression().orElseThrow(() -> CycloException.refused(
                "Cannot compute '%s:%s': its on-demand view is a Python function. Declare it in features.yaml with an expression.", name, feature));
    }

    public Field feature(String feature) {
        return computed(feature).field();
    }

    private Computed computed(String feature) {
        return features.stream().filter(computed -> computed.field().name().equals(feature)).findFirst().orElseThrow(() -> CycloException.usage(
                "Cannot find feature '%s' in on-demand view '%s'.%s", feature, name,
                Suggestion.sentence(feature, features.stream().map(computed -> computed.field().name()).toList())));
    }
}
