package cyclo.tracking;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import cyclo.common.Json;
import cyclo.tracking.search.Page;
import java.util.List;

/** MLflow's way of writing answers: empty lists are left out, NaN is a text. */
final class Nodes {
    private Nodes() {}

    static ObjectNode object() {
        return Json.mapper().createObjectNode();
    }

    static ObjectNode object(String name, JsonNode value) {
        return object().set(name, value);
    }

    static ObjectNode keyValue(String key, String value) {
        return object().put("key", key).put("value", value);
    }

    /** Puts the list, unless it is empty. */
    static ObjectNode put(ObjectNode node, String name, List<? extends JsonNode> list) {
        if (!list.isEmpty()) {
            node.putArray(name).addAll(list);
        }
        return node;
    }

    static ObjectNode page(String name, Page<ObjectNode> page) {
        ObjectNode node = put(object(), name, page.items());
        page.nextToken().ifPresent(token -> node.put("next_page_token", token));
        return node;
    }

    static ObjectNode metric(String key, double value, long timestamp, long step) {
        ObjectNode node = object().put("key", key);
        if (Double.isNaN(value)) {
            node.put("value", "NaN");
        } else {
            node.put("value", value);
        }
        return node.put("timestamp", timestamp).put("step", step);
    }
}
