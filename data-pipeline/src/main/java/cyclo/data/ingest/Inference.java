package cyclo.data.ingest;

import cyclo.common.table.ValueType;
import cyclo.data.engine.Engine;
import cyclo.data.ingest.Source.SourceColumn;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Finds the types of a source without declared columns, from all rows of all its files, so that no row is bad because of a guess. */
final class Inference {
    private final Engine engine;
    private final Source source;
    private final Map<String, ValueType> types = new LinkedHashMap<>();

    Inference(Engine engine, Source source) {
        this.engine = engine;
        this.source = source;
    }

    /** Takes one more file of text into account. */
    void look(SourceFile file) throws SQLException, IOException {
        RawTable.of(engine, file).read(new Quarantine());
        List<String> names = engine.columns("raw").keySet().stream().filter(Inference::isOwn).toList();
        Map<String, Object> counts = engine.row("SELECT " + Conversion.inferenceList(names, source.text()) + " FROM raw");
        for (SourceColumn column : Conversion.inferred(names, counts)) {
            boolean empty = ((Number) counts.get("all" + names.indexOf(column.name()))).longValue() == 0;
            types.merge(column.name(), empty ? ValueType.NULL : column.type(), Inference::common);
        }
    }

    List<SourceColumn> columns() {
        List<SourceColumn> columns = new ArrayList<>();
        types.forEach((name, type) -> columns.add(new SourceColumn(name, name, type == ValueType.NULL ? ValueType.STRING : type)));
        return columns;
    }

    /** The columns of a Parquet file as they are; types the stores do not know become the nearest that they do. */
    static List<SourceColumn> own(Map<String, String> types) {
        List<SourceColumn> columns = new ArrayList<>();
        types.forEach((name, type) -> {
            if (isOwn(name)) {
                columns.add(new SourceColumn(name, name, nearest(type)));
            }
        });
        return columns;
    }

    /** The type of a table's column that holds the values of an engine's type. */
    static ValueType nearest(String sqlType) {
        if (sqlType.endsWith("[]")) {
            return ValueType.ofNumber(nearest(sqlType.substring(0, sqlType.length() - 2)).number() + 10).orElse(ValueType.STRING);
        }
        String plain = sqlType.replaceFirst("\\(.*", "");
        return switch (plain) {
            case "TINYINT", "SMALLINT", "INTEGER", "UTINYINT", "USMALLINT" -> ValueType.INT32;
            case "BIGINT", "UINTEGER", "UBIGINT", "HUGEINT" -> ValueType.INT64;
            case "DOUBLE", "DECIMAL" -> ValueType.DOUBLE;
            case "FLOAT" -> ValueType.FLOAT;
            case "BOOLEAN" -> ValueType.BOOL;
            case "BLOB" -> ValueType.BYTES;
            case "DATE", "TIMESTAMP", "TIMESTAMP WITH TIME ZONE", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS" -> ValueType.UNIX_TIMESTAMP;
            default -> ValueType.STRING;
        };
    }

    private static ValueType common(ValueType a, ValueType b) {
        if (a == b || b == ValueType.NULL) {
            return a;
        }
        boolean numbers = a.isNumeric() && b.isNumeric();
        return a == ValueType.NULL ? b : numbers ? ValueType.DOUBLE : ValueType.STRING;
    }

    private static boolean isOwn(String name) {
        return !name.equals(RawTable.ROW) && !name.equals(JsonLines.LINE);
    }
}
