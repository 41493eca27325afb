package cyclo.tracking.search;

import cyclo.tracking.MlflowException;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** What one kind of search can speak of, and the columns behind it. Built once for each; its SQL comes from code, never from a request. */
public final class Fields {
    record Column(String sql, boolean number) {}

    /** A table of keys and values, such as tags, or of named columns, such as datasets; {@code x} is its alias. */
    record Keyed(String table, String owner, boolean number, Map<String, String> columns) {}

    private final Map<String, Column> attributes = new LinkedHashMap<>();
    private final Map<Kind, Keyed> keyed = new EnumMap<>(Kind.class);

    public Fields text(String name, String column) {
        attributes.put(name, new Column(column, false));
        return this;
    }

    public Fields number(String name, String column) {
        attributes.put(name, new Column(column, true));
        return this;
    }

    /** Another name of an attribute. */
    public Fields alias(String alias, String name) {
        attributes.put(alias, attributes.get(name));
        return this;
    }

    /** @param owner joins a row {@code x} of {@code table} to the row that is searched, such as {@code x.run_id = r.id} */
    public Fields texts(Kind kind, String table, String owner) {
        keyed.put(kind, new Keyed(table, owner, false, Map.of()));
        return this;
    }

    public Fields numbers(Kind kind, String table, String owner) {
        keyed.put(kind, new Keyed(table, owner, true, Map.of()));
        return this;
    }

    /** A table whose keys are columns of its own. */
    public Fields columns(Kind kind, String table, String owner, Map<String, String> columns) {
        keyed.put(kind, new Keyed(table, owner, false, columns));
        return this;
    }

    /** @throws MlflowException (invalid parameter) if this search knows no such kind */
    Kind kind(String entity) {
        return Kind.of(entity).filter(kind -> kind == Kind.ATTRIBUTE || keyed.containsKey(kind)).orElseThrow(() -> MlflowException.invalid(
                "Invalid entity type '%s'. Valid values are [%s]", entity, java.util.Arrays.stream(Kind.values())
                        .filter(kind -> kind == Kind.ATTRIBUTE || keyed.containsKey(kind))
                        .map(kind -> "'" + kind.label() + "'").collect(Collectors.joining(", "))));
    }

    /** @throws MlflowException (invalid parameter) if there is no such attribute */
    Column attribute(String key) {
        Column column = attributes.get(key);
        if (column == null) {
            throw MlflowException.invalid("Invalid attribute key '%s' specified. Valid keys are '{%s}'", key,
                    attributes.keySet().stream().map(name -> "'" + name + "'").collect(Collectors.joining(", ")));
        }
        return column;
    }

    Keyed keyed(Kind kind) {
        return keyed.get(kind);
    }
}
