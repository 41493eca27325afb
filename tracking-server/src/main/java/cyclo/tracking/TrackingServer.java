package cyclo.tracking;

import cyclo.common.CycloException;
import cyclo.common.web.WebServer;
import cyclo.tracking.sql.Database;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.Clock;
import java.util.List;

/** MLflow's tracking, registry and artifact server: each subject adds its endpoints, PostgreSQL and a folder keep the rest. */
final class TrackingServer implements AutoCloseable {
    /** The MLflow whose REST this server speaks. */
    static final String MLFLOW_VERSION = "3.17.2";
    private static final long LONGEST_JSON = 32L << 20;

    private final WebServer web;

    private TrackingServer(WebServer web) {
        this.web = web;
    }

    /**
     * Opens the database and the folder, then listens.
     *
     * @throws CycloException (unavailable) if PostgreSQL does not answer, (usage) if an address, login or folder is wrong
     */
    static TrackingServer start(TrackingSettings settings, Clock clock) {
        WebServer web = new WebServer(settings.address());
        ArtifactStore store = ArtifactStore.open(settings.artifacts());
        Database database = Database.open(settings.postgres(), settings.connections());
        web.maxBodyBytes(LONGEST_JSON)
                .openToAll("/health", "/version")
                .errorBody(TrackingServer::error)
                .readyWhen(() -> problems(database))
                .closingAfterwards(database)
                .routes(new HostCheck(settings.allowedHosts())::addTo)
                .routes(routes -> add(routes, database, store, clock));
        try {
            web.start();
        } catch (CycloException e) {
            web.close();
            throw e;
        }
        return new TrackingServer(web);
    }

    String url() {
        return web.url();
    }

    void runUntilStopped() {
        web.runUntilStopped();
    }

    @Override public void close() {
        web.close();
    }

    private static void add(RoutesConfig routes, Database database, ArtifactStore store, Clock clock) {
        Api api = new Api(routes);
        new Experiments(database, clock).addTo(api);
        new Runs(database).addTo(api);
        new RunLog(database).addTo(api);
        new LoggedModels(database, clock).addTo(api);
        new RegisteredModels(database, clock).addTo(api);
        new Aliases(database).addTo(api);
        new ModelVersions(database, clock).addTo(api);
        Artifacts artifacts = new Artifacts(store, database);
        artifacts.addTo(api);
        routes.get("/get-artifact", artifacts::ofRun);
        routes.get("/health", context -> context.contentType("text/plain; charset=utf-8").result("OK"));
        routes.get("/version", context -> context.contentType("text/html; charset=utf-8").result(MLFLOW_VERSION));
        for (String prefix : List.of("/api", "/ajax-api")) {
            routes.get(prefix + "/3.0/mlflow/server-info", context -> context.contentType("application/json").result(serverInfo()));
        }
    }

    private static String serverInfo() {
        return """
                {"store_type": "SqlStore", "workspaces_enabled": false, "trace_archival_enabled": false, "multipart_uploads_enabled": false,
                 "multipart_downloads_enabled": false, "presigned_upload_run_id_supported": false, "presigned_upload_model_id_supported": false,
                 "features_enabled": {"gateway": false}}""";
    }

    private static List<String> problems(Database database) {
        try {
            return database.in(sql -> sql.list("select 1 from experiments limit 0", row -> ""));
        } catch (CycloException e) {
            return List.of(e.getMessage());
        }
    }

    /** An unknown address or method is answered as MLflow does, in HTML; anything else in its JSON. */
    private static void error(Context context, int status, String sentence) {
        if (status == 404 || status == 405) {
            String title = status == 404 ? "Not Found" : "Method Not Allowed";
            String why = status == 404
                    ? "The requested URL was not found on the server. If you entered the URL manually please check your spelling and try again."
                    : "The method is not allowed for the requested URL.";
            context.contentType("text/html; charset=utf-8")
                    .result("<!doctype html>\n<html lang=en>\n<title>%d %s</title>\n<h1>%s</h1>\n<p>%s</p>\n".formatted(status, title, title, why));
        } else {
            Api.error(context, ErrorCode.ofStatus(status), sentence);
        }
    }
}
