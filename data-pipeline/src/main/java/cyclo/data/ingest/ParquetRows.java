package cyclo.data.ingest;

import cyclo.data.engine.Engine;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Parquet, with its own types. */
final class ParquetRows implements RawTable {
    private final Engine engine;
    private final SourceFile file;

    ParquetRows(Engine engine, SourceFile file) {
        this.engine = engine;
        this.file = file;
    }

    @Override public void read(Quarantine quarantine) throws SQLException {
        String parquet = "read_parquet(" + Engine.text(file.path().toString()) + ", file_row_number = true)";
        try {
            List<String> columns = engine.columns(parquet).keySet().stream().filter(column -> !column.equals("file_row_number")).toList();
            file.requireColumns(columns, "");
            engine.execute("CREATE OR REPLACE TEMP TABLE raw AS SELECT file_row_number + 1 AS __row, * EXCLUDE (file_row_number) FROM " + parquet);
        } catch (SQLException e) {
            throw file.unreadable(e);
        }
    }

    /** A line is the number of the row in the file. */
    @Override public void quarantine(TreeMap<Long, Map<String, Object>> columnAndReason, Quarantine quarantine) throws SQLException {
        for (Map.Entry<Long, Map<String, Object>> row : columnAndReason.entrySet()) {
            String values = (String) engine.row("SELECT to_json(raw)::VARCHAR AS row FROM raw WHERE __row = " + row.getKey()).get("row");
            quarantine.add(file.badRow(row.getKey(), row.getValue(), values));
        }
    }
}
