package cyclo.tracking;

import com.fasterxml.jackson.databind.node.ObjectNode;
import cyclo.tracking.search.Fields;
import cyclo.tracking.search.Kind;
import cyclo.tracking.search.Ordering;
import cyclo.tracking.search.Page;
import cyclo.tracking.search.Search;
import cyclo.tracking.sql.Database;
import cyclo.tracking.sql.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code logged-models/*}: a model that a run made, before and apart from its registration. */
final class LoggedModels {
    private static final Fields FIELDS = new Fields()
            .text("name", "m.name").text("model_id", "m.id").text("model_type", "m.model_type").text("status", "m.status")
            .text("source_run_id", "m.source_run_id")
            .number("creation_time", "m.created").number("last_updated_time", "m.updated")
            .alias("creation_timestamp", "creation_time").alias("creation_timestamp_ms", "creation_time")
            .alias("last_updated_timestamp", "last_updated_time").alias("last_updated_timestamp_ms", "last_updated_time")
            .numbers(Kind.METRIC, "(select distinct on (model_id, key) * from logged_model_metrics order by model_id, key, step desc, timestamp desc)",
                    "x.model_id = m.id")
            .texts(Kind.PARAMETER, "logged_model_params", "x.model_id = m.id")
            .texts(Kind.TAG, "logged_model_tags", "x.model_id = m.id");

    private final Database database;
    private final Clock clock;

    LoggedModels(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** What a version that is registered from a logged model takes over from it. */
    record LoggedModel(String id, String runId, String location) {}

    void addTo(Api api) {
        api.post("logged-models", this::create);
        api.post("logged-models/search", this::search);
        api.get("logged-models/{model_id}", call -> database.in(sql -> answer(sql, call.text("model_id"))));
        api.patch("logged-models/{model_id}", this::finish);
        api.delete("logged-models/{model_id}", this::delete);
        api.post("logged-models/{model_id}/params", this::params);
        api.patch("logged-models/{model_id}/tags", this::tags);
        api.delete("logged-models/{model_id}/tags/{tag_key}", this::untag);
    }

    /** @throws MlflowException if there is no such model */
    static LoggedModel require(Sql sql, String id) throws SQLException {
        return sql.first("select id, source_run_id, artifact_uri from logged_models where id = ? and stage = 'active'",
                row -> new LoggedModel(id, row.getString("source_run_id"), row.getString("artifact_uri")), id)
                .orElseThrow(() -> MlflowException.missing("Logged model with ID '%s' not found.", id));
    }

    private ObjectNode create(Call call) {
        String name = Names.loggedModel(call.optional("name").orElseGet(Names::newName));
        Map<String, String> tags = KeyValues.of(call.items("tags"), Names.LONGEST_TAG);
        Map<String, String> params = KeyValues.of(call.items("params"), Names.LONGEST_PARAM);
        final String insert = """
                insert into logged_models (id, experiment_id, name, model_type, source_run_id, status, artifact_uri, created, updated)
                values (?, ?, ?, ?, ?, 'LOGGED_MODEL_PENDING', ?, ?, ?)""";
        return database.in(sql -> {
            Experiments.Experiment experiment = Experiments.active(sql, call.text("experiment_id"));
            String id = "m-" + Names.newId();
            long now = clock.millis();
            sql.update(insert, id, experiment.id(), name, call.text("model_type", ""), call.text("source_run_id", ""),
                    experiment.location() + "/models/" + id + "/artifacts", now, now);
            KeyValues.LOGGED_MODEL_TAGS.put(sql, tags, id);
            KeyValues.LOGGED_MODEL_PARAMS.put(sql, params, id);
            return answer(sql, id);
        });
    }

    private ObjectNode search(Call call) {
        Search search = new Search(FIELDS)
                .where("m.stage = 'active'")
                .where("m.experiment_id = any(?)", call.texts("experiment_ids").stream().map(Experiments::id).toList())
                .filter(call.text("filter", ""));
        List<Ordering> order = new ArrayList<>();
        for (Call item : call.items("order_by")) {
            Ordering field = Ordering.parse(item.text("field_name"));
            order.add(new Ordering(field.entity(), field.key(), !item.has("ascending") || item.flag("ascending")));
        }
        search.orderBy(order).thenBy("m.created desc").thenBy("m.id desc");
        int size = call.maxResults("max_results", 100, 1000);
        return database.in(sql -> {
            Page<ObjectNode> page = search.page(sql, "select m.* from logged_models m", size, call.text("page_token", ""), LoggedModels::info);
            List<ObjectNode> models = new ArrayList<>();
            for (ObjectNode info : page.items()) {
                models.add(complete(sql, info));
            }
            return Nodes.page("models", new Page<>(models, page.nextToken()));
        });
    }

    /** A typo in the status is refused: MLflow stores UNSPECIFIED for it, and the model is lost to its users. */
    private ObjectNode finish(Call call) {
        String id = call.text("model_id");
        call.text("status");
        String status = call.choice("status", "", "LOGGED_MODEL_READY", "LOGGED_MODEL_UPLOAD_FAILED", "LOGGED_MODEL_PENDING");
        return database.in(sql -> {
            require(sql, id);
            sql.update("update logged_models set status = ?, updated = ? where id = ?", status, clock.millis(), id);
            return answer(sql, id);
        });
    }

    private ObjectNode delete(Call call) {
        return database.in(sql -> {
            sql.update("update logged_models set stage = 'deleted', updated = ? where id = ?", clock.millis(), require(sql, call.text("model_id")).id());
            return Nodes.object();
        });
    }

    private ObjectNode params(Call call) {
        Map<String, String> params = KeyValues.of(call.items("params"), Names.LONGEST_PARAM);
        return database.in(sql -> {
            if (!params.isEmpty()) {
                KeyValues.LOGGED_MODEL_PARAMS.putOnce(sql, params, require(sql, call.text("model_id")).id());
            }
            return Nodes.object();
        });
    }

    private ObjectNode tags(Call call) {
        Map<String, String> tags = KeyValues.of(call.items("tags"), Names.LONGEST_TAG);
        return database.in(sql -> {
            KeyValues.LOGGED_MODEL_TAGS.put(sql, tags, require(sql, call.text("model_id")).id());
            return Nodes.object();
        });
    }

    private ObjectNode untag(Call call) {
        return database.in(sql -> {
            if (!KeyValues.LOGGED_MODEL_TAGS.delete(sql, call.text("tag_key"), require(sql, call.text("model_id")).id())) {
                throw MlflowException.missing("No tag with key '%s' for model with ID '%s'", call.text("tag_key"), call.text("model_id"));
            }
            return Nodes.object();
        });
    }

    private static ObjectNode answer(Sql sql, String id) throws SQLException {
        Optional<ObjectNode> info = sql.first("select * from logged_models where id = ? and stage = 'active'", LoggedModels::info, id);
        return Nodes.object("model", complete(sql, info.orElseThrow(() -> MlflowException.missing("Logged model with ID '%s' not found.", id))));
    }

    private static ObjectNode info(ResultSet row) throws SQLException {
        return Nodes.object().put("model_id", row.getString("id")).put("experiment_id", row.getString("experiment_id")).put("name", row.getString("name"))
                .put("creation_timestamp_ms", row.getLong("created")).put("last_updated_timestamp_ms", row.getLong("updated"))
                .put("artifact_uri", row.getString("artifact_uri")).put("status", row.getString("status"))
                .put("model_type", row.getString("model_type")).put("source_run_id", row.getString("source_run_id"));
    }

    private static ObjectNode complete(Sql sql, ObjectNode info) throws SQLException {
        String id = info.get("model_id").textValue();
        Nodes.put(info, "tags", KeyValues.LOGGED_MODEL_TAGS.read(sql, id));
        ObjectNode data = Nodes.put(Nodes.object(), "params", KeyValues.LOGGED_MODEL_PARAMS.read(sql, id));
        Nodes.put(data, "metrics", sql.list("select * from logged_model_metrics where model_id = ? order by position", LoggedModels::metric, id));
        ObjectNode model = Nodes.object();
        model.set("info", info);
        model.set("data", data);
        return model;
    }

    private static ObjectNode metric(ResultSet row) throws SQLException {
        ObjectNode metric = Nodes.metric(row.getString("key"), row.getDouble("value"), row.getLong("timestamp"), row.getLong("step"));
        for (String optional : new String[] {"dataset_name", "dataset_digest"}) {
            if (row.getString(optional) != null) {
                metric.put(optional, row.getString(optional));
            }
        }
        return metric.put("model_id", row.getString("model_id")).put("run_id", row.getString("run_id"));
    }
}
