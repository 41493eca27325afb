package cyclo.models;

import com.fasterxml.jackson.databind.JsonNode;
import cyclo.common.table.Column;
import cyclo.common.table.Table;
import cyclo.common.table.ValueType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Rows of a model's inputs as JSON, from which exactly the same values are read back; NaN becomes null, as a model treats it. */
final class TableJson {
    private TableJson() {}

    static Map<String, Object> describe(Table rows) {
        List<Object> columns = new ArrayList<>();
        rows.columns().forEach(column -> columns.add(Map.of("name", column.name(), "type", column.type().name())));
        List<Object> lines = new ArrayList<>();
        for (int row = 0; row < rows.rows(); row++) {
            lines.add(new ArrayList<>(rows.row(row).values().stream().map(TableJson::cell).toList()));
        }
        return new LinkedHashMap<>(Map.of("columns", columns, "rows", lines));
    }

    static Table parse(JsonNode node) {
        List<Column> columns = new ArrayList<>();
        for (JsonNode column : node.path("columns")) {
            InputColumn input = Encoding.parseInput(column);
            Column.Builder builder = Column.builder(input.name(), input.type(), node.path("rows").size());
            for (JsonNode row : node.path("rows")) {
                builder.add(value(row.path(columns.size()), input.type()));
            }
            columns.add(builder.build());
        }
        return new Table(columns);
    }

    /** As the model file's JSON knows it; a text for an instant, {@link CanonicalJson#NULL} for null. */
    private static Object cell(Object value) {
        boolean missing = value == null || value instanceof Double number && number.isNaN() || value instanceof Float real && real.isNaN();
        return missing ? CanonicalJson.NULL : value instanceof Instant time ? time.toString() : value;
    }

    private static Object value(JsonNode cell, ValueType type) {
        if (cell.isNull()) {
            return null;
        }
        return switch (type) {
            case STRING -> cell.asText();
            case INT32 -> cell.intValue();
            case INT64 -> cell.longValue();
            case DOUBLE -> CanonicalJson.number(cell);
            case FLOAT -> CanonicalJson.real(cell);
            case BOOL -> cell.booleanValue();
            case UNIX_TIMESTAMP -> Instant.parse(cell.asText());
            default -> throw new IllegalArgumentException("a model has no inputs of type " + type);
        };
    }
}
