package cyclo.features;

import cyclo.common.CycloException;
import cyclo.common.Sentence;
import cyclo.common.Suggestion;
import cyclo.common.table.ValueType;
import cyclo.features.ondemand.Expression;
import cyclo.features.ondemand.PythonFunction;
import cyclo.features.ondemand.PythonSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Features that are computed at the moment of asking, from features of other views and from the request.
 *
 * @param sources the views whose features an expression may name
 * @param request the fields that a request must give
 * @param python the function of a view that Python wrote
 */
public record OnDemandView(String name, List<Projection> sources, List<Field> request, List<Computed> features, String description,
        Map<String, String> tags, String owner, Optional<PythonSource> python) {

    /** @param expression absent when Python wrote the view */
    public record Computed(Field field, Optional<String> expression) {}

    public OnDemandView {
        sources = List.copyOf(sources);
        request = List.copyOf(request);
        features = List.copyOf(features);
        tags = Map.copyOf(tags);
    }

    /** A view of our own, made of expressions. */
    public OnDemandView(String name, List<Projection> sources, List<Field> request, List<Computed> features, String description,
            Map<String, String> tags, String owner) {
        this(name, sources, request, features, description, tags, owner, Optional.empty());
    }

    /** @throws CycloException (usage) if there is no such feature, (refused) if a Python function computes it */
    public String expression(String feature) {
        Computed computed = computed(feature);
        return computed.expression().orElseThrow(() -> CycloException.refused(
                "Cannot write '%s:%s' as an expression: its on-demand view is a Python function.", name, feature));
    }

    /**
     * What computes one feature: its expression, or the Python function where that is read.
     *
     * @param known the names that may be used, with their types
     * @throws CycloException (usage) if there is no such feature or its expression is wrong, (refused) that names what in the Python function is not
     *         simple assignment
     */
    public Expression compile(String feature, Map<String, ValueType> known) {
        Computed computed = computed(feature);
        try {
            if (computed.expression().isPresent()) {
                return Expression.compile(computed.expression().get(), known, computed.field().type());
            }
            return PythonFunction.read(python.orElseThrow(() -> new IllegalArgumentException("the registry holds neither an expression nor the text of a"
                    + " Python function"))).expression(feature, known, computed.field().type());
        } catch (IllegalArgumentException e) {
            throw computed.expression().isPresent() ? CycloException.usage("Cannot compute '%s:%s': %s", name, feature, Sentence.ended(e.getMessage()), e)
                    : CycloException.refused("Cannot compute '%s:%s': %s Python functions that assign columns run here;"
                            + " declare another as an expression in features.yaml.", name, feature, Sentence.ended(e.getMessage()), e);
        }
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
