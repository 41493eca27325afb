package cyclo.serving;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import cyclo.common.CycloException;
import cyclo.common.Suggestion;
import cyclo.common.table.ValueType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The course's endpoint: {@code {"request_id": "...", "driver_ids": [1001, 1002]}} is answered with the best of them. As in the
 * course, {@code prediction} is that entity's key and {@code error} is null; the scores it was chosen by come with it.
 */
final class InferenceHandler {
    record BestEntity(@JsonProperty("request_id") String requestId, Object prediction, String error, List<Score> scores, Answer.Model model) {}

    record Score(Map<String, Object> entity, double score) {}

    private final OnlineSection.Inference inference;
    private final ValueType type;
    private final PredictionHandler predictions;
    private final int maxEntities;

    /** @throws CycloException (usage) if the entity of serving.yaml is not the one and only thing an entity of this model consists of */
    InferenceHandler(OnlineSection.Inference inference, EntitySchema schema, PredictionHandler predictions, int maxEntities) {
        if (!schema.names().contains(inference.entity())) {
            throw CycloException.usage("Cannot offer /inference by '%s' (serving.yaml, online.inference.entity): it is no key of the model's features.%s",
                    inference.entity(), Suggestion.sentence(inference.entity(), schema.names()));
        }
        if (schema.names().size() > 1) {
            throw CycloException.usage("Cannot offer /inference by '%s' alone (serving.yaml, online.inference): the model's features also need %s."
                    + " Use /predict.",
                    inference.entity(), schema.names().stream().filter(name -> !name.equals(inference.entity())).toList());
        }
        this.inference = inference;
        this.type = schema.fields().get(inference.entity());
        this.predictions = predictions;
        this.maxEntities = maxEntities;
    }

    /** Of equal scores the first entity of the request wins. */
    BestEntity best(JsonNode body) {
        List<Map<String, Object>> entities = entities(body);
        Answer answer = predictions.predict(entities);
        List<Score> scores = answer.predictions().stream().map(one -> new Score(one.entity(), one.score())).toList();
        int best = 0;
        for (int i = 1; i < scores.size(); i++) {
            double ahead = scores.get(i).score() - scores.get(best).score();
            if (inference.choose() == OnlineSection.Choice.MAX ? ahead > 0 : ahead < 0) {
                best = i;
            }
        }
        return new BestEntity(body.get("request_id").textValue(), scores.get(best).entity().get(inference.entity()), null, scores, answer.model());
    }

    private List<Map<String, Object>> entities(JsonNode body) {
        String list = inference.listName();
        JsonNode values = body.path(list);
        if (!body.path("request_id").isTextual() || !values.isArray()) {
            throw CycloException.refused("Cannot choose: write {\"request_id\": \"text\", \"%s\": [...]}.", list);
        }
        if (values.isEmpty() || values.size() > maxEntities) {
            throw CycloException.refused("Cannot choose from %d entities: give 1 to %d in '%s'.", values.size(), maxEntities, list);
        }
        List<Map<String, Object>> entities = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            JsonNode value = values.get(i);
            Optional<Object> parsed = value.isNull() ? Optional.empty() : JsonValues.parse(value, type);
            Map<String, Object> entity = new LinkedHashMap<>();
            int position = i;
            entity.put(inference.entity(), parsed.orElseThrow(() -> CycloException.refused("Cannot choose: %s[%d] is %s: write %s.",
                    list, position, value, JsonValues.expected(type))));
            entities.add(entity);
        }
        return entities;
    }
}
