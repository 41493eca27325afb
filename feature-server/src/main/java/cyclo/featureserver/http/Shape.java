package cyclo.featureserver.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Looks a body over field by field and keeps all that is not as declared, in the words of FastAPI's answer 422. */
final class Shape {
    static final String NOT_A_TRUTH = ", unable to interpret input";

    private final JsonNode body;
    private final List<Map<String, Object>> details = new ArrayList<>();

    Shape(JsonNode body) {
        this.body = body;
    }

    /** A required text. */
    String text(String field) {
        JsonNode value = required(field);
        if (value != null && !value.isTextual()) {
            add("string_type", List.of("body", field), "Input should be a valid string", value);
        }
        return value == null ? "" : value.asText();
    }

    /** A text that may be left out or null; empty then. */
    String optionalText(String field) {
        JsonNode value = body.get(field);
        if (value != null && !value.isNull() && !value.isTextual()) {
            add("string_type", List.of("body", field), "Input should be a valid string", value);
        }
        return value == null || value.isNull() ? "" : value.asText();
    }

    /** Texts that may be left out or null; empty then. */
    List<String> optionalTexts(String field) {
        return body.path(field).isNull() ? List.of() : texts(field);
    }

    /** Texts that may be left out; empty then. */
    List<String> texts(String field) {
        JsonNode value = body.get(field);
        List<String> texts = new ArrayList<>();
        if (value == null) {
            return texts;
        }
        if (!value.isArray()) {
            add("list_type", List.of("body", field), "Input should be a valid list", value);
        }
        for (int i = 0; value.isArray() && i < value.size(); i++) {
            if (!value.get(i).isTextual()) {
                add("string_type", List.of("body", field, i), "Input should be a valid string", value.get(i));
            }
            texts.add(value.get(i).asText());
        }
        return texts;
    }

    /** True or false, in all of the ways that FastAPI takes; false when it is left out. */
    boolean truth(String field) {
        JsonNode value = body.get(field);
        if (value == null) {
            return false;
        }
        Optional<Boolean> truth = value.isValueNode() ? truthOf(value.asText()) : Optional.empty();
        if (truth.isEmpty()) {
            boolean text = value.isTextual() || value.isIntegralNumber();
            add(text ? "bool_parsing" : "bool_type", List.of("body", field), "Input should be a valid boolean" + (text ? NOT_A_TRUTH : ""), value);
        }
        return truth.orElse(false);
    }

    /** What FastAPI takes for true or false; empty for anything else. */
    static Optional<Boolean> truthOf(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "1", "yes", "on", "t", "y" -> Optional.of(true);
            case "false", "0", "no", "off", "f", "n" -> Optional.of(false);
            default -> Optional.empty();
        };
    }

    /** A required object. */
    JsonNode object(String field) {
        JsonNode value = required(field);
        if (value != null && !value.isObject()) {
            add("dict_type", List.of("body", field), "Input should be a valid dictionary", value);
        }
        return value;
    }

    /** A required object of lists. */
    void lists(String field) {
        JsonNode value = object(field);
        if (value != null && value.isObject()) {
            value.properties().stream().filter(entry -> !entry.getValue().isArray()).forEach(entry ->
                    add("list_type", List.of("body", field, entry.getKey()), "Input should be a valid list", entry.getValue()));
        }
    }

    /** Nothing is wrong with a body of which one field stands twice and only the last is as declared: the tree that is looked over has that one alone. */
    HttpFault fault() {
        if (details.isEmpty()) {
            return HttpFault.bare(400, "a field is given twice", "Cannot read the request: a field stands in it twice, once not as declared. Give it once.");
        }
        return HttpFault.invalid(details);
    }

    /** @throws HttpFault if anything was not as declared */
    void check() {
        if (!details.isEmpty()) {
            throw fault();
        }
    }

    private JsonNode required(String field) {
        JsonNode value = body.get(field);
        if (value == null) {
            add("missing", List.of("body", field), "Field required", body);
        }
        return value;
    }

    private void add(String type, List<Object> place, String message, JsonNode input) {
        details.add(Bodies.detail(type, place, message, input));
    }
}
