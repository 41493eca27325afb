package cyclo.tracking;

import com.fasterxml.jackson.databind.node.ObjectNode;
import cyclo.tracking.sql.Sql;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A table of keys and values that belong to something: the tags of a run, the parameters of a model.
 *
 * @param table the table
 * @param owner the columns that say to whom a row belongs
 */
record KeyValues(String table, String... owner) {
    static final KeyValues EXPERIMENT_TAGS = new KeyValues("experiment_tags", "experiment_id");
    static final KeyValues RUN_TAGS = new KeyValues("run_tags", "run_id");
    static final KeyValues RUN_PARAMS = new KeyValues("params", "run_id");
    static final KeyValues LOGGED_MODEL_TAGS = new KeyValues("logged_model_tags", "model_id");
    static final KeyValues LOGGED_MODEL_PARAMS = new KeyValues("logged_model_params", "model_id");
    static final KeyValues REGISTERED_MODEL_TAGS = new KeyValues("registered_model_tags", "name");
    static final KeyValues MODEL_VERSION_TAGS = new KeyValues("model_version_tags", "name", "version");

    /** Reads and checks a list of keys and values; of equal keys the last one wins. */
    static Map<String, String> of(List<Call> items, int longestValue) {
        Map<String, String> values = new LinkedHashMap<>();
        for (Call item : items) {
            values.put(Names.key(item), Names.atMost(longestValue, "value of '" + item.text("key") + "'", item.text("value", "")));
        }
        return values;
    }

    static Map<String, String> tag(Call call) {
        return of(List.of(call), Names.LONGEST_TAG);
    }

    List<ObjectNode> read(Sql sql, Object... ownerId) throws SQLException {
        return sql.list("select key, value from %s where %s order by position".formatted(table, owners(" = ?", " and ")),
                row -> Nodes.keyValue(row.getString("key"), row.getString("value")), ownerId);
    }

    /** Inserts, or replaces the values of keys that are there. */
    void put(Sql sql, Map<String, String> values, Object... ownerId) throws SQLException {
        insert(sql, values, "do update set value = excluded.value", ownerId);
    }

    /** Inserts what is never changed afterwards: the same value again is no fault, another value is refused. */
    void putOnce(Sql sql, Map<String, String> values, Object... ownerId) throws SQLException {
        insert(sql, values, "do nothing", ownerId);
        final String changed = """
                select old.key, old.value as old_value, new.value as new_value
                from %s old join unnest(?, ?) as new(key, value) on old.key = new.key and old.value <> new.value
                where %s limit 1""".formatted(table, owners(" = ?", " and "));
        List<Object> parameters = new ArrayList<>(List.of(List.copyOf(values.keySet()), List.copyOf(values.values())));
        parameters.addAll(List.of(ownerId));
        sql.first(changed, row -> MlflowException.invalid(
                "Changing param values is not allowed. Param with key='%s' was already logged with value='%s' for %s ID='%s'. Attempted logging new "
                        + "value '%s'.",
                row.getString("key"), row.getString("old_value"), owner[0].replace("_id", ""), ownerId[0], row.getString("new_value")), parameters.toArray())
                .ifPresent(refusal -> {
                    throw refusal;
                });
    }

    /** Whether there was such a key. */
    boolean delete(Sql sql, String key, Object... ownerId) throws SQLException {
        List<Object> parameters = new ArrayList<>(List.of(ownerId));
        parameters.add(key);
        return sql.update("delete from %s where %s and key = ?".formatted(table, owners(" = ?", " and ")), parameters.toArray()) > 0;
    }

    private void insert(Sql sql, Map<String, String> values, String onConflict, Object... ownerId) throws SQLException {
        if (values.isEmpty()) {
            return;
        }
        String placeholders = String.join(", ", Collections.nCopies(owner.length, "?"));
        final String insert = """
                insert into %s (%s, key, value)
                select %s, key, value from unnest(?, ?) with ordinality as new(key, value, nth) order by nth
                on conflict (%s, key) %s""".formatted(table, owners("", ", "), placeholders, owners("", ", "), onConflict);
        List<Object> parameters = new ArrayList<>(List.of(ownerId));
        parameters.add(List.copyOf(values.keySet()));
        parameters.add(List.copyOf(values.values()));
        sql.update(insert, parameters.toArray());
    }

    private String owners(String suffix, String separator) {
        return String.join(separator, java.util.Arrays.stream(owner).map(column -> column + suffix).toList());
    }
}
