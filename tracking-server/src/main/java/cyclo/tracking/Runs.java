package cyclo.tracking;

import com.fasterxml.jackson.databind.node.ObjectNode;
import cyclo.tracking.search.Fields;
import cyclo.tracking.search.Kind;
import cyclo.tracking.search.Ordering;
import cyclo.tracking.search.Page;
import cyclo.tracking.search.Search;
import cyclo.tracking.sql.Database;
import cyclo.tracking.sql.Sql;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code runs/*}: the life of a run, and finding it; what a run logs is {@link RunLog}. */
final class Runs {
    static final String NAME_TAG = "mlflow.runName";
    private static final String[] STATUSES = {"RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED"};
    /** Records are read whole, so a page holds at most these many; clients follow the page token. */
    private static final int LARGEST_PAGE = 1000;
    private static final Fields FIELDS = new Fields()
            .text("run_id", "r.id").text("run_name", "r.name").text("user_id", "r.user_id").text("status", "r.status")
            .text("artifact_uri", "r.artifact_uri").text("experiment_id", "r.experiment_id::text").text("lifecycle_stage", "r.stage")
            .number("start_time", "r.start_time").number("end_time", "r.end_time")
            .alias("created", "start_time").alias("Created", "start_time").alias("run name", "run_name").alias("Run name", "run_name")
            .alias("Run Name", "run_name").alias("id", "run_id")
            .numbers(Kind.METRIC, "latest_metrics", "x.run_id = r.id")
            .texts(Kind.PARAMETER, "params", "x.run_id = r.id")
            .texts(Kind.TAG, "run_tags", "x.run_id = r.id")
            .columns(Kind.DATASET, "datasets", "x.run_id = r.id", Map.of("name", "x.name", "digest", "x.digest", "context",
                    "(select t ->> 'value' from jsonb_array_elements(x.tags) as t where t ->> 'key' = 'mlflow.data.context' limit 1)"));

    private final Database database;

    Runs(Database database) {
        this.database = database;
    }

    void addTo(Api api) {
        api.post("runs/create", this::create);
        api.get("runs/get", this::get);
        api.post("runs/search", this::search);
        api.post("runs/update", this::update);
        api.post("runs/delete", call -> move(call, "deleted"));
        api.post("runs/restore", call -> move(call, "active"));
    }

    /** The parameter {@code run_id}, or {@code run_uuid} as old clients call it. */
    static String id(Call call) {
        return call.optional("run_id").or(() -> call.optional("run_uuid")).filter(id -> !id.isEmpty()).orElseThrow(() -> Call.missing("run_id"));
    }

    /**
     * Locks a run against other writers until the transaction ends, so that what is logged at the same time is in some order.
     *
     * @throws MlflowException if there is no such run, or it is deleted
     */
    static void lock(Sql sql, String id) throws SQLException {
        String stage = sql.first("select stage from runs where id = ? for no key update", row -> row.getString("stage"), id).orElseThrow(() -> noSuch(id));
        if (!stage.equals("active")) {
            throw MlflowException.invalid("The run %s must be in the 'active' state. Current state is %s.", id, stage);
        }
    }

    static MlflowException noSuch(String id) {
        return MlflowException.missing("Run with id=%s not found", id);
    }

    private ObjectNode create(Call call) {
        Map<String, String> tags = KeyValues.of(call.items("tags"), Names.LONGEST_TAG);
        String tagged = tags.getOrDefault(NAME_TAG, "");
        String given = call.text("run_name", "");
        if (!given.isEmpty() && !tagged.isEmpty() && !given.equals(tagged)) {
            throw MlflowException.invalid("Both 'run_name' argument and '%s' tag are specified, but with different values (run_name='%s', %s='%s').",
                    NAME_TAG, given, NAME_TAG, tagged);
        }
        String name = !given.isEmpty() ? given : !tagged.isEmpty() ? tagged : Names.newName();
        tags.put(NAME_TAG, Names.atMost(Names.LONGEST_KEY, "run name", name));
        long start = call.whole("start_time", 0);
        return database.in(sql -> {
            Experiments.Experiment experiment = Experiments.active(sql, call.text("experiment_id"));
            String id = Names.newId();
            sql.update("insert into runs (id, experiment_id, name, user_id, status, start_time, artifact_uri) values (?, ?, ?, ?, 'RUNNING', ?, ?)",
                    id, experiment.id(), name, call.text("user_id", ""), start, experiment.location() + "/" + id + "/artifacts");
            KeyValues.RUN_TAGS.put(sql, tags, id);
            ObjectNode run = record(sql, id);
            run.remove("outputs");
            return Nodes.object("run", run);
        });
    }

    private ObjectNode get(Call call) {
        return database.in(sql -> Nodes.object("run", record(sql, id(call))));
    }

    private ObjectNode search(Call call) {
        Search search = new Search(FIELDS)
                .where("r.experiment_id = any(?)", call.texts("experiment_ids").stream().map(Experiments::id).toList())
                .where("r.stage = any(?)", Stages.of(call.choice("run_view_type", "ACTIVE_ONLY", Stages.VIEWS)))
                .filter(call.text("filter", ""))
                .orderBy(call.texts("order_by").stream().map(Ordering::parse).toList())
                .thenBy("r.start_time desc").thenBy("r.id");
        int size = Math.min(call.maxResults("max_results", LARGEST_PAGE, 50_000), LARGEST_PAGE);
        return database.in(sql -> {
            Page<ObjectNode> page = search.page(sql, "select r.* from runs r", size, call.text("page_token", ""), RunRecord::info);
            return Nodes.page("runs", new Page<>(RunRecord.complete(sql, page.items()), page.nextToken()));
        });
    }

    private ObjectNode update(Call call) {
        String id = id(call);
        Optional<String> status = call.has("status") ? Optional.of(call.choice("status", "RUNNING", STATUSES)) : Optional.empty();
        Optional<String> name = call.optional("run_name").filter(text -> !text.isEmpty());
        Long end = call.has("end_time") ? (Long) call.whole("end_time") : null;
        return database.in(sql -> {
            lock(sql, id);
            sql.update("update runs set status = coalesce(?, status), name = coalesce(?, name), end_time = coalesce(?::bigint, end_time) where id = ?",
                    status.orElse(null), name.orElse(null), end, id);
            if (name.isPresent()) {
                KeyValues.RUN_TAGS.put(sql, Map.of(NAME_TAG, name.get()), id);
            }
            return Nodes.object("run_info", info(sql, id));
        });
    }

    private ObjectNode move(Call call, String to) {
        String id = id(call);
        return database.in(sql -> {
            if (sql.update("update runs set stage = ? where id = ?", to, id) == 0) {
                throw noSuch(id);
            }
            return Nodes.object();
        });
    }

    private static ObjectNode record(Sql sql, String id) throws SQLException {
        return RunRecord.complete(sql, List.of(info(sql, id))).get(0);
    }

    private static ObjectNode info(Sql sql, String id) throws SQLException {
        return sql.first("select * from runs where id = ?", RunRecord::info, id).orElseThrow(() -> noSuch(id));
    }
}
