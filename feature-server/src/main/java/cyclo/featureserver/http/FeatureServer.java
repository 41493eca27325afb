package cyclo.featureserver.http;

import cyclo.common.CycloException;
import cyclo.common.web.WebServer;
import cyclo.features.FeatureStore;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Feast's feature server over HTTP, on a project's two stores. */
public final class FeatureServer {
    private static final Logger LOG = LoggerFactory.getLogger(FeatureServer.class);

    private final FeatureStore store;
    private final ServeSettings settings;
    private final OnlineReads reads;
    private final RegistryRefresh registry;

    private FeatureServer(FeatureStore store, ServeSettings settings) {
        this.store = store;
        this.settings = settings;
        this.reads = new OnlineReads(store, settings.compatibility(), settings.maxEntities());
        this.registry = new RegistryRefresh(store, settings.registryTtl());
    }

    /** Listens, and answers from then on; closes {@code store} after the last request, when the server is closed. */
    public static WebServer start(FeatureStore store, ServeSettings settings) {
        FeatureServer served = new FeatureServer(store, settings);
        WebServer server = new WebServer(settings.address()).maxBodyBytes(settings.maxBody()).drain(settings.drain()).openToAll("/health")
                .errorBody((context, status, sentence) -> served.fault(context, served.told(status, sentence)))
                .routes(served::routes).readyWhen(served::problems);
        server.closingAfterwards(served.registry, store, () -> LOG.info("stopped: requests in flight were answered"));
        served.registry.begin();
        return server.start();
    }

    private void routes(RoutesConfig routes) {
        routes.exception(HttpFault.class, (fault, context) -> fault(context, fault));
        routes.post("/get-online-features", context -> context.contentType("application/json").result(reads.answer(context.bodyAsBytes())));
        routes.get("/health", context -> context.status(registry.problem().isEmpty() ? 200 : 503));
    }

    private List<String> problems() {
        try {
            store.ping();
            return registry.problem().stream().toList();
        } catch (CycloException e) {
            return List.of(e.getMessage());
        }
    }

    private void fault(Context context, HttpFault fault) {
        context.status(fault.status(settings.compatibility())).contentType("application/json").result(fault.body(settings.compatibility()));
    }

    /** What the web server itself, or a library, had to say. */
    private HttpFault told(int status, String sentence) {
        return switch (status) {
            case 404 -> HttpFault.plain(404, "Not Found", sentence);
            case 405 -> HttpFault.plain(405, "Method Not Allowed", sentence);
            case 400, 422 -> HttpFault.bare(status, sentence, sentence);
            default -> HttpFault.as(status, sentence);
        };
    }
}
