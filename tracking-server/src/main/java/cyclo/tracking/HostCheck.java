package cyclo.tracking;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Keeps web pages of others out, as MLflow does. A Host that is not this machine or a private address is refused, for a page
 * may have made its own name point here (DNS rebinding); so is a change asked for by a page of another origin.
 */
final class HostCheck {
    private static final Pattern NEAR = Pattern.compile(
            "localhost|127\\.\\d+\\.\\d+\\.\\d+|\\[::1]|0\\.0\\.0\\.0|10\\.\\d+\\.\\d+\\.\\d+|192\\.168\\.\\d+\\.\\d+|172\\.(1[6-9]|2\\d|3[01])\\.\\d+\\.\\d+");
    private static final Set<HandlerType> READS = Set.of(HandlerType.GET, HandlerType.HEAD, HandlerType.OPTIONS);

    private final List<String> alsoAllowed;

    /** @param alsoAllowed further host names, such as {@code mlflow} in a compose network; {@code *} allows all */
    HostCheck(List<String> alsoAllowed) {
        this.alsoAllowed = List.copyOf(alsoAllowed);
    }

    void addTo(RoutesConfig routes) {
        routes.before(this::check);
    }

    private void check(Context context) {
        context.header("X-Content-Type-Options", "nosniff").header("X-Frame-Options", "SAMEORIGIN");
        if (Set.of("/health", "/livez", "/readyz", "/metrics").contains(context.path())) {
            return;
        }
        String host = context.header("Host");
        if (!allowed(host == null ? "" : host)) {
            refuse(context, "Invalid Host header - possible DNS rebinding attack detected");
        } else if (!READS.contains(context.method()) && !sameOrigin(context.header("Origin"), host)) {
            refuse(context, "Cross-origin request blocked");
        }
    }

    private boolean allowed(String host) {
        String name = host.replaceFirst(":\\d+$", "");
        return NEAR.matcher(name).matches() || alsoAllowed.contains("*") || alsoAllowed.contains(name) || alsoAllowed.contains(host);
    }

    private static boolean sameOrigin(String origin, String host) {
        if (origin == null) {
            return true;
        }
        try {
            return host.equals(URI.create(origin).getRawAuthority());
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static void refuse(Context context, String why) {
        context.status(403).contentType("text/plain").result(why).skipRemainingHandlers();
    }
}
