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

/** {@code experiments/*}. */
final class Experiments {
    private static final Fields FIELDS = new Fields()
            .text("name", "e.name").number("creation_time", "e.created").number("last_update_time", "e.updated").number("experiment_id", "e.id")
            .texts(Kind.TAG, "experiment_tags", "x.experiment_id = e.id");

    private final Database database;
    private final Clock clock;

    Experiments(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** An experiment that is there, locked against changes until the transaction ends. */
    record Experiment(long id, String location) {}

    void addTo(Api api) {
        api.post("experiments/create", this::create);
        api.get("experiments/get", call -> answer("e.id = ?", id(call.text("experiment_id")), noSuch(call.text("experiment_id"))));
        api.get("experiments/get-by-name", call -> answer("e.name = ?", call.text("experiment_name"),
                MlflowException.missing("Could not find experiment with name '%s'", call.text("experiment_name"))));
        api.get("experiments/search", this::search);
        api.post("experiments/search", this::search);
        api.post("experiments/update", this::update);
        api.post("experiments/delete", call -> move(call, "active", "deleted"));
        api.post("experiments/restore", call -> move(call, "deleted", "active"));
        api.post("experiments/set-experiment-tag", this::tag);
        api.post("experiments/delete-experiment-tag", this::untag);
    }

    private ObjectNode create(Call call) {
        String name = Names.atMost(500, "experiment name", call.text("name"));
        String location = ModelSource.checkedRoot(call.text("artifact_location", ""));
        Map<String, String> tags = KeyValues.of(call.items("tags"), Names.LONGEST_TAG);
        final String insert = """
                with new as (select nextval(pg_get_serial_sequence('experiments', 'id')) as id)
                insert into experiments (id, name, artifact_location, created, updated)
                select id, ?, case when ? = '' then 'mlflow-artifacts:/' || id else ? end, ?, ? from new
                on conflict (name) do nothing returning id""";
        return database.in(sql -> {
            long now = clock.millis();
            long id = sql.first(insert, row -> row.getLong("id"), name, location, location, now, now)
                    .orElseThrow(() -> MlflowException.exists("Experiment(name=%s) already exists.", name));
            KeyValues.EXPERIMENT_TAGS.put(sql, tags, id);
            return Nodes.object().put("experiment_id", String.valueOf(id));
        });
    }

    private ObjectNode answer(String condition, Object value, MlflowException missing) {
        return database.in(sql -> {
            ObjectNode node = sql.first("select e.* from experiments e where " + condition, Experiments::node, value).orElseThrow(() -> missing);
            return Nodes.object("experiment", withTags(sql, node));
        });
    }

    private ObjectNode search(Call call) {
        List<Ordering> order = new ArrayList<>();
        List<String> wanted = call.texts("order_by");
        (wanted.isEmpty() ? List.of("creation_time DESC", "experiment_id ASC") : wanted).forEach(text -> order.add(Ordering.parse(text)));
        Search search = new Search(FIELDS)
                .where("e.stage = any(?)", Stages.of(call.choice("view_type", "ACTIVE_ONLY", Stages.VIEWS)))
                .filter(call.text("filter", "")).orderBy(order).thenBy("e.id desc");
        int size = call.maxResults("max_results", 0, 50_000);
        return database.in(sql -> {
            Page<ObjectNode> page = search.page(sql, "select e.* from experiments e", Math.min(size, 1000), call.text("page_token", ""), Experiments::node);
            for (ObjectNode node : page.items()) {
                withTags(sql, node);
            }
            return Nodes.page("experiments", page);
        });
    }

    private ObjectNode update(Call call) {
        String name = Names.atMost(500, "experiment name", call.text("new_name"));
        return database.in(sql -> {
            Experiment experiment = active(sql, call.text("experiment_id"));
            if (sql.first("select 1 from experiments where name = ? and id <> ?", row -> 1, name, experiment.id()).isPresent()) {
                throw MlflowException.exists("Experiment(name=%s) already exists.", name);
            }
            sql.update("update experiments set name = ?, updated = ? where id = ?", name, clock.millis(), experiment.id());
            return Nodes.object();
        });
    }

    /** A deleted experiment takes its runs along, and brings them back. */
    private ObjectNode move(Call call, String from, String to) {
        String id = call.text("experiment_id");
        return database.in(sql -> {
            if (sql.update("update experiments set stage = ?, updated = ? where id = ? and stage = ?", to, clock.millis(), id(id), from) == 0) {
                throw MlflowException.missing("No Experiment with id=%s in the '%s' state exists", id, from);
            }
            sql.update("update runs set stage = ? where experiment_id = ?", to, id(id));
            return Nodes.object();
        });
    }

    private ObjectNode tag(Call call) {
        Map<String, String> tag = KeyValues.tag(call);
        return database.in(sql -> {
            KeyValues.EXPERIMENT_TAGS.put(sql, tag, active(sql, call.text("experiment_id")).id());
            return Nodes.object();
        });
    }

    private ObjectNode untag(Call call) {
        return database.in(sql -> {
            if (!KeyValues.EXPERIMENT_TAGS.delete(sql, call.text("key"), active(sql, call.text("experiment_id")).id())) {
                throw MlflowException.missing("No tag with name: %s in experiment with id %s", call.text("key"), call.text("experiment_id"));
            }
            return Nodes.object();
        });
    }

    /** @throws MlflowException if there is no such experiment, or it is deleted */
    static Experiment active(Sql sql, String id) throws SQLException {
        return sql.first("select id, artifact_location, stage from experiments where id = ? for share", row -> {
            if (!row.getString("stage").equals("active")) {
                throw MlflowException.invalid("The experiment %s must be in the 'active' state. Current state is %s.", id, row.getString("stage"));
            }
            return new Experiment(row.getLong("id"), row.getString("artifact_location"));
        }, id(id)).orElseThrow(() -> noSuch(id));
    }

    /** @throws MlflowException (not found) if no experiment can have this id */
    static long id(String id) {
        if (!id.matches("\\d{1,18}")) {
            throw noSuch(id);
        }
        return Long.parseLong(id);
    }

    private static MlflowException noSuch(String id) {
        return MlflowException.missing("No Experiment with id=%s exists", id);
    }

    private static ObjectNode node(ResultSet row) throws SQLException {
        return Nodes.object().put("experiment_id", row.getString("id")).put("name", row.getString("name"))
                .put("artifact_location", row.getString("artifact_location")).put("lifecycle_stage", row.getString("stage"))
                .put("last_update_time", row.getLong("updated")).put("creation_time", row.getLong("created")).put("workspace", "default");
    }

    private static ObjectNode withTags(Sql sql, ObjectNode node) throws SQLException {
        return Nodes.put(node, "tags", KeyValues.EXPERIMENT_TAGS.read(sql, node.get("experiment_id").asLong()));
    }
}
