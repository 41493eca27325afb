package cyclo.tracking;

import com.fasterxml.jackson.databind.node.ObjectNode;
import cyclo.tracking.sql.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/** A model version as clients see it. */
final class VersionRecord {
    private VersionRecord() {}

    /** @throws MlflowException if there is no such version */
    static ObjectNode require(Sql sql, String name, int version) throws SQLException {
        ObjectNode node = sql.first("select * from model_versions where name = ? and version = ?", VersionRecord::node, name, version)
                .orElseThrow(() -> MlflowException.missing("Model Version (name=%s, version=%d) not found", name, version));
        return complete(sql, node);
    }

    /** The newest version of each stage, the oldest of them first. */
    static List<ObjectNode> latest(Sql sql, String name, List<String> stages) throws SQLException {
        final String latest = """
                select * from (select distinct on (stage) * from model_versions where name = ? order by stage, version desc) as latest
                where stage = any(?) order by version""";
        List<ObjectNode> versions = sql.list(latest, VersionRecord::node, name, stages.isEmpty() ? ModelVersions.STAGES : stages);
        for (ObjectNode version : versions) {
            complete(sql, version);
        }
        return versions;
    }

    static ObjectNode node(ResultSet row) throws SQLException {
        return Nodes.object().put("name", row.getString("name")).put("version", row.getString("version"))
                .put("creation_timestamp", row.getLong("created")).put("last_updated_timestamp", row.getLong("updated"))
                .put("current_stage", row.getString("stage")).put("description", row.getString("description"))
                .put("source", row.getString("source")).put("run_id", row.getString("run_id")).put("status", "READY").put("run_link",
                        row.getString("run_link"));
    }

    /** Adds tags and aliases to what {@link #node} read. */
    static ObjectNode complete(Sql sql, ObjectNode node) throws SQLException {
        String name = node.get("name").textValue();
        int version = Integer.parseInt(node.get("version").textValue());
        Nodes.put(node, "tags", KeyValues.MODEL_VERSION_TAGS.read(sql, name, version));
        List<String> aliases = sql.list("select alias from registered_model_aliases where name = ? and version = ? order by position",
                row -> row.getString(1), name, version);
        if (!aliases.isEmpty()) {
            aliases.forEach(node.putArray("aliases")::add);
        }
        return node;
    }
}
