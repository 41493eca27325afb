package cyclo.data.ingest;

import static cyclo.data.engine.Engine.name;
import static cyclo.data.engine.Engine.text;

import cyclo.data.engine.Engine;
import cyclo.data.ingest.Quarantine.BadRow;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** One JSON object a line; empty lines are no rows. Values are taken as text, so that types mean the same as in CSV. */
final class JsonLines implements RawTable {
    /** The whole line, in {@code raw} beside its values. */
    static final String LINE = "__line";

    private final Engine engine;
    private final SourceFile file;

    JsonLines(Engine engine, SourceFile file) {
        this.engine = engine;
        this.file = file;
    }

    @Override public void read(Quarantine quarantine) throws SQLException {
        try {
            engine.execute("""
                    CREATE OR REPLACE TEMP TABLE lines AS SELECT row_number() OVER () AS __row, line AS __line FROM read_csv(%s,
                        columns = {'line': 'VARCHAR'}, header = false, delim = '\u0001', quote = '', escape = '', auto_detect = false, encoding = %s)
                    """.formatted(text(file.path().toString()), text(file.source().text().encoding())));
        } catch (SQLException e) {
            throw file.unreadable(e);
        }
        String isObject = "(json_valid(__line) AND json_type(CASE WHEN json_valid(__line) THEN __line END) = 'OBJECT')";
        String noObjects = "FROM lines WHERE __line IS NOT NULL AND NOT " + isObject;
        for (Map<String, Object> bad : engine.rows("SELECT __row, __line " + noObjects + " LIMIT " + Quarantine.KEPT)) {
            quarantine.add(new BadRow(file.shown(), ((Number) bad.get(ROW)).longValue(), "", "not a JSON object", (String) bad.get(LINE), 1));
        }
        quarantine.addUnseen(Math.max(0, engine.count("SELECT count(*) " + noObjects) - Quarantine.KEPT));
        engine.execute("DELETE FROM lines WHERE __line IS NULL OR NOT " + isObject);
        Map<String, String> paths = new LinkedHashMap<>();
        for (Map<String, Object> key : engine.rows("SELECT DISTINCT unnest(json_keys(__line)) AS key FROM lines ORDER BY key")) {
            String from = (String) key.get("key");
            paths.put(from, "$.\"" + from.replace("\"", "\\\"") + "\"");
        }
        file.requireColumns(List.copyOf(paths.keySet()), paths.isEmpty() ? " None of its lines is a JSON object; one on each line is expected." : "");
        StringBuilder columns = new StringBuilder();
        paths.forEach((from, path) -> columns.append(", ").append(withoutNulls("json_extract_string(__line, %s)".formatted(text(path))))
                .append(" AS ").append(name(from)));
        engine.execute("CREATE OR REPLACE TEMP TABLE raw AS SELECT __row, __line" + columns + " FROM lines");
    }

    @Override public void quarantine(TreeMap<Long, Map<String, Object>> columnAndReason, Quarantine quarantine) throws SQLException {
        for (Map.Entry<Long, Map<String, Object>> row : columnAndReason.entrySet()) {
            String line = (String) engine.row("SELECT __line FROM raw WHERE __row = " + row.getKey()).get(LINE);
            quarantine.add(file.badRow(row.getKey(), row.getValue(), line));
        }
    }

    private String withoutNulls(String value) {
        String nulls = file.source().nulls().stream().map(Engine::text).collect(Collectors.joining(", "));
        return nulls.isEmpty() ? value : "CASE WHEN %s NOT IN (%s) THEN %s END".formatted(value, nulls, value);
    }
}
