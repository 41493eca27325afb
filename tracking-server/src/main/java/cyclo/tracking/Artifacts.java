package cyclo.tracking;

import com.fasterxml.jackson.databind.node.ObjectNode;
import cyclo.common.CycloException;
import cyclo.tracking.sql.Database;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** {@code mlflow-artifacts/*}: files by path; {@code artifacts/list} and its kin: files by run or model. */
final class Artifacts {
    private static final String FILES = "/mlflow-artifacts/artifacts/";
    private static final Map<String, String> TYPES = Map.of("json", "application/json", "png", "image/png", "svg", "image/svg+xml",
            "jpg", "image/jpeg", "jpeg", "image/jpeg", "pdf", "application/pdf", "gz", "application/gzip", "zip", "application/zip");
    /** Shown as text, HTML included: an artifact is data, and never a page of this server. */
    private static final List<String> TEXTS = List.of("txt", "log", "md", "csv", "tsv", "yaml", "yml", "html", "htm", "py", "sql", "xml", "toml",
            "cfg", "ini", "jsonl");

    private final ArtifactStore store;
    private final Database database;

    Artifacts(ArtifactStore store, Database database) {
        this.store = store;
        this.database = database;
    }

    void addTo(Api api) {
        api.raw(HandlerType.PUT, "mlflow-artifacts/artifacts/<path>", this::put);
        api.raw(HandlerType.GET, "mlflow-artifacts/artifacts/<path>", context -> send(context, path(context)));
        api.raw(HandlerType.DELETE, "mlflow-artifacts/artifacts/<path>", this::delete);
        api.raw(HandlerType.GET, "mlflow-artifacts/artifacts", this::list);
        for (String verb : List.of("create", "complete", "abort")) {
            api.raw(HandlerType.POST, "mlflow-artifacts/mpu/" + verb + "/<path>", context -> {
                throw MlflowException.notImplemented("Multipart upload is not supported for the current artifact repository");
            });
        }
        api.raw(HandlerType.GET, "mlflow-artifacts/presigned/<path>", context -> {
            throw MlflowException.notImplemented("Multipart download is not supported for the current artifact repository");
        });
        api.get("artifacts/list", call -> list(runRoot(Runs.id(call)), call.text("path", "")));
        api.get("logged-models/{model_id}/artifacts/directories", call -> list(modelRoot(call.text("model_id")), call.text("artifact_directory_path", "")));
        api.raw(HandlerType.GET, "mlflow/get-artifact", this::ofRun);
        api.raw(HandlerType.GET, "mlflow/logged-models/{model_id}/artifacts/files", context -> {
            String below = Call.ofQuery(context.queryParamMap()).text("artifact_file_path");
            send(context, ArtifactPath.ofUri(modelRoot(context.pathParam("model_id"))).resolve(ArtifactPath.parse(below)));
        });
    }

    /** {@code /get-artifact?run_uuid=RUN&path=PATH}. */
    void ofRun(Context context) throws IOException {
        Call call = Call.ofQuery(context.queryParamMap());
        send(context, ArtifactPath.ofUri(runRoot(Runs.id(call))).resolve(ArtifactPath.parse(call.text("path"))));
    }

    private void put(Context context) {
        ArtifactPath path = path(context);
        try (InputStream content = context.bodyInputStream()) {
            store.write(path, content, context.req().getContentLengthLong());
        } catch (IOException e) {
            throw CycloException.unavailable("Cannot store artifact '%s': %s. Check the disk, and send it again.", path, e, e);
        }
        context.status(200);
    }

    private void send(Context context, ArtifactPath path) throws IOException {
        Path file = store.find(path).orElseThrow(() -> MlflowException.missing("No such artifact: '%s'", path));
        String name = file.getFileName().toString();
        String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        boolean plain = name.matches("[A-Za-z0-9._-]+");
        context.header("Content-Disposition", "attachment; filename=" + (plain ? name : "\"" + name.replaceAll("[^ -~]|[\"\\\\]", "_") + "\""));
        context.contentType(TEXTS.contains(extension) || name.equals("MLmodel") ? "text/plain" : TYPES.getOrDefault(extension, "application/octet-stream"));
        context.disableCompression(); // the length is told, so the bytes go as they are
        context.res().setContentLengthLong(Files.size(file));
        context.result(Files.newInputStream(file));
    }

    private void delete(Context context) {
        store.delete(path(context));
        context.json(Map.of());
    }

    private void list(Context context) throws IOException {
        ArtifactPath folder = ArtifactPath.parse(Call.ofQuery(context.queryParamMap()).text("path", ""));
        context.contentType("application/json").result(files(folder, "").toString());
    }

    private ObjectNode list(String rootUri, String path) {
        ArtifactPath below = ArtifactPath.parse(path);
        String prefix = below.names().isEmpty() ? "" : below + "/";
        ObjectNode answer = Nodes.object().put("root_uri", rootUri);
        return answer.setAll(files(ArtifactPath.ofUri(rootUri).resolve(below), prefix));
    }

    private ObjectNode files(ArtifactPath folder, String prefix) {
        try {
            return Nodes.put(Nodes.object(), "files", store.list(folder).stream().map(entry -> {
                ObjectNode file = Nodes.object().put("path", prefix + entry.name()).put("is_dir", entry.size().isEmpty());
                entry.size().ifPresent(size -> file.put("file_size", size));
                return file;
            }).toList());
        } catch (IOException e) {
            throw CycloException.unavailable("Cannot list '%s': %s.", folder, e, e);
        }
    }

    private String runRoot(String run) {
        return database.in(sql -> sql.first("select artifact_uri from runs where id = ?", row -> row.getString(1), run).orElseThrow(() -> Runs.noSuch(run)));
    }

    private String modelRoot(String model) {
        return database.in(sql -> LoggedModels.require(sql, model).location());
    }

    /** From the address as it was sent, decoded once: a framework's idea of {@code %2F}, {@code ;} and {@code //} plays no part. */
    private static ArtifactPath path(Context context) {
        String uri = context.req().getRequestURI();
        String raw = uri.substring(uri.indexOf(FILES) + FILES.length());
        try {
            return ArtifactPath.parse(URLDecoder.decode(raw.replace("+", "%2B"), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            throw MlflowException.invalid("Invalid path");
        }
    }
}
