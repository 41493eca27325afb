package cyclo.common.web;

import cyclo.common.CycloException;
import cyclo.common.Json;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.UnauthorizedResponse;
import io.javalin.json.JavalinJackson;
import io.javalin.router.Endpoint;
import io.javalin.router.EndpointNotFound;
import io.javalin.util.JavalinBindException;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.BindException;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP server of a program: its routes, and around them what every server of ours does. It checks the token, limits
 * bodies, turns a {@link CycloException} into 400, 422 or 503 with its sentence, logs one line a request, and answers
 * {@code /livez}, {@code /readyz} and {@code /metrics}, which need no token.
 *
 * <pre>{@code
 * new WebServer(WebAddress.loopback(8080))
 *         .readyWhen(() -> redis.problems())
 *         .routes(routes -> routes.post("/predict", this::predict))
 *         .start()
 *         .runUntilStopped();
 * }</pre>
 */
public final class WebServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WebServer.class);
    private static final Logger ACCESS = LoggerFactory.getLogger("cyclo.access");
    static final String NO_TOKEN = "Cannot let you in: send the header 'Authorization: Bearer TOKEN' with this server's token.";
    static final String BUG = "Cannot answer: a bug in this server, its log says more.";
    static final String LATE = "Cannot read the request: its body did not come in time.";
    static final String NOT_WHOLE = "Cannot read the request: its body is not whole.";
    private static final Set<String> OPEN_TO_ALL = Set.of("/livez", "/readyz", "/metrics");

    private final WebAddress address;
    private final WebMetrics metrics = new WebMetrics();
    private final List<Consumer<RoutesConfig>> routes = new ArrayList<>();
    private final List<AutoCloseable> closedLast = new ArrayList<>();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Map<String, Direct> directs = new HashMap<>();
    private Set<String> alsoOpen = Set.of();
    private Optional<KeyStore> tls = Optional.empty();
    private boolean directsLogged;
    private Supplier<List<String>> problems = List::of;
    private ErrorBody errorBody = ErrorBody.SENTENCE;
    private long maxBodyBytes = 10L << 20;
    private Duration drain = Duration.ofSeconds(20);
    private Javalin javalin;

    public WebServer(WebAddress address) {
        this.address = address;
    }

    /** Adds routes, filters and further exception handlers; may be called several times. */
    public WebServer routes(Consumer<RoutesConfig> more) {
        routes.add(more);
        return this;
    }

    /**
     * Answers POST to exactly {@code path} without Javalin; other methods and a path with a slash at its end still go there.
     *
     * @param logged whether each request gets its line in the access log; otherwise only those that end in a 4xx or 5xx
     */
    public WebServer direct(String path, Direct route, boolean logged) {
        directs.put(path, route);
        directsLogged = logged;
        return this;
    }

    /**
     * Speaks TLS, and nothing else.
     *
     * @param key PEM file of the private key, without a password
     * @param certificate PEM file of its certificate, with the chain after it
     * @throws CycloException (usage) that names the file which is not what it should be
     */
    public WebServer tls(Path key, Path certificate) {
        tls = Optional.of(PemKeys.of(key, certificate));
        return this;
    }

    /** What stands against serving now, a sentence each; an empty list is ready. Asked at each {@code GET /readyz}. */
    public WebServer readyWhen(Supplier<List<String>> noProblems) {
        problems = noProblems;
        return this;
    }

    public WebServer errorBody(ErrorBody body) {
        errorBody = body;
        return this;
    }

    /** The longest body that is read as a whole (413 beyond it); a handler that streams its body sets its own limit. */
    public WebServer maxBodyBytes(long bytes) {
        maxBodyBytes = bytes;
        return this;
    }

    /** Further exact paths that need no token. */
    public WebServer openToAll(String... paths) {
        alsoOpen = Set.of(paths);
        return this;
    }

    /** How long {@link #close} waits for requests in flight; 20 s by default. */
    public WebServer drain(Duration longest) {
        drain = longest;
        return this;
    }

    /** Closed by {@link #close} when the last request has been answered, in the order given: stores, pools, writers. */
    public WebServer closingAfterwards(AutoCloseable... resources) {
        closedLast.addAll(List.of(resources));
        return this;
    }

    /** As {@link #closingAfterwards}, before those named so far: what still uses them. */
    public WebServer closingBefore(AutoCloseable user) {
        closedLast.add(0, user);
        return this;
    }

    /** Where a program adds its own metrics; Prometheus reads them at {@code /metrics}. */
    public MeterRegistry metrics() {
        return metrics.registry();
    }

    /** @throws CycloException (usage) if the address cannot be had, for example a port in use */
    public WebServer start() {
        javalin = Javalin.create(this::configure);
        try {
            javalin.start();
        } catch (JavalinBindException e) {
            throw CycloException.usage("Cannot listen on %s:%d: %s. Stop the other program, or choose another port (0 takes any free one).",
                    address.host(), address.port(), reason(e), e);
        }
        return this;
    }

    public int port() {
        return javalin.port();
    }

    public String url() {
        return (tls.isPresent() ? "https://" : "http://") + (address.host().contains(":") ? "[" + address.host() + "]" : address.host()) + ":" + port();
    }

    /** Blocks until {@link #close} or SIGTERM (Ctrl-C too), which lets requests in flight finish first. */
    public void runUntilStopped() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::close, "drain"));
        try {
            stopped.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Refuses new connections, waits for requests in flight, then closes what {@link #closingAfterwards} named. Safe to repeat. */
    @Override public synchronized void close() {
        if (stopped.getCount() == 0) {
            return;
        }
        if (javalin != null) {
            javalin.stop();
        }
        for (AutoCloseable resource : closedLast) {
            try {
                resource.close();
            } catch (Exception e) {
                LOG.warn("Cannot close {}", resource, e);
            }
        }
        metrics.close();
        stopped.countDown();
    }

    private void configure(JavalinConfig config) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
        config.concurrency.useVirtualThreads = Runtime.version().feature() >= 21;
        config.http.maxRequestSize = maxBodyBytes;
        config.http.prefer405over404 = true;
        config.jsonMapper(new JavalinJackson(Json.mapper(), false));
        config.jetty.host = address.host();
        config.jetty.port = address.port();
        // Jetty's connectors set TCP_NODELAY: an answer is never held back for the client's acknowledgement.
        config.jetty.modifyHttpConfiguration(http -> http.setSendServerVersion(false));
        config.jetty.modifyServer(server -> {
            server.setStopTimeout(drain.toMillis());
            server.setHandler(new GracefulHandler(new DirectRoutes(directs, address, maxBodyBytes, this::logDirect)));
        });
        tls.ifPresent(keys -> config.jetty.addConnector((server, http) -> secured(server, http, keys)));
        config.requestLogger.http(this::log);
        RoutesConfig own = config.routes;
        own.before(context -> {
            if (!open(context.path()) && !address.admits(context.header("Authorization"))) {
                throw new UnauthorizedResponse(NO_TOKEN);
            }
        });
        own.get("/livez", context -> context.json(Map.of("status", "alive")));
        own.get("/readyz", this::ready);
        own.get("/metrics", context -> context.contentType("text/plain; version=0.0.4; charset=utf-8").result(metrics.text()));
        own.exception(CycloException.class, (e, context) -> answer(context, status(e), e.getMessage()));
        own.exception(HttpResponseException.class, (e, context) -> answer(context, e.getStatus(), sentence(e, context)));
        own.exception(Exception.class, (e, context) -> {
            LOG.error("Bug while answering {} {}", context.method(), context.req().getRequestURI(), e);
            answer(context, 500, BUG);
        });
        routes.forEach(more -> more.accept(own));
    }

    private String sentence(HttpResponseException e, Context context) {
        if (e.getStatus() == 413) {
            return tooLong(maxBodyBytes);
        }
        return e instanceof EndpointNotFound ? "Cannot answer %s '%s': there is no such endpoint.".formatted(context.method(), context.path()) : e.getMessage();
    }

    static String tooLong(long maxBodyBytes) {
        return "Cannot read the request: its body is longer than %d bytes. Send less at once.".formatted(maxBodyBytes);
    }

    private boolean open(String path) {
        return OPEN_TO_ALL.contains(path) || alsoOpen.contains(path);
    }

    private void ready(Context context) {
        List<String> found = problems.get();
        if (found.isEmpty()) {
            context.json(Map.of("status", "ready"));
        } else {
            context.status(503).json(Map.of("status", "not ready", "problems", found));
        }
    }

    private void answer(Context context, int status, String sentence) {
        context.status(status);
        errorBody.write(context, status, sentence);
    }

    private static int status(CycloException e) {
        return switch (e.exitCode()) {
            case USAGE -> 400;
            case REFUSED -> 422;
            case UNAVAILABLE -> 503;
            default -> 500;
        };
    }

    private void log(Context context, Float millis) {
        Endpoint endpoint = context.endpoints().matchedHttpEndpoint();
        metrics.record(context.method().toString(), endpoint == null ? "none" : endpoint.path, context.statusCode(), (long) (millis * 1e6));
        if (open(context.path())) {
            ACCESS.debug("{} {} {} {} ms", context.method(), context.path(), context.statusCode(), millis);
        } else {
            ACCESS.info("{} {} {} {} ms", context.method(), context.req().getRequestURI(), context.statusCode(), millis);
        }
    }

    private void logDirect(String route, int status, long nanos) {
        metrics.record("POST", route, status, nanos);
        if (directsLogged || status >= 400) {
            ACCESS.info("POST {} {} {} ms", route, status, nanos / 1e6);
        }
    }

    private ServerConnector secured(Server server, HttpConfiguration http, KeyStore keys) {
        SslContextFactory.Server context = new SslContextFactory.Server();
        context.setKeyStore(keys);
        context.setKeyStorePassword("");
        HttpConfiguration secure = new HttpConfiguration(http);
        // Whether the name in the certificate is the one that was called is for the client to check.
        secure.addCustomizer(new SecureRequestCustomizer(false));
        ServerConnector connector = new ServerConnector(server, context, new HttpConnectionFactory(secure));
        connector.setHost(address.host());
        connector.setPort(address.port());
        return connector;
    }

    private static String reason(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof BindException) {
                return cause.getMessage();
            }
        }
        return e.getMessage();
    }
}
