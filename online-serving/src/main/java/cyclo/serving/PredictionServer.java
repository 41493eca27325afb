package cyclo.serving;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import cyclo.common.CycloException;
import cyclo.common.Json;
import cyclo.common.web.WebServer;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.NotFoundResponse;
import java.util.Map;
import java.util.Optional;

/** The HTTP edge of predictions: JSON in, JSON out. Statuses and the sentence of an error are the web server's. */
final class PredictionServer {
    private static final ObjectReader STRICT = Json.mapper().reader()
            .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS, DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);

    private final EntitySchema schema;
    private final PredictionHandler predictions;
    private final Optional<InferenceHandler> inference;
    private final Deadline deadline;
    private final Map<String, Object> openApi;

    PredictionServer(EntitySchema schema, PredictionHandler predictions, Optional<InferenceHandler> inference, Deadline deadline, Map<String, Object> openApi) {
        this.schema = schema;
        this.predictions = predictions;
        this.inference = inference;
        this.deadline = deadline;
        this.openApi = openApi;
    }

    WebServer on(WebServer server) {
        return server.routes(this::routes);
    }

    private void routes(RoutesConfig routes) {
        routes.post("/predict", context -> {
            JsonNode body = body(context);
            context.json(deadline.within(() -> predictions.predict(schema.parse(body))));
        });
        routes.post("/inference", context -> {
            InferenceHandler handler = inference.orElseThrow(() -> new NotFoundResponse(
                    "Cannot choose the best entity: serving.yaml has no online.inference. Add it, or ask POST /predict."));
            JsonNode body = body(context);
            context.json(deadline.within(() -> handler.best(body)));
        });
        routes.get("/openapi.json", context -> context.json(openApi));
    }

    private static JsonNode body(Context context) {
        try {
            JsonNode body = STRICT.readTree(context.body());
            if (body.isMissingNode()) {
                throw CycloException.usage("Cannot read the request: its body is empty. Send JSON.");
            }
            return body;
        } catch (JsonProcessingException e) {
            throw CycloException.usage("Cannot read the request: it is not JSON (%s).", e.getOriginalMessage());
        }
    }
}
