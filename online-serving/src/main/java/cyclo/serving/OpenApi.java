package cyclo.serving;

import cyclo.common.table.ValueType;
import cyclo.features.FeatureSelection;
import cyclo.models.Task;
import cyclo.models.serving.ModelInfo;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The description of this server in OpenAPI 3.1: its request schema names the real keys, context fields and features of the model. */
final class OpenApi {
    private final FeatureSelection selection;
    private final ModelInfo model;
    private final OnlineSection limits;
    private final boolean tokenNeeded;

    OpenApi(FeatureSelection selection, ModelInfo model, OnlineSection limits, boolean tokenNeeded) {
        this.selection = selection;
        this.model = model;
        this.limits = limits;
        this.tokenNeeded = tokenNeeded;
    }

    Map<String, Object> document() {
        Map<String, Object> paths = new LinkedHashMap<>();
        paths.put("/predict", Map.of("post", operation("Predict for entities", "Entities", answer())));
        limits.inference().ifPresent(inference -> paths.put("/inference",
                Map.of("post", operation("The entity with the %s score".formatted(inference.choose() == OnlineSection.Choice.MAX ? "highest" : "lowest"),
                        "Inference", best(inference)))));
        paths.put("/livez", Map.of("get", probe("The process runs", false)));
        paths.put("/readyz", Map.of("get", probe("The model's golden rows match and the online store answers", true)));
        paths.put("/metrics", Map.of("get", Map.of("summary", "Metrics for Prometheus", "security", List.of(), "responses",
                Map.of("200", Map.of("description", "text format", "content", Map.of("text/plain", Map.of("schema", Map.of("type", "string"))))))));
        Map<String, Object> components = new LinkedHashMap<>();
        components.put("schemas", schemas());
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("openapi", "3.1.0");
        document.put("info", Map.of("title", "Predictions of %s".formatted(model.name()), "version", model.version(),
                "description", "Model %s version %s on feature service %s".formatted(model.name(), model.version(), selection.name())));
        document.put("paths", paths);
        if (tokenNeeded) {
            components.put("securitySchemes", Map.of("token", Map.of("type", "http", "scheme", "bearer")));
            document.put("security", List.of(Map.of("token", List.of())));
        }
        document.put("components", components);
        return document;
    }

    private Map<String, Object> schemas() {
        Map<String, Object> fields = new LinkedHashMap<>();
        selection.given().forEach((name, type) -> fields.put(name, nullable(schema(type))));
        Map<String, Object> schemas = new LinkedHashMap<>();
        schemas.put("Entity", object(fields, List.copyOf(fields.keySet())));
        Map<String, Object> entity = Map.of("$ref", "#/components/schemas/Entity");
        schemas.put("Entities", Map.of("anyOf", List.of(
                object(Map.of("entities", Map.of("anyOf", List.of(
                        Map.of("type", "array", "items", entity, "minItems", 1, "maxItems", limits.maxEntities()), entity))), List.of("entities")),
                entity)));
        limits.inference().ifPresent(inference -> {
            ValueType type = selection.given().getOrDefault(inference.entity(), ValueType.STRING);
            schemas.put("Inference", object(Map.of("request_id", Map.of("type", "string"), inference.listName(),
                    Map.of("type", "array", "items", schema(type), "minItems", 1, "maxItems", limits.maxEntities())),
                    List.of("request_id", inference.listName()), true));
        });
        schemas.put("Error", object(Map.of("error", Map.of("type", "string", "description", "what happened and the way out")), List.of("error")));
        return schemas;
    }

    private Map<String, Object> answer() {
        Map<String, Object> prediction = new LinkedHashMap<>();
        prediction.put("prediction_id", Map.of("type", "string", "format", "uuid"));
        prediction.put("entity", Map.of("$ref", "#/components/schemas/Entity"));
        prediction.put("prediction", model.task() == Task.BINARY ? Map.of("type", "number", "enum", List.of(0.0, 1.0)) : Map.of("type", "number"));
        if (model.task() == Task.BINARY) {
            prediction.put("probability", Map.of("type", "number", "minimum", 0, "maximum", 1, "description",
                    "of 1; the prediction is 1 from %s on".formatted(model.threshold())));
        }
        Map<String, Object> statuses = new LinkedHashMap<>();
        Map<String, Object> status = Map.of("type", "string", "enum", List.of("PRESENT", "NULL_VALUE", "NOT_FOUND", "OUTSIDE_MAX_AGE"));
        selection.outputNames().forEach(name -> statuses.put(name, status));
        prediction.put("features", object(statuses, List.copyOf(statuses.keySet())));
        return object(Map.of("model", modelSchema(), "predicted_at", Map.of("type", "string", "format", "date-time"),
                "predictions", Map.of("type", "array", "items", object(prediction, List.copyOf(prediction.keySet())))),
                List.of("model", "predicted_at", "predictions"));
    }

    private Map<String, Object> best(OnlineSection.Inference inference) {
        Map<String, Object> key = schema(selection.given().getOrDefault(inference.entity(), ValueType.STRING));
        Map<String, Object> score = object(Map.of("entity", Map.of("$ref", "#/components/schemas/Entity"), "score", Map.of("type", "number")),
                List.of("entity", "score"));
        return object(Map.of("request_id", Map.of("type", "string"), "prediction", key, "error", Map.of("type", "null"),
                "scores", Map.of("type", "array", "items", score), "model", modelSchema()), List.of("request_id", "prediction", "error", "scores", "model"));
    }

    private static Map<String, Object> modelSchema() {
        Map<String, Object> text = Map.of("type", "string");
        return object(Map.of("name", text, "version", text, "run_id", text, "threshold", Map.of("type", "number")), List.of("name", "version", "run_id"));
    }

    private static Map<String, Object> operation(String summary, String request, Map<String, Object> answer) {
        Map<String, Object> responses = new LinkedHashMap<>();
        responses.put("200", Map.of("description", "done", "content", Map.of("application/json", Map.of("schema", answer))));
        Map.of("400", "not JSON", "401", "no or another token", "413", "the body is too large",
                "422", "a field is missing or of another type, or a feature is missing",
                "503", "the online store does not answer, or not in time").forEach((code, why) -> responses.put(code, Map.of("description", why, "content",
                        Map.of("application/json", Map.of("schema", Map.of("$ref", "#/components/schemas/Error"))))));
        return Map.of("summary", summary, "responses", responses, "requestBody",
                Map.of("required", true, "content", Map.of("application/json", Map.of("schema", Map.of("$ref", "#/components/schemas/" + request)))));
    }

    private static Map<String, Object> probe(String summary, boolean mayFail) {
        Map<String, Object> responses = new LinkedHashMap<>();
        responses.put("200", Map.of("description", "yes"));
        if (mayFail) {
            responses.put("503", Map.of("description", "no: the problems, a sentence each"));
        }
        return Map.of("summary", summary, "security", List.of(), "responses", responses);
    }

    private static Map<String, Object> object(Map<String, Object> properties, List<String> required) {
        return object(properties, required, false);
    }

    private static Map<String, Object> object(Map<String, Object> properties, List<String> required, boolean open) {
        return Map.of("type", "object", "properties", properties, "required", required.stream().sorted().toList(), "additionalProperties", open);
    }

    private static Map<String, Object> nullable(Map<String, Object> schema) {
        List<Object> either = new ArrayList<>();
        either.add(schema);
        either.add(Map.of("type", "null"));
        return Map.of("anyOf", either);
    }

    private static Map<String, Object> schema(ValueType type) {
        if (type.isList()) {
            return Map.of("type", "array", "items", schema(type.element()));
        }
        return switch (type) {
            case INT32 -> Map.of("type", "integer", "format", "int32");
            case INT64 -> Map.of("type", "integer", "format", "int64");
            case DOUBLE -> Map.of("type", "number", "format", "double");
            case FLOAT -> Map.of("type", "number", "format", "float");
            case BOOL -> Map.of("type", "boolean");
            case UNIX_TIMESTAMP -> Map.of("anyOf", List.of(Map.of("type", "string", "format", "date-time"),
                    Map.of("type", "number", "description", "seconds since 1970")));
            case BYTES -> Map.of("type", "string", "contentEncoding", "base64");
            default -> Map.of("type", "string");
        };
    }
}
