package cyclo.featureserver.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a client asks at {@code POST /get-online-features}.
 *
 * @param entities join keys, request data and what else was given, by name, in the order given
 */
record OnlineRequest(Question question, Map<String, JsonColumn> entities) {
    /** Which features, and how they are called: all that an answer depends on besides the entities. */
    record Question(Optional<String> service, List<String> features, boolean fullNames, boolean viewMetadata) {}

    /** @throws HttpFault if the body is not of the declared shape @throws JsonColumn.TooManyRows */
    static OnlineRequest parse(byte[] body, int mostRows) {
        try (JsonParser json = Bodies.JSON.createParser(body)) {
            json.setCodec(Bodies.MAPPER);
            OnlineRequest request = json.nextToken() == JsonToken.START_OBJECT ? read(json, mostRows) : null;
            if (request != null && json.nextToken() == null) {
                return request;
            }
        } catch (IOException e) {
            throw Bodies.notJson(e);
        }
        throw explained(Bodies.object(body));
    }

    /** Null when something is not as declared: {@link #explained} then says what, at leisure. */
    private static OnlineRequest read(JsonParser json, int mostRows) throws IOException {
        Map<String, JsonColumn> entities = null;
        List<String> features = List.of();
        Optional<String> service = Optional.empty();
        boolean fullNames = false;
        boolean viewMetadata = false;
        for (JsonToken token = json.nextToken(); token == JsonToken.FIELD_NAME; token = json.nextToken()) {
            String field = json.currentName();
            JsonToken value = json.nextToken();
            switch (field) {
                case "entities" -> {
                    entities = value == JsonToken.START_OBJECT ? columns(json, mostRows) : null;
                    if (entities == null) {
                        return null;
                    }
                }
                case "features" -> {
                    features = value == JsonToken.START_ARRAY ? texts(json) : null;
                    if (features == null) {
                        return null;
                    }
                }
                case "feature_service" -> {
                    if (value != JsonToken.VALUE_STRING && value != JsonToken.VALUE_NULL) {
                        return null;
                    }
                    service = Optional.ofNullable(json.getValueAsString()).filter(name -> !name.isEmpty());
                }
                case "full_feature_names" -> {
                    Optional<Boolean> truth = value.isScalarValue() ? Shape.truthOf(json.getText()) : Optional.empty();
                    if (truth.isEmpty()) {
                        return null;
                    }
                    fullNames = truth.get();
                }
                case "include_feature_view_version_metadata" -> {
                    Optional<Boolean> truth = value.isScalarValue() ? Shape.truthOf(json.getText()) : Optional.empty();
                    if (truth.isEmpty()) {
                        return null;
                    }
                    viewMetadata = truth.get();
                }
                default -> json.skipChildren();
            }
        }
        return entities == null ? null : new OnlineRequest(new Question(service, features, fullNames, viewMetadata), entities);
    }

    private static Map<String, JsonColumn> columns(JsonParser json, int mostRows) throws IOException {
        Map<String, JsonColumn> columns = new LinkedHashMap<>();
        for (JsonToken token = json.nextToken(); token == JsonToken.FIELD_NAME; token = json.nextToken()) {
            String name = json.currentName();
            if (json.nextToken() != JsonToken.START_ARRAY) {
                return null;
            }
            columns.put(name, JsonColumn.read(json, mostRows));
        }
        return columns;
    }

    private static List<String> texts(JsonParser json) throws IOException {
        List<String> texts = new ArrayList<>();
        for (JsonToken token = json.nextToken(); token != JsonToken.END_ARRAY; token = json.nextToken()) {
            if (token != JsonToken.VALUE_STRING) {
                return null;
            }
            texts.add(json.getText());
        }
        return texts;
    }

    private static HttpFault explained(JsonNode body) {
        Shape shape = new Shape(body);
        shape.lists("entities");
        shape.optionalText("feature_service");
        shape.texts("features");
        shape.truth("full_feature_names");
        shape.truth("include_feature_view_version_metadata");
        return shape.fault();
    }
}
