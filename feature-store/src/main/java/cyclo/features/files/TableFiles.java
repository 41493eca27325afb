package cyclo.features.files;

import cyclo.common.table.Table;
import java.nio.file.Path;

/** Tables in files: {@code .csv .tsv .json .jsonl .ndjson}, each also {@code .gz}, and {@code .parquet}. */
public final class TableFiles {
    private TableFiles() {}

    /**
     * Reads a whole file. Types are the file's own (Parquet) or inferred; times without a zone are UTC.
     *
     * @throws cyclo.common.CycloException (usage) that names the file when it is missing, empty, cut short or of an unknown format
     */
    public static Table read(Path file) {
        throw new UnsupportedOperationException("read " + file);
    }

    /** Replaces {@code file} by {@code table} in one move. */
    public static void write(Table table, Path file) {
        throw new UnsupportedOperationException("write " + file + table);
    }
}
