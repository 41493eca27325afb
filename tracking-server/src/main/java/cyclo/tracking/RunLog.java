package cyclo.tracking;

import com.fasterxml.jackson.databind.node.ObjectNode;
import cyclo.common.Json;
import cyclo.tracking.search.Page;
import cyclo.tracking.sql.Database;
import cyclo.tracking.sql.Sql;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/** What a run logs: metrics, parameters, tags, the data it read and the models it made. */
final class RunLog {
    private static final int MOST_AT_ONCE = 1000;

    private final Database database;

    RunLog(Database database) {
        this.database = database;
    }

    void addTo(Api api) {
        api.post("runs/log-metric", call -> log(Runs.id(call), List.of(MetricPoint.of(call)), Map.of(), Map.of()));
        api.post("runs/log-parameter", call -> log(Runs.id(call), List.of(), KeyValues.of(List.of(call), Names.LONGEST_PARAM), Map.of()));
        api.post("runs/set-tag", call -> log(Runs.id(call), List.of(), Map.of(), KeyValues.tag(call)));
        api.post("runs/log-batch", this::batch);
        api.post("runs/delete-tag", this::untag);
        api.post("runs/log-inputs", this::inputs);
        api.post("runs/outputs", this::outputs);
        api.get("metrics/get-history", this::history);
    }

    private ObjectNode batch(Call call) {
        String run = Runs.id(call);
        List<Call> metrics = atMost(MOST_AT_ONCE, "metrics", call.items("metrics"));
        List<Call> params = atMost(100, "params", call.items("params"));
        List<Call> tags = atMost(100, "tags", call.items("tags"));
        int all = metrics.size() + params.size() + tags.size();
        if (all > MOST_AT_ONCE) {
            throw tooMany(MOST_AT_ONCE, "metrics, params, and tags", all);
        }
        Map<String, String> values = KeyValues.of(params, Names.LONGEST_PARAM);
        for (Call param : params) {
            if (!values.get(param.text("key")).equals(param.text("value", ""))) {
                throw MlflowException.invalid("Duplicate parameter keys have been submitted: %s", param.text("key"));
            }
        }
        return log(run, metrics.stream().map(MetricPoint::of).toList(), values, KeyValues.of(tags, Names.LONGEST_TAG));
    }

    private ObjectNode log(String run, List<MetricPoint> metrics, Map<String, String> params, Map<String, String> tags) {
        return database.in(sql -> {
            Runs.lock(sql, run);
            MetricPoint.insert(sql, run, metrics);
            if (!params.isEmpty()) {
                KeyValues.RUN_PARAMS.putOnce(sql, params, run);
            }
            KeyValues.RUN_TAGS.put(sql, tags, run);
            if (tags.containsKey(Runs.NAME_TAG)) {
                sql.update("update runs set name = ? where id = ?", tags.get(Runs.NAME_TAG), run);
            }
            return Nodes.object();
        });
    }

    private ObjectNode untag(Call call) {
        String run = Runs.id(call);
        String key = call.text("key");
        return database.in(sql -> {
            Runs.lock(sql, run);
            if (!KeyValues.RUN_TAGS.delete(sql, key, run)) {
                throw MlflowException.missing("No tag with name: %s in run with id %s", key, run);
            }
            return Nodes.object();
        });
    }

    private ObjectNode inputs(Call call) {
        String run = Runs.id(call);
        return database.in(sql -> {
            Runs.lock(sql, run);
            for (Call input : call.items("datasets")) {
                dataset(sql, run, input);
            }
            for (Call model : call.items("models")) {
                model(sql, run, model, "INPUT");
            }
            return Nodes.object();
        });
    }

    private ObjectNode outputs(Call call) {
        String run = Runs.id(call);
        return database.in(sql -> {
            Runs.lock(sql, run);
            for (Call model : call.items("models")) {
                model(sql, run, model, "OUTPUT");
            }
            return Nodes.object();
        });
    }

    private static void dataset(Sql sql, String run, Call input) throws SQLException {
        final String insert = """
                insert into datasets (run_id, name, digest, source_type, source, schema, profile, tags) values (?, ?, ?, ?, ?, ?, ?, ?::jsonb)
                on conflict (run_id, name, digest) do update set tags = excluded.tags""";
        Call dataset = input.item("dataset");
        List<ObjectNode> tags = input.items("tags").stream().map(tag -> Nodes.keyValue(tag.text("key"), tag.text("value", ""))).toList();
        sql.update(insert, run, dataset.text("name"), dataset.text("digest"), dataset.text("source_type"), dataset.text("source"),
                dataset.optional("schema").orElse(null), dataset.optional("profile").orElse(null), Json.write(tags));
    }

    private static void model(Sql sql, String run, Call model, String role) throws SQLException {
        LoggedModels.require(sql, model.text("model_id"));
        sql.update("insert into run_models (run_id, model_id, role, step) values (?, ?, ?, ?) on conflict do nothing",
                run, model.text("model_id"), role, model.whole("step", 0));
    }

    /** Without {@code max_results} the whole curve, as MLflow; by time, then step. */
    private ObjectNode history(Call call) {
        String run = Runs.id(call);
        String key = call.text("metric_key");
        int size = call.has("max_results") ? call.maxResults("max_results", 0, 25_000) : Integer.MAX_VALUE - 1;
        long offset = Page.offset(call.text("page_token", ""));
        final String select = "select * from metrics where run_id = ? and key = ? order by timestamp, step, value limit ? offset ?";
        return database.in(sql -> Nodes.page("metrics", Page.of(sql.list(select,
                row -> Nodes.metric(key, row.getDouble("value"), row.getLong("timestamp"), row.getLong("step")), run, key, size + 1L, offset), size, offset)));
    }

    private static List<Call> atMost(int most, String what, List<Call> items) {
        if (items.size() > most) {
            throw tooMany(most, what, items.size());
        }
        return items;
    }

    private static MlflowException tooMany(int most, String what, int got) {
        return MlflowException.invalid("A batch logging request can contain at most %d %s. Got %d %s. Please split up %s across multiple requests and "
                + "try again.",
                most, what, got, what, what);
    }
}
