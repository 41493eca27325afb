package cyclo.models;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/** What a trainer fitted: a function of the prepared features. Immutable and thread safe. */
public sealed interface Estimator permits Linear, Trees {
    /** The number of prepared features it reads. */
    int width();

    Link link();

    /** The answer for one row of prepared features in {@link Preparation#features()} order, NaN for missing. */
    double predict(double[] features);

    /** The content of the model file: maps, lists, texts, numbers. */
    Map<String, Object> describe();

    /** @throws IllegalArgumentException if it is not what {@link #describe} gave */
    static Estimator parse(JsonNode node) {
        String kind = node.path("kind").asText();
        return switch (kind) {
            case "linear" -> Linear.parse(node);
            case "trees" -> Trees.parse(node);
            default -> throw new IllegalArgumentException("unknown kind of estimator '%s'".formatted(kind));
        };
    }
}
