package cyclo.tracking;

import com.fasterxml.jackson.databind.node.ObjectNode;
import cyclo.common.CycloException;
import cyclo.common.ExitCode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import java.util.List;

/** Adds endpoints under both of MLflow's prefixes, and translates between HTTP and {@link Call}. */
final class Api {
    /** Answers one call. */
    @FunctionalInterface
    interface Endpoint {
        ObjectNode answer(Call call);
    }

    private static final List<String> PREFIXES = List.of("/api/2.0/", "/ajax-api/2.0/");

    private final RoutesConfig routes;

    Api(RoutesConfig routes) {
        this.routes = routes;
        routes.exception(MlflowException.class, (e, context) -> error(context, e.code(), e.getMessage()));
        routes.exception(CycloException.class, (e, context) ->
                error(context, e.exitCode() == ExitCode.UNAVAILABLE ? ErrorCode.TEMPORARILY_UNAVAILABLE : ErrorCode.INVALID_PARAMETER_VALUE, e.getMessage()));
    }

    void get(String path, Endpoint endpoint) {
        raw(HandlerType.GET, "mlflow/" + path, context -> answer(context, endpoint, Call.ofQuery(context.queryParamMap())));
    }

    void post(String path, Endpoint endpoint) {
        raw(HandlerType.POST, "mlflow/" + path, context -> answer(context, endpoint, body(context)));
    }

    void patch(String path, Endpoint endpoint) {
        raw(HandlerType.PATCH, "mlflow/" + path, context -> answer(context, endpoint, body(context)));
    }

    void delete(String path, Endpoint endpoint) {
        raw(HandlerType.DELETE, "mlflow/" + path, context -> answer(context, endpoint, context.body().isBlank() ? Call.ofBody("") : body(context)));
    }

    /** An endpoint that reads and writes HTTP itself, such as for files. */
    void raw(HandlerType method, String path, Handler handler) {
        PREFIXES.forEach(prefix -> routes.addHttpHandler(method, prefix + path, handler));
    }

    static void error(Context context, ErrorCode code, String message) {
        ObjectNode body = Nodes.object().put("error_code", code.name()).put("message", message);
        if (code != ErrorCode.NOT_IMPLEMENTED) {
            body.put("sqlstate", "KAM00").put("error_class", code.errorClass());
        }
        context.status(code.status()).contentType("application/json").result(body.toString());
    }

    private static void answer(Context context, Endpoint endpoint, Call call) {
        ObjectNode answer = endpoint.answer(context.pathParamMap().isEmpty() ? call : call.with(context.pathParamMap()));
        context.contentType("application/json").result(answer.toString());
    }

    /** Only JSON: what a web page can send across origins without asking is refused. */
    private static Call body(Context context) {
        String type = context.contentType() == null ? "" : context.contentType();
        if (!type.split(";")[0].strip().equalsIgnoreCase("application/json")) {
            throw MlflowException.invalid("Bad Request. Content-Type must be one of ['application/json'].");
        }
        return Call.ofBody(context.body());
    }
}
