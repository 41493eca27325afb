package cyclo.common.table;

import cyclo.common.Suggestion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Columns of equal length with distinct names, in memory and immutable. */
public final class Table {
    private final Map<String, Column> columns = new LinkedHashMap<>();
    private final int rows;

    /** @throws IllegalArgumentException if two columns share a name or differ in length */
    public Table(List<Column> columns) {
        this.rows = columns.isEmpty() ? 0 : columns.get(0).size();
        for (Column column : columns) {
            if (column.size() != rows) {
                throw new IllegalArgumentException("Column '%s' has %d rows, the others have %d".formatted(column.name(), column.size(), rows));
            }
            if (this.columns.put(column.name(), column) != null) {
                throw new IllegalArgumentException("Two columns are called '%s'".formatted(column.name()));
            }
        }
    }

    public static Table of(Column... columns) {
        return new Table(List.of(columns));
    }

    public int rows() {
        return rows;
    }

    public List<Column> columns() {
        return List.copyOf(columns.values());
    }

    public List<String> names() {
        return List.copyOf(columns.keySet());
    }

    public Optional<Column> find(String name) {
        return Optional.ofNullable(columns.get(name));
    }

    public boolean has(String name) {
        return columns.containsKey(name);
    }

    /** @throws IllegalArgumentException that names the columns there are */
    public Column column(String name) {
        return find(name).orElseThrow(() -> new IllegalArgumentException(
                "There is no column '%s'.%s".formatted(name, Suggestion.sentence(name, columns.keySet()))));
    }

    /** This table with {@code column} added at the end, or in place of the one of the same name. */
    public Table with(Column column) {
        Map<String, Column> changed = new LinkedHashMap<>(columns);
        changed.put(column.name(), column);
        return new Table(List.copyOf(changed.values()));
    }

    public Table select(List<String> names) {
        return new Table(names.stream().map(this::column).toList());
    }

    public Table without(String name) {
        return new Table(columns().stream().filter(column -> !column.name().equals(name)).toList());
    }

    /** The given rows, in that order; an index of -1 gives a row of nulls. */
    public Table rows(int[] indices) {
        return new Table(columns().stream().map(column -> column.rows(indices)).toList());
    }

    public Table head(int count) {
        return slice(0, Math.min(count, rows));
    }

    /** The rows from {@code from} on, before {@code to}. */
    public Table slice(int from, int to) {
        return new Table(columns().stream().map(column -> column.slice(from, to)).toList());
    }

    /** One row as name to value, null for null, in column order. */
    public Map<String, Object> row(int row) {
        Map<String, Object> values = new LinkedHashMap<>();
        columns.values().forEach(column -> values.put(column.name(), column.value(row)));
        return values;
    }

    /** One row under another. @throws IllegalArgumentException if names or types differ */
    public static Table concat(List<Table> parts) {
        List<Column> joined = new ArrayList<>();
        for (Column first : parts.get(0).columns()) {
            joined.add(Column.concat(parts.stream().map(part -> part.column(first.name())).toList()));
        }
        return new Table(joined);
    }
}
