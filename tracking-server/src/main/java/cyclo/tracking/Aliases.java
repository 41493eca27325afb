package cyclo.tracking;

import com.fasterxml.jackson.databind.node.ObjectNode;
import cyclo.tracking.sql.Database;

/** {@code registered-models/alias}: names such as champion that move from version to version. */
final class Aliases {
    private final Database database;

    Aliases(Database database) {
        this.database = database;
    }

    void addTo(Api api) {
        api.get("registered-models/alias", this::aliased);
        api.post("registered-models/alias", this::alias);
        api.delete("registered-models/alias", this::unalias);
    }

    private ObjectNode aliased(Call call) {
        String name = call.text("name");
        String alias = call.text("alias");
        return database.in(sql -> {
            RegisteredModels.require(sql, name);
            int version = sql.first("select version from registered_model_aliases where name = ? and alias = ?", row -> row.getInt(1), name, alias)
                    .orElseThrow(() -> MlflowException.invalid("Registered model alias %s not found.", alias));
            return Nodes.object("model_version", VersionRecord.require(sql, name, version));
        });
    }

    private ObjectNode alias(Call call) {
        String name = call.text("name");
        String alias = Names.alias(call.text("alias"));
        int version = ModelVersions.version(call);
        final String set = """
                insert into registered_model_aliases (name, alias, version) values (?, ?, ?)
                on conflict (name, alias) do update set version = excluded.version""";
        return database.in(sql -> {
            VersionRecord.require(sql, name, version);
            sql.update(set, name, alias, version);
            return Nodes.object();
        });
    }

    private ObjectNode unalias(Call call) {
        String name = call.text("name");
        return database.in(sql -> {
            RegisteredModels.require(sql, name);
            sql.update("delete from registered_model_aliases where name = ? and alias = ?", name, call.text("alias"));
            return Nodes.object();
        });
    }
}
