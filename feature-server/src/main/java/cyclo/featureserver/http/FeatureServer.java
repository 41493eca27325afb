package cyclo.featureserver.http;

import cyclo.common.CycloException;
import cyclo.common.web.Direct;
import cyclo.common.web.WebServer;
import cyclo.featureserver.ReadObserver;
import cyclo.features.FeatureStore;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Feast's feature server over HTTP, on a project's two stores. */
public final class FeatureServer {
    private static final Logger LOG = LoggerFactory.getLogger(FeatureServer.class);
    private static final byte[] NULL = {'n', 'u', 'l', 'l'};

    private final FeatureStore store;
    private final Compatibility compatibility;
    private final FeastMetrics metrics;
    private final RegistryRefresh registry;
    private final OnlineReads reads;
    private final Writes writes;
    private final Materializations materializations;
    private final OpenApi openApi;

    private FeatureServer(FeatureStore store, Clock clock, ServeSettings settings, FeastMetrics metrics, ReadObserver observer, Optional<AccessAudit> audit) {
        this.store = store;
        this.compatibility = settings.compatibility();
        this.metrics = metrics;
        this.registry = new RegistryRefresh(store, settings.registryTtl(), () -> metrics.views(store, clock));
        this.reads = new OnlineReads(store, clock, settings, metrics, observer, audit);
        this.writes = new Writes(store, compatibility, settings.maxRows(), metrics);
        this.materializations = new Materializations(store, metrics, registry, settings.materializeWorkers());
        this.openApi = new OpenApi(store, settings.address().token().isPresent());
    }

    /**
     * Everything of a server that listens nowhere yet: whoever serves another protocol beside it adds to it, then calls {@link WebServer#start}. It
     * closes {@code store} after the last request, when it is closed.
     *
     * @param observer is told of each read
     */
    public static WebServer of(FeatureStore store, Clock clock, ServeSettings settings, ReadObserver observer) {
        WebServer server = new WebServer(settings.address());
        Optional<AccessAudit> audit = settings.accessAudit().map(AccessAudit::to);
        FeatureServer served = new FeatureServer(store, clock, settings, new FeastMetrics(server.metrics()), observer, audit);
        server.maxBodyBytes(settings.maxBody()).drain(settings.drain()).openToAll("/health", "/docs")
                .errorBody((context, status, sentence) -> served.fault(context, served.told(status, sentence)))
                .routes(served::routes).readyWhen(served::problems).direct(OnlineReads.PATH, served.direct(), settings.accessLog());
        settings.tls().ifPresent(tls -> server.tls(tls.key(), tls.certificate()));
        server.closingAfterwards(served.registry, served.materializations);
        audit.ifPresent(server::closingAfterwards);
        server.closingAfterwards(store, () -> LOG.info("stopped: requests in flight were answered"));
        served.registry.begin();
        return server;
    }

    /** Past Javalin: its routing and context would be a good part of what a read of one entity costs. */
    private Direct direct() {
        return new Direct() {
            @Override public Reply answer(byte[] body, String client) {
                try {
                    return new Reply(200, reads.answer(body, client));
                } catch (HttpFault fault) {
                    return reply(fault);
                } catch (CycloException e) {
                    return reply(HttpFault.of(e));
                }
            }

            @Override public Reply refusal(int status, String sentence) {
                return reply(told(status, sentence));
            }

            private Reply reply(HttpFault fault) {
                return new Reply(fault.status(compatibility), fault.body(compatibility));
            }
        };
    }

    private void routes(RoutesConfig routes) {
        routes.exception(HttpFault.class, (fault, context) -> fault(context, fault));
        routes.exception(Materializations.Conflict.class, (conflict, context) -> context.status(409)
                .json(Map.of("error", conflict.getMessage(), "feature_views", conflict.views())));
        routes.post(OnlineReads.PATH, context -> context.contentType("application/json").result(reads.answer(context.bodyAsBytes(), context.ip())));
        routes.post("/push", timed("/push", context -> writes.push(context.bodyAsBytes())));
        routes.post("/write-to-online-store", timed("/write-to-online-store", context -> {
            writes.writeOnline(context.bodyAsBytes());
            context.contentType("application/json").result(NULL);
        }));
        routes.post("/materialize", timed("/materialize", context -> materialize(context, materializations.whole(context.bodyAsBytes()))));
        routes.post("/materialize-incremental", timed("/materialize-incremental",
                context -> materialize(context, materializations.incremental(context.bodyAsBytes()))));
        routes.get("/openapi.json", context -> context.json(openApi.document()));
        routes.get("/docs", context -> context.contentType("text/html; charset=utf-8").result(OpenApi.page()));
        routes.get("/health", context -> context.status(registry.problem().isEmpty() ? 200 : 503));
    }

    private void materialize(Context context, Materializations.Run run) {
        if (flag(context, "async")) {
            materializations.behind(run, flag(context, "force"));
            context.status(202).json(Map.of("status", "accepted", "feature_views", run.views()));
        } else {
            materializations.now(run);
            context.contentType("application/json").result(NULL);
        }
    }

    /** As FastAPI reads a truth value of the query. */
    private static boolean flag(Context context, String name) {
        String value = Optional.ofNullable(context.queryParam(name)).orElse("false");
        return Shape.truthOf(value).orElseThrow(() -> HttpFault.invalid(List.of(Bodies.detail("bool_parsing", List.of("query", name),
                "Input should be a valid boolean" + Shape.NOT_A_TRUTH, value))));
    }

    private Handler timed(String endpoint, Consumer<Context> answer) {
        return context -> {
            long began = System.nanoTime();
            boolean answered = false;
            try {
                answer.accept(context);
                answered = true;
            } finally {
                metrics.request(endpoint, answered, System.nanoTime() - began);
            }
        };
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
        context.status(fault.status(compatibility)).contentType("application/json").result(fault.body(compatibility));
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
