package cyclo.tracking;

import cyclo.tracking.sql.Sql;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the files of a model version are said to be, checked: inside the run or model that the request names, or in an object
 * store that clients reach themselves. Never on this machine's disk, never at a host that the server would be sent to.
 *
 * @param location where a client downloads from
 * @param runId the run of the version; filled in from the model when the request left it out
 */
record ModelSource(String location, String runId) {
    private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*):(.*)", Pattern.DOTALL);
    private static final Set<String> OBJECT_STORES = Set.of("s3", "s3a", "s3n", "gs", "wasb", "wasbs", "abfs", "abfss", "hdfs", "viewfs", "dbfs",
            "r2", "b2", "oss");

    static ModelSource check(Sql sql, String source, String runId, String modelId) throws SQLException {
        refuseTricks(source);
        Matcher parts = SCHEME.matcher(source);
        String scheme = parts.matches() ? parts.group(1).toLowerCase(Locale.ROOT) : "file";
        String rest = parts.matches() ? parts.group(2) : source;
        switch (scheme) {
            case "models":
                return ofModel(sql, source, rest.replaceFirst("^/+", ""), runId, modelId);
            case "runs":
                if (runId.isEmpty() || !rest.replaceFirst("^/+", "").split("/", 2)[0].equals(runId)) {
                    throw notOf("run_id", source);
                }
                return new ModelSource(source, runId);
            case "mlflow-artifacts":
                return ofArtifacts(sql, source, runId, modelId);
            case "file":
                throw MlflowException.invalid("Invalid model version source: '%s'. To use a local path as a model version source, the run_id request "
                        + "parameter has to be "
                        + "specified and the local path has to be contained within the artifact directory of the run specified by the run_id.",
                                rest.replaceFirst("^//+", "/"));
            default:
                refuseHosts(scheme, "source");
                return new ModelSource(source, runId);
        }
    }

    /** The artifact root of an experiment: empty for ours, or an object store. */
    static String checkedRoot(String location) {
        if (location.isEmpty()) {
            return location;
        }
        refuseTricks(location);
        Matcher parts = SCHEME.matcher(location);
        if (!parts.matches() || parts.group(1).equalsIgnoreCase("file")) {
            throw MlflowException.invalid("Cannot use artifact_location '%s': local paths are not served. Leave it out, or name an object store.", location);
        }
        String scheme = parts.group(1).toLowerCase(Locale.ROOT);
        if (scheme.equals("mlflow-artifacts")) {
            if (!parts.group(2).matches("/[^/].*")) {
                throw MlflowException.invalid("Cannot use artifact_location '%s': write mlflow-artifacts:/FOLDER.", location);
            }
        } else {
            refuseHosts(scheme, "artifact_location");
        }
        return location.replaceFirst("/+$", "");
    }

    /** {@code models:/m-ID}, or another version: {@code models:/NAME/3}, as when a version is copied. */
    private static ModelSource ofModel(Sql sql, String source, String path, String runId, String modelId) throws SQLException {
        String[] nameAndVersion = path.split("/");
        if (nameAndVersion.length == 2 && nameAndVersion[1].matches("\\d{1,9}")) {
            return sql.first("select location, run_id from model_versions where name = ? and version = ?",
                    row -> new ModelSource(row.getString("location"), row.getString("run_id")), nameAndVersion[0], Integer.parseInt(nameAndVersion[1]))
                    .orElseThrow(() -> MlflowException.missing("Model Version (name=%s, version=%s) not found", nameAndVersion[0], nameAndVersion[1]));
        }
        if (modelId.isEmpty() || !path.equals(modelId)) {
            throw notOf("model_id", source);
        }
        LoggedModels.LoggedModel model = LoggedModels.require(sql, modelId);
        return new ModelSource(model.location(), runId.isEmpty() ? model.runId() : runId);
    }

    private static ModelSource ofArtifacts(Sql sql, String source, String runId, String modelId) throws SQLException {
        if (!modelId.isEmpty()) {
            LoggedModels.LoggedModel model = LoggedModels.require(sql, modelId);
            if (!inside(model.location(), source)) {
                throw notOf("model_id", source);
            }
            return new ModelSource(source, runId.isEmpty() ? model.runId() : runId);
        }
        boolean ofRun = !runId.isEmpty()
                && sql.first("select artifact_uri from runs where id = ?", row -> row.getString(1), runId).filter(root -> inside(root, source)).isPresent();
        if (!ofRun) {
            throw notOf("run_id", source);
        }
        return new ModelSource(source, runId);
    }

    private static boolean inside(String root, String source) {
        return source.equals(root) || source.startsWith(root + "/");
    }

    private static void refuseTricks(String source) {
        String plain = source;
        for (int i = 0; i < 3 && plain.contains("%"); i++) {
            try {
                plain = URLDecoder.decode(plain.replace("+", "%2B"), StandardCharsets.UTF_8);
            } catch (IllegalArgumentException notEncoded) {
                break;
            }
        }
        boolean relative = false;
        for (String part : plain.split("[/\\\\;]")) {
            relative |= part.equals("..") || part.equals(".");
        }
        if (relative || plain.matches("(?s).*[\\\\#?\\p{Cntrl}].*")) {
            throw MlflowException.invalid("Invalid model version source: '%s'. If supplying a source as an http, https, local file path, ftp, "
                    + "objectstore, or mlflow-artifacts "
                    + "uri, an absolute path must be provided without relative path references present. Please provide an absolute path.", source);
        }
    }

    private static void refuseHosts(String scheme, String parameter) {
        if (!OBJECT_STORES.contains(scheme)) {
            throw MlflowException.invalid("'%s' cannot use the '%s' scheme: the '%s' scheme addresses a host other than the tracking server's "
                    + "configured artifact storage, "
                    + "so the server would connect to the host named in the URI.", parameter, scheme, scheme);
        }
    }

    private static MlflowException notOf(String parameter, String source) {
        return MlflowException.invalid("Invalid model version source: '%s'. The %s request parameter must identify the resource that contains the source.",
                source, parameter);
    }
}
