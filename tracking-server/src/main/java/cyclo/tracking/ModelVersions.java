package cyclo.tracking;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import cyclo.common.Json;
import cyclo.tracking.search.Fields;
import cyclo.tracking.search.Kind;
import cyclo.tracking.search.Ordering;
import cyclo.tracking.search.Page;
import cyclo.tracking.search.Search;
import cyclo.tracking.sql.Database;
import cyclo.tracking.sql.Sql;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** {@code model-versions/*}. */
final class ModelVersions {
    static final List<String> STAGES = List.of("None", "Staging", "Production", "Archived");
    private static final String VERSIONS_TAG = "mlflow.modelVersions";
    private static final Fields FIELDS = new Fields()
            .text("name", "v.name").text("run_id", "v.run_id").text("source_path", "v.source")
            .number("version_number", "v.version").number("creation_timestamp", "v.created").number("last_updated_timestamp", "v.updated")
            .texts(Kind.TAG, "model_version_tags", "x.name = v.name and x.version = v.version");

    private final Database database;
    private final Clock clock;

    ModelVersions(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    void addTo(Api api) {
        api.post("model-versions/create", this::create);
        api.get("model-versions/get", call -> database.in(sql -> answer(sql, name(call), version(call))));
        api.get("model-versions/get-download-uri", this::downloadUri);
        api.get("model-versions/search", this::search);
        api.patch("model-versions/update", this::update);
        api.delete("model-versions/delete", this::delete);
        api.post("model-versions/transition-stage", this::transition);
        api.post("model-versions/set-tag", this::tag);
        api.delete("model-versions/delete-tag", this::untag);
    }

    static String name(Call call) {
        return call.text("name");
    }

    static int version(Call call) {
        String version = call.text("version");
        if (!version.matches("\\d{1,9}")) {
            throw MlflowException.invalid("Parameter 'version' must be an integer, got '%s'.", version);
        }
        return Integer.parseInt(version);
    }

    static String stage(String text) {
        return STAGES.stream().filter(stage -> stage.toLowerCase(Locale.ROOT).equals(text.toLowerCase(Locale.ROOT))).findFirst()
                .orElseThrow(() -> MlflowException.invalid("Invalid Model Version stage: %s. Value must be one of %s.", text, String.join(", ", STAGES)));
    }

    private ObjectNode create(Call call) {
        String name = name(call);
        String source = call.text("source");
        String modelId = call.text("model_id", "");
        Map<String, String> tags = KeyValues.of(call.items("tags"), Names.LONGEST_TAG);
        final String insert = """
                insert into model_versions (name, version, description, created, updated, source, location, run_id, run_link, model_id)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""";
        return database.in(sql -> {
            ModelSource checked = ModelSource.check(sql, source, call.text("run_id", ""), modelId);
            long now = clock.millis();
            int version = sql.first("update registered_models set last_version = last_version + 1, updated = ? where name = ? returning last_version",
                    row -> row.getInt(1), now, name).orElseThrow(() -> RegisteredModels.noSuch(name));
            sql.update(insert, name, version, call.text("description", ""), now, now, source, checked.location(), checked.runId(),
                    call.text("run_link", ""), modelId);
            KeyValues.MODEL_VERSION_TAGS.put(sql, tags, name, version);
            if (!modelId.isEmpty()) {
                noteOnModel(sql, modelId, name, version);
            }
            return answer(sql, name, version);
        });
    }

    /** A logged model carries the list of its versions, as a tag. */
    private static void noteOnModel(Sql sql, String modelId, String name, int version) throws SQLException {
        sql.first("select id from logged_models where id = ? for update", row -> row.getString(1), modelId);
        String old = sql.first("select value from logged_model_tags where model_id = ? and key = ?", row -> row.getString(1), modelId, VERSIONS_TAG)
                .orElse("[]");
        ArrayNode versions = old.startsWith("[") ? (ArrayNode) Json.parse(old) : Json.mapper().createArrayNode();
        versions.add(Nodes.object().put("name", name).put("version", version));
        String spaced = versions.toString().replace("\":", "\": ").replace(",\"", ", \"").replace("},{", "}, {");
        KeyValues.LOGGED_MODEL_TAGS.put(sql, Map.of(VERSIONS_TAG, spaced), modelId);
    }

    private ObjectNode downloadUri(Call call) {
        return database.in(sql -> {
            VersionRecord.require(sql, name(call), version(call));
            return Nodes.object().put("artifact_uri", sql.first("select location from model_versions where name = ? and version = ?",
                    row -> row.getString(1), name(call), version(call)).orElseThrow());
        });
    }

    private ObjectNode search(Call call) {
        List<String> wanted = call.texts("order_by");
        Search search = new Search(FIELDS).filter(call.text("filter", ""))
                .orderBy((wanted.isEmpty() ? List.of("last_updated_timestamp DESC") : wanted).stream().map(Ordering::parse).toList())
                .thenBy("v.name").thenBy("v.version desc");
        int size = Math.min(call.maxResults("max_results", 1000, 200_000), 1000);
        return database.in(sql -> {
            Page<ObjectNode> page = search.page(sql, "select v.* from model_versions v", size, call.text("page_token", ""), VersionRecord::node);
            List<ObjectNode> versions = new ArrayList<>();
            for (ObjectNode node : page.items()) {
                versions.add(VersionRecord.complete(sql, node));
            }
            return Nodes.page("model_versions", new Page<>(versions, page.nextToken()));
        });
    }

    private ObjectNode update(Call call) {
        return database.in(sql -> {
            VersionRecord.require(sql, name(call), version(call));
            sql.update("update model_versions set description = ?, updated = ? where name = ? and version = ?",
                    call.text("description", ""), clock.millis(), name(call), version(call));
            return answer(sql, name(call), version(call));
        });
    }

    private ObjectNode delete(Call call) {
        return database.in(sql -> {
            VersionRecord.require(sql, name(call), version(call));
            sql.update("delete from model_versions where name = ? and version = ?", name(call), version(call));
            sql.update("update registered_models set updated = ? where name = ?", clock.millis(), name(call));
            return Nodes.object();
        });
    }

    private ObjectNode transition(Call call) {
        String name = name(call);
        int version = version(call);
        String stage = stage(call.text("stage"));
        boolean archiveOthers = call.flag("archive_existing_versions");
        if (archiveOthers && !stage.equals("Staging") && !stage.equals("Production")) {
            throw MlflowException.invalid("Model version transition cannot archive existing model versions because '%s' is not an Active stage.", stage);
        }
        return database.in(sql -> {
            VersionRecord.require(sql, name, version);
            long now = clock.millis();
            sql.update("update registered_models set updated = ? where name = ?", now, name);
            sql.update("update model_versions set stage = ?, updated = ? where name = ? and version = ?", stage, now, name, version);
            if (archiveOthers) {
                sql.update("update model_versions set stage = 'Archived', updated = ? where name = ? and version <> ? and stage = ?", now, name,
                        version, stage);
            }
            return answer(sql, name, version);
        });
    }

    private ObjectNode tag(Call call) {
        Map<String, String> tag = KeyValues.tag(call);
        return database.in(sql -> {
            VersionRecord.require(sql, name(call), version(call));
            KeyValues.MODEL_VERSION_TAGS.put(sql, tag, name(call), version(call));
            return Nodes.object();
        });
    }

    private ObjectNode untag(Call call) {
        return database.in(sql -> {
            VersionRecord.require(sql, name(call), version(call));
            KeyValues.MODEL_VERSION_TAGS.delete(sql, call.text("key"), name(call), version(call));
            return Nodes.object();
        });
    }

    private static ObjectNode answer(Sql sql, String name, int version) throws SQLException {
        return Nodes.object("model_version", VersionRecord.require(sql, name, version));
    }
}
