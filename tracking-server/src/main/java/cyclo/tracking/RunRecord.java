package cyclo.tracking;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import cyclo.common.Json;
import cyclo.tracking.sql.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A run as clients see it: {@code info}, {@code data}, {@code inputs}, {@code outputs}. */
final class RunRecord {
    private RunRecord() {}

    static ObjectNode info(ResultSet row) throws SQLException {
        ObjectNode info = Nodes.object().put("run_uuid", row.getString("id")).put("experiment_id", row.getString("experiment_id"))
                .put("run_name", row.getString("name")).put("user_id", row.getString("user_id"))
                .put("status", row.getString("status")).put("start_time", row.getLong("start_time"));
        long end = row.getLong("end_time");
        if (!row.wasNull()) {
            info.put("end_time", end);
        }
        return info.put("artifact_uri", row.getString("artifact_uri")).put("lifecycle_stage", row.getString("stage")).put("run_id", row.getString("id"));
    }

    /** The complete records of {@code infos}, with one query for each kind of thing however many runs there are. */
    static List<ObjectNode> complete(Sql sql, List<ObjectNode> infos) throws SQLException {
        List<String> ids = infos.stream().map(info -> info.get("run_id").textValue()).toList();
        Map<String, List<ObjectNode>> metrics = byRun(sql, "select * from latest_metrics", ids,
                row -> Nodes.metric(row.getString("key"), row.getDouble("value"), row.getLong("timestamp"), row.getLong("step")));
        Map<String, List<ObjectNode>> params = byRun(sql, "select * from params", ids, row -> Nodes.keyValue(row.getString("key"), row.getString("value")));
        Map<String, List<ObjectNode>> tags = byRun(sql, "select * from run_tags", ids, row -> Nodes.keyValue(row.getString("key"), row.getString("value")));
        Map<String, List<ObjectNode>> datasets = byRun(sql, "select * from datasets", ids, RunRecord::dataset);
        Map<String, List<ObjectNode>> read = byRun(sql, "select * from (select * from run_models where role = 'INPUT') as models", ids,
                row -> Nodes.object().put("model_id", row.getString("model_id")));
        Map<String, List<ObjectNode>> made = byRun(sql, "select * from (select * from run_models where role = 'OUTPUT') as models", ids,
                row -> Nodes.object().put("model_id", row.getString("model_id")).put("step", row.getLong("step")));
        List<ObjectNode> runs = new ArrayList<>();
        for (ObjectNode info : infos) {
            String id = info.get("run_id").textValue();
            ObjectNode data = Nodes.object();
            Nodes.put(data, "metrics", metrics.getOrDefault(id, List.of()));
            Nodes.put(data, "params", params.getOrDefault(id, List.of()));
            Nodes.put(data, "tags", tags.getOrDefault(id, List.of()));
            ObjectNode inputs = Nodes.put(Nodes.object(), "dataset_inputs", datasets.getOrDefault(id, List.of()));
            Nodes.put(inputs, "model_inputs", read.getOrDefault(id, List.of()));
            ObjectNode outputs = Nodes.put(Nodes.object(), "model_outputs", made.getOrDefault(id, List.of()));
            ObjectNode run = Nodes.object();
            run.set("info", info);
            run.set("data", data);
            run.set("inputs", inputs);
            run.set("outputs", outputs);
            runs.add(run);
        }
        return runs;
    }

    private static Map<String, List<ObjectNode>> byRun(Sql sql, String select, List<String> ids, Sql.Row<ObjectNode> row) throws SQLException {
        Map<String, List<ObjectNode>> byRun = new HashMap<>();
        sql.list(select + " where run_id = any(?) order by position", found ->
                byRun.computeIfAbsent(found.getString("run_id"), id -> new ArrayList<>()).add(row.read(found)), ids);
        return byRun;
    }

    private static ObjectNode dataset(ResultSet row) throws SQLException {
        ObjectNode dataset = Nodes.object().put("name", row.getString("name")).put("digest", row.getString("digest"))
                .put("source_type", row.getString("source_type")).put("source", row.getString("source"));
        for (String optional : new String[] {"schema", "profile"}) {
            if (row.getString(optional) != null) {
                dataset.put(optional, row.getString(optional));
            }
        }
        ObjectNode input = Nodes.object();
        ArrayNode tags = (ArrayNode) Json.parse(row.getString("tags"));
        if (!tags.isEmpty()) {
            input.set("tags", tags);
        }
        return input.set("dataset", dataset);
    }
}
