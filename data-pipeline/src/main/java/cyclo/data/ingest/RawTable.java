package cyclo.data.ingest;

import cyclo.data.engine.Engine;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;

/**
 * One file as the engine reads it, before any type is applied: a temporary table {@code raw} with the file's columns (text, or
 * Parquet's own types) and {@code __row}, the row's place among them from 1. Rows that are no rows go to the quarantine.
 */
sealed interface RawTable permits DelimitedText, JsonLines, ParquetRows {
    String ROW = "__row";

    /** Makes {@code raw}, in place of the one of the file before. */
    void read(Quarantine quarantine) throws SQLException, IOException;

    /** Brings rows of {@code raw} to the quarantine, with their lines and texts. @param columnAndReason by row number */
    void quarantine(TreeMap<Long, Map<String, Object>> columnAndReason, Quarantine quarantine) throws SQLException;

    static RawTable of(Engine engine, SourceFile file) {
        return switch (file.format()) {
            case CSV, TSV -> new DelimitedText(engine, file);
            case JSONL -> new JsonLines(engine, file);
            case PARQUET -> new ParquetRows(engine, file);
        };
    }
}
