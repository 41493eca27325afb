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

/** {@code registered-models/*}; aliases are {@link Aliases}. */
final class RegisteredModels {
    private static final Fields FIELDS = new Fields().text("name", "m.name")
            .texts(Kind.TAG, "registered_model_tags", "x.name = m.name");
    private static final Fields ORDER = new Fields().text("name", "m.name").number("last_updated_timestamp", "m.updated")
            .number("creation_timestamp", "m.created").alias("timestamp", "last_updated_timestamp");

    private final Database database;
    private final Clock clock;

    RegisteredModels(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    void addTo(Api api) {
        api.post("registered-models/create", this::create);
        api.get("registered-models/get", call -> database.in(sql -> answer(sql, call.text("name"))));
        api.get("registered-models/search", this::search);
        api.patch("registered-models/update", this::update);
        api.post("registered-models/rename", this::rename);
        api.delete("registered-models/delete", this::delete);
        api.get("registered-models/get-latest-versions", this::latestVersions);
        api.post("registered-models/get-latest-versions", this::latestVersions);
        api.post("registered-models/set-tag", this::tag);
        api.delete("registered-models/delete-tag", this::untag);
    }

    static MlflowException noSuch(String name) {
        return MlflowException.missing("Registered Model with name=%s not found", name);
    }

    private ObjectNode create(Call call) {
        String name = Names.registeredModel(call.text("name"));
        Map<String, String> tags = KeyValues.of(call.items("tags"), Names.LONGEST_TAG);
        return database.in(sql -> {
            long now = clock.millis();
            if (sql.update("insert into registered_models (name, description, created, updated) values (?, ?, ?, ?) on conflict do nothing",
                    name, call.text("description", ""), now, now) == 0) {
                throw MlflowException.exists("Registered Model (name=%s) already exists.", name);
            }
            KeyValues.REGISTERED_MODEL_TAGS.put(sql, tags, name);
            return answer(sql, name);
        });
    }

    private ObjectNode search(Call call) {
        List<Ordering> order = call.texts("order_by").stream().map(Ordering::parse).toList();
        Search search = new Search(FIELDS).filter(call.text("filter", "")).orderBy(ORDER, order).thenBy("m.name");
        int size = call.maxResults("max_results", 100, 1000);
        return database.in(sql -> {
            Page<ObjectNode> page = search.page(sql, "select m.* from registered_models m", size, call.text("page_token", ""), RegisteredModels::node);
            List<ObjectNode> models = new ArrayList<>();
            for (ObjectNode node : page.items()) {
                models.add(complete(sql, node));
            }
            return Nodes.page("registered_models", new Page<>(models, page.nextToken()));
        });
    }

    private ObjectNode update(Call call) {
        String name = call.text("name");
        return database.in(sql -> {
            change(sql, "update registered_models set description = ?, updated = ? where name = ?", name, call.text("description", ""), clock.millis(), name);
            return answer(sql, name);
        });
    }

    private ObjectNode rename(Call call) {
        String name = call.text("name");
        String renamed = Names.registeredModel(call.text("new_name"));
        return database.in(sql -> {
            if (sql.first("select 1 from registered_models where name = ?", row -> 1, renamed).isPresent()) {
                throw MlflowException.exists("Registered Model (name=%s) already exists.", renamed);
            }
            long now = clock.millis();
            change(sql, "update registered_models set name = ?, updated = ? where name = ?", name, renamed, now, name);
            sql.update("update model_versions set updated = ? where name = ?", now, renamed);
            return answer(sql, renamed);
        });
    }

    private ObjectNode delete(Call call) {
        String name = call.text("name");
        return database.in(sql -> {
            change(sql, "delete from registered_models where name = ?", name, name);
            return Nodes.object();
        });
    }

    private ObjectNode latestVersions(Call call) {
        String name = call.text("name");
        List<String> stages = call.texts("stages").stream().map(ModelVersions::stage).toList();
        return database.in(sql -> {
            require(sql, name);
            return Nodes.put(Nodes.object(), "model_versions", VersionRecord.latest(sql, name, stages));
        });
    }

    private ObjectNode tag(Call call) {
        String name = call.text("name");
        Map<String, String> tag = KeyValues.tag(call);
        return database.in(sql -> {
            require(sql, name);
            KeyValues.REGISTERED_MODEL_TAGS.put(sql, tag, name);
            return Nodes.object();
        });
    }

    private ObjectNode untag(Call call) {
        String name = call.text("name");
        return database.in(sql -> {
            require(sql, name);
            KeyValues.REGISTERED_MODEL_TAGS.delete(sql, call.text("key"), name);
            return Nodes.object();
        });
    }

    static void require(Sql sql, String name) throws SQLException {
        sql.first("select 1 from registered_models where name = ? for key share", row -> 1, name).orElseThrow(() -> noSuch(name));
    }

    private static void change(Sql sql, String update, String name, Object... values) throws SQLException {
        if (sql.update(update, values) == 0) {
            throw noSuch(name);
        }
    }

    private static ObjectNode answer(Sql sql, String name) throws SQLException {
        ObjectNode node = sql.first("select * from registered_models where name = ?", RegisteredModels::node, name).orElseThrow(() -> noSuch(name));
        return Nodes.object("registered_model", complete(sql, node));
    }

    private static ObjectNode node(ResultSet row) throws SQLException {
        return Nodes.object().put("name", row.getString("name")).put("creation_timestamp", row.getLong("created"))
                .put("last_updated_timestamp", row.getLong("updated")).put("description", row.getString("description"));
    }

    private static ObjectNode complete(Sql sql, ObjectNode node) throws SQLException {
        String name = node.get("name").textValue();
        Nodes.put(node, "latest_versions", VersionRecord.latest(sql, name, List.of()));
        Nodes.put(node, "tags", KeyValues.REGISTERED_MODEL_TAGS.read(sql, name));
        return Nodes.put(node, "aliases", sql.list("select alias, version from registered_model_aliases where name = ? order by position",
                row -> Nodes.object().put("alias", row.getString("alias")).put("version", row.getString("version")), name));
    }
}
