package cyclo.featureserver.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import cyclo.common.table.ValueType;
import cyclo.features.Definitions;
import cyclo.features.FeatureSelection;
import cyclo.features.FeatureService;
import cyclo.features.FeatureStore;
import cyclo.features.FeatureView;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/** The description of this server in OpenAPI 3.1, with examples that work on the project that it serves, and a page to read it and try it. */
final class OpenApi {
    private final FeatureStore store;
    private final boolean tokenNeeded;

    OpenApi(FeatureStore store, boolean tokenNeeded) {
        this.store = store;
        this.tokenNeeded = tokenNeeded;
    }

    JsonNode document() {
        Definitions definitions = store.definitions();
        ObjectNode document = (ObjectNode) read("openapi.json");
        ((ObjectNode) document.get("info")).put("title", "Features of " + definitions.project())
                .put("description", "The feature server of project '%s': Feast 0.67's HTTP API.".formatted(definitions.project()));
        ObjectNode schemas = (ObjectNode) document.get("components").get("schemas");
        example(definitions).ifPresent(example -> ((ObjectNode) schemas.get("GetOnlineFeaturesRequest")).set("example", example));
        definitions.views().stream().filter(view -> view.pushSource().isPresent() && view.unsupported().isEmpty()).findFirst().ifPresent(view -> {
            ObjectNode push = Bodies.MAPPER.createObjectNode().put("push_source_name", view.pushSource().orElseThrow().name());
            push.set("df", rows(view));
            ((ObjectNode) schemas.get("PushFeaturesRequest")).set("example", push.put("to", "online"));
        });
        definitions.views().stream().filter(view -> view.online() && view.unsupported().isEmpty()).findFirst().ifPresent(view -> {
            ObjectNode write = Bodies.MAPPER.createObjectNode().put("feature_view_name", view.name());
            write.set("df", rows(view));
            ((ObjectNode) schemas.get("WriteToFeatureStoreRequest")).set("example", write);
        });
        ((ObjectNode) schemas.get("MaterializeRequest")).set("example",
                Bodies.MAPPER.createObjectNode().put("start_ts", "2024-01-01T00:00:00Z").put("end_ts", "2024-01-02T00:00:00Z"));
        ((ObjectNode) schemas.get("MaterializeIncrementalRequest")).set("example", Bodies.MAPPER.createObjectNode().put("end_ts", "2024-01-02T00:00:00Z"));
        if (tokenNeeded) {
            ((ObjectNode) document.get("components")).putObject("securitySchemes").putObject("token").put("type", "http").put("scheme", "bearer");
            document.putArray("security").addObject().putArray("token");
        }
        return document;
    }

    /** One file, which fetches nothing but the document beside it. */
    static byte[] page() {
        try (InputStream in = OpenApi.class.getResourceAsStream("docs.html")) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Optional<ObjectNode> example(Definitions definitions) {
        ObjectNode example = Bodies.MAPPER.createObjectNode();
        Optional<FeatureService> service = definitions.services().stream().filter(one -> isRead(definitions, one)).findFirst();
        Optional<FeatureView> view = definitions.views().stream().filter(one -> one.online() && !one.features().isEmpty()).findFirst();
        FeatureSelection selection;
        if (service.isPresent()) {
            example.put("feature_service", service.get().name());
            selection = store.service(service.get().name(), true);
            example.put("full_feature_names", true);
        } else if (view.isPresent()) {
            List<String> references = view.get().features().stream().map(feature -> view.get().name() + ":" + feature.name()).toList();
            ArrayNode features = example.putArray("features");
            references.forEach(features::add);
            selection = store.features(references, false);
        } else {
            return Optional.empty();
        }
        ObjectNode entities = example.putObject("entities");
        selection.given().forEach((name, type) -> entities.putArray(name).add(value(type)));
        return Optional.of(example);
    }

    /** All of its features can be read here: none is computed by Python alone. */
    private static boolean isRead(Definitions definitions, FeatureService service) {
        return !service.projections().isEmpty() && service.projections().stream().flatMap(part -> definitions.findOnDemandView(part.view()).stream())
                .flatMap(view -> view.features().stream()).allMatch(computed -> computed.expression().isPresent());
    }

    private ObjectNode rows(FeatureView view) {
        ObjectNode rows = Bodies.MAPPER.createObjectNode();
        store.writeColumns(view.name()).forEach((name, type) -> rows.putArray(name).add(value(type)));
        return rows;
    }

    private static JsonNode value(ValueType type) {
        if (type.isList()) {
            return Bodies.MAPPER.createArrayNode().add(value(type.element()));
        }
        return Bodies.MAPPER.valueToTree(switch (type) {
            case INT32, INT64 -> 1001;
            case DOUBLE, FLOAT -> 0.5;
            case BOOL -> true;
            case UNIX_TIMESTAMP -> "2024-01-01T12:00:00Z";
            case BYTES -> "AP8Q";
            default -> "text";
        });
    }

    private static JsonNode read(String resource) {
        try (InputStream in = OpenApi.class.getResourceAsStream(resource)) {
            return Bodies.MAPPER.readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
