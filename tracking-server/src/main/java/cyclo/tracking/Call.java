package cyclo.tracking;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import cyclo.common.Json;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The parameters of one call, from the JSON body or the query, checked as MLflow checks them: unknown ones are passed over,
 * whole numbers may come as text, and a fault names the parameter.
 */
final class Call {
    private static final String SEE = "See the API docs for more information about request parameters.";

    private final JsonNode parameters;

    private Call(JsonNode parameters) {
        this.parameters = parameters;
    }

    static Call ofBody(String body) {
        if (body.isBlank()) {
            return new Call(Json.mapper().createObjectNode());
        }
        try {
            JsonNode node = Json.parse(body);
            if (!node.isObject()) {
                throw MlflowException.invalid("Cannot read the request body: it is JSON, but not an object.");
            }
            return new Call(node);
        } catch (IllegalArgumentException e) {
            throw MlflowException.invalid("Cannot read the request body: %s.", e.getMessage());
        }
    }

    static Call ofQuery(Map<String, List<String>> query) {
        ObjectNode node = Json.mapper().createObjectNode();
        query.forEach((name, values) -> {
            if (values.size() == 1) {
                node.put(name, values.get(0));
            } else {
                ArrayNode many = node.putArray(name);
                values.forEach(many::add);
            }
        });
        return new Call(node);
    }

    /** As this, with the parts of the path that the route names. */
    Call with(Map<String, String> path) {
        ObjectNode node = ((ObjectNode) parameters).deepCopy();
        path.forEach(node::put);
        return new Call(node);
    }

    /** A parameter that must be there and not be empty. */
    String text(String name) {
        String text = optional(name).orElse("");
        if (text.isEmpty()) {
            throw missing(name);
        }
        return text;
    }

    String text(String name, String defaultValue) {
        return optional(name).orElse(defaultValue);
    }

    Optional<String> optional(String name) {
        JsonNode node = parameters.path(name);
        if (node.isMissingNode() || node.isNull()) {
            return Optional.empty();
        }
        if (!node.isTextual()) {
            throw wrong(name, node);
        }
        if (node.textValue().indexOf('\0') >= 0) {
            throw MlflowException.invalid("Invalid value for parameter '%s' supplied: it holds the character NUL, which no text may.", name);
        }
        return Optional.of(node.textValue());
    }

    /** One of the names of {@code choices}; MLflow passes over others in silence, we do not. */
    String choice(String name, String defaultValue, String... choices) {
        String value = text(name, defaultValue);
        if (!value.equals(defaultValue) && !List.of(choices).contains(value)) {
            throw MlflowException.invalid("Invalid value '%s' for parameter '%s' supplied: it is one of %s.", value, name, Arrays.toString(choices));
        }
        return value;
    }

    boolean has(String name) {
        return parameters.hasNonNull(name);
    }

    long whole(String name) {
        if (!has(name)) {
            throw missing(name);
        }
        return whole(name, 0);
    }

    long whole(String name, long defaultValue) {
        JsonNode node = parameters.path(name);
        if (node.isMissingNode() || node.isNull()) {
            return defaultValue;
        }
        if (node.isIntegralNumber() && node.canConvertToLong()) {
            return node.longValue();
        }
        try {
            if (node.isTextual()) {
                return Long.parseLong(node.textValue());
            }
        } catch (NumberFormatException e) {
            throw wrong(name, node);
        }
        throw wrong(name, node);
    }

    /** How many results are wanted: from 1 to {@code most}. */
    int maxResults(String name, int defaultValue, int most) {
        long wanted = whole(name, defaultValue);
        if (wanted < 1) {
            throw MlflowException.invalid("Invalid value %d for parameter '%s' supplied. It must be a positive integer", wanted, name);
        }
        if (wanted > most) {
            throw wrong(name, parameters.path(name));
        }
        return (int) wanted;
    }

    /** A number, or the text of one: {@code "NaN"} and {@code "Infinity"} cannot be said otherwise in JSON. */
    double number(String name) {
        JsonNode node = parameters.path(name);
        if (node.isMissingNode() || node.isNull()) {
            throw missing(name);
        }
        try {
            if (node.isNumber()) {
                return node.doubleValue();
            }
            if (node.isTextual()) {
                return Double.parseDouble(node.textValue());
            }
        } catch (NumberFormatException e) {
            throw wrong(name, node);
        }
        throw wrong(name, node);
    }

    boolean flag(String name) {
        JsonNode node = parameters.path(name);
        return node.isTextual() ? node.textValue().equalsIgnoreCase("true") : node.asBoolean(false);
    }

    /** A list of texts; one text alone is a list of one, as a query cannot tell them apart. */
    List<String> texts(String name) {
        JsonNode node = parameters.path(name);
        if (node.isTextual()) {
            return List.of(node.textValue());
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode element : array(name)) {
            if (!element.isTextual()) {
                throw wrong(name, element);
            }
            texts.add(element.textValue());
        }
        return texts;
    }

    /** A list of objects, each with parameters of its own. */
    List<Call> items(String name) {
        List<Call> items = new ArrayList<>();
        for (JsonNode element : array(name)) {
            if (!element.isObject()) {
                throw wrong(name, element);
            }
            items.add(new Call(element));
        }
        return items;
    }

    /** One object with parameters of its own. */
    Call item(String name) {
        JsonNode node = parameters.path(name);
        if (!node.isObject()) {
            throw node.isMissingNode() ? missing(name) : wrong(name, node);
        }
        return new Call(node);
    }

    private JsonNode array(String name) {
        JsonNode node = parameters.path(name);
        if (node.isMissingNode() || node.isNull()) {
            return Json.mapper().createArrayNode();
        }
        if (!node.isArray()) {
            throw wrong(name, node);
        }
        return node;
    }

    static MlflowException missing(String name) {
        return MlflowException.invalid("Missing value for required parameter '%s'. %s", name, SEE);
    }

    private static MlflowException wrong(String name, JsonNode value) {
        String shown = value.toString().length() > 200 ? value.toString().substring(0, 200) + "..." : value.toString();
        String type = value.isTextual() ? "str" : value.isIntegralNumber() ? "int" : value.isNumber() ? "float"
                : value.isBoolean() ? "bool" : value.isArray() ? "list" : "dict";
        return MlflowException.invalid("Invalid value %s for parameter '%s' supplied:  Hint: Value was of type '%s'. %s", shown, name, type, SEE);
    }
}
