package cyclo.data.ingest;

import static cyclo.data.engine.Engine.name;
import static cyclo.data.engine.Engine.text;

import cyclo.common.CycloException;
import cyclo.common.Suggestion;
import cyclo.data.engine.Engine;
import cyclo.data.ingest.CsvRecords.CsvRecord;
import cyclo.data.ingest.Quarantine.BadRow;
import cyclo.data.ingest.Source.Format;
import cyclo.data.ingest.Source.SourceColumn;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * One file as the engine reads it, before any type is applied: a temporary table {@code raw} with the file's columns (text, or
 * Parquet's own types) and {@code __row}, the row's place in the file from 1. Rows that are no rows go to the quarantine.
 */
final class RawTable {
    static final String ROW = "__row";

    private final Engine engine;
    private final Source source;
    private final Path file;
    private final String shown;
    private final Format format;
    private Map<String, String> types = Map.of();
    private boolean broken;

    /** @param shown the file as a person would write it */
    RawTable(Engine engine, Source source, Path file, String shown, Format format) {
        this.engine = engine;
        this.source = source;
        this.file = file;
        this.shown = shown;
        this.format = format;
    }

    /** The engine's types of the columns that were read, by their names in the file. */
    Map<String, String> types() {
        return types;
    }

    String shown() {
        return shown;
    }

    /** Reads the file; returns how many rows {@code raw} has. */
    long read(Quarantine quarantine) throws SQLException {
        try {
            if (Files.size(file) == 0) {
                throw CycloException.usage("Cannot ingest source '%s': %s is empty (0 bytes).", source.name(), shown);
            }
            requireWholePack();
            switch (format) {
                case CSV, TSV -> readDelimited(quarantine);
                case JSONL -> readJsonLines(quarantine);
                case PARQUET -> readParquet();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file, e);
        }
        types = engine.columns("raw");
        return engine.count("SELECT count(*) FROM raw");
    }

    /** Brings rows of {@code raw} to the quarantine, with their lines and texts. @param columnAndReason by row number */
    void quarantineRows(TreeMap<Long, Map<String, Object>> columnAndReason, Quarantine quarantine) throws SQLException {
        if (delimited() && !columnAndReason.isEmpty()) {
            int columns = types.size() - 1;
            try (CsvRecords records = records(columns)) {
                records.next();
                long row = 0;
                for (Optional<CsvRecord> next = records.next(); next.isPresent() && !columnAndReason.isEmpty(); next = records.next()) {
                    row += broken && !next.get().problem(columns).isEmpty() ? 0 : 1;
                    Map<String, Object> bad = columnAndReason.remove(row);
                    if (bad != null) {
                        quarantine.add(badRow(next.get().line(), bad, next.get().text()));
                    }
                }
            }
        }
        for (Map.Entry<Long, Map<String, Object>> left : columnAndReason.entrySet()) {
            String row = format == Format.JSONL ? "__line" : "to_json(raw)";
            String sql = "SELECT " + row + "::VARCHAR AS row FROM raw WHERE " + ROW + " = " + left.getKey();
            quarantine.add(badRow(left.getKey(), left.getValue(), (String) engine.row(sql).get("row")));
        }
    }

    private CsvRecords records(int columns) {
        return new CsvRecords(file, source.text().encoding(), source.delimiter(format), columns == 1);
    }

    /** The engine takes a packed file that was cut short between two rows for a whole one. */
    private void requireWholePack() {
        if (file.toString().endsWith(".gz")) {
            try (InputStream packed = new GZIPInputStream(Files.newInputStream(file), 1 << 16)) {
                packed.transferTo(OutputStream.nullOutputStream());
            } catch (IOException e) {
                throw CycloException.usage("Cannot ingest source '%s': cannot read %s: the packed file was cut short or is damaged (%s). Copy it again.",
                        source.name(), shown, e.getMessage(), e);
            }
        }
    }

    private boolean delimited() {
        return format == Format.CSV || format == Format.TSV;
    }

    private BadRow badRow(long line, Map<String, Object> columnAndReason, String row) {
        return new BadRow(shown, line, (String) columnAndReason.get("column"), (String) columnAndReason.get("reason"), row, 1);
    }

    private void readDelimited(Quarantine quarantine) throws SQLException, IOException {
        String delimiter = source.delimiter(format);
        List<String> header = CsvRecords.header(file, source.text().encoding(), delimiter);
        requireColumns(header, header.size() == 1 ? separatorHint(header.get(0)) : "");
        if (Set.copyOf(header).size() < header.size() || header.contains("")) {
            throw CycloException.usage("Cannot ingest source '%s': the header of %s has a name twice, or an empty one: %s.", source.name(), shown,
                    String.join(delimiter, header));
        }
        try {
            engine.execute(readCsv(header, file, source.text().encoding()));
        } catch (SQLException e) {
            readWithoutBroken(header, quarantine);
        }
    }

    /**
     * The engine refused the file. Told to pass over rows that are broken, it would lose rows without a word: what follows an open
     * quote is skipped up to where another thread began. So rows that are whole are copied, and the engine reads these.
     */
    private void readWithoutBroken(List<String> header, Quarantine quarantine) throws SQLException, IOException {
        broken = true;
        Path whole = Files.createTempFile(engine.folder(), "whole", ".csv");
        try (CsvRecords records = records(header.size()); BufferedWriter writer = Files.newBufferedWriter(whole)) {
            for (Optional<CsvRecord> next = records.next(); next.isPresent(); next = records.next()) {
                CsvRecord record = next.get();
                String problem = record.problem(header.size());
                if (problem.isEmpty()) {
                    writer.write(record.text());
                    writer.write('\n');
                } else {
                    quarantine.add(new BadRow(shown, record.line(), "", problem, record.text(), record.lines()));
                }
            }
        }
        try {
            engine.execute(readCsv(header, whole, "utf-8"));
        } catch (SQLException e) {
            throw unreadable(e);
        } finally {
            Files.deleteIfExists(whole);
        }
    }

    private String readCsv(List<String> header, Path csv, String encoding) {
        String columns = header.stream().map(column -> text(column) + ": 'VARCHAR'").collect(Collectors.joining(", ", "{", "}"));
        String nulls = Stream.concat(Stream.of(""), source.nulls().stream()).map(Engine::text).collect(Collectors.joining(", "));
        return """
                CREATE OR REPLACE TEMP TABLE raw AS SELECT row_number() OVER () AS __row, * FROM read_csv(%s, columns = %s, header = true, delim = %s,
                    quote = '"', escape = '"', nullstr = [%s], auto_detect = false, strict_mode = true, encoding = %s)
                """.formatted(text(csv.toString()), columns, text(source.delimiter(format)), nulls, text(encoding));
    }

    private void readJsonLines(Quarantine quarantine) throws SQLException {
        try {
            engine.execute("""
                    CREATE OR REPLACE TEMP TABLE lines AS SELECT row_number() OVER () AS __row, line AS __line FROM read_csv(%s,
                        columns = {'line': 'VARCHAR'}, header = false, delim = '\u0001', quote = '', escape = '', auto_detect = false)
                    """.formatted(text(file.toString())));
        } catch (SQLException e) {
            throw unreadable(e);
        }
        String isObject = "(json_valid(__line) AND json_type(CASE WHEN json_valid(__line) THEN __line END) = 'OBJECT')";
        for (Map<String, Object> bad : engine.rows("SELECT __row, __line FROM lines WHERE __line IS NOT NULL AND NOT " + isObject + " LIMIT " + Quarantine.KEPT)) {
            quarantine.add(new BadRow(shown, ((Number) bad.get(ROW)).longValue(), "", "not a JSON object", (String) bad.get("__line"), 1));
        }
        engine.execute("DELETE FROM lines WHERE __line IS NULL OR NOT " + isObject);
        Map<String, String> paths = new LinkedHashMap<>();
        for (Map<String, Object> key : engine.rows("SELECT DISTINCT unnest(json_keys(__line)) AS key FROM lines ORDER BY key")) {
            String from = (String) key.get("key");
            paths.put(from, "$.\"" + from.replace("\"", "\\\"") + "\"");
        }
        requireColumns(List.copyOf(paths.keySet()), "");
        StringBuilder columns = new StringBuilder();
        paths.forEach((from, path) -> columns.append(", ").append(withoutNulls("json_extract_string(__line, %s)".formatted(text(path))))
                .append(" AS ").append(name(from)));
        engine.execute("CREATE OR REPLACE TEMP TABLE raw AS SELECT __row, __line" + columns + " FROM lines");
    }

    private void readParquet() throws SQLException {
        String parquet = "read_parquet(" + text(file.toString()) + ", file_row_number = true)";
        try {
            List<String> columns = engine.columns(parquet).keySet().stream().filter(column -> !column.equals("file_row_number")).toList();
            requireColumns(columns, "");
            engine.execute("CREATE OR REPLACE TEMP TABLE raw AS SELECT file_row_number + 1 AS __row, * EXCLUDE (file_row_number) FROM " + parquet);
        } catch (SQLException e) {
            throw unreadable(e);
        }
    }

    private String withoutNulls(String value) {
        return source.nulls().isEmpty() ? value
                : "CASE WHEN %s NOT IN (%s) THEN %s END".formatted(value, source.nulls().stream().map(Engine::text).collect(Collectors.joining(", ")), value);
    }

    private void requireColumns(List<String> present, String hint) {
        for (SourceColumn column : source.columns()) {
            if (!present.contains(column.from())) {
                throw CycloException.usage("Cannot ingest source '%s': %s has no column '%s'.%s%s", source.name(), shown, column.from(),
                        Suggestion.sentence(column.from(), present), hint);
            }
        }
    }

    private static String separatorHint(String onlyName) {
        String separator = onlyName.contains("\t") ? "tabs: say 'format: tsv'" : onlyName.contains(";") ? "semicolons: say 'delimiter: \";\"'" : "";
        return separator.isEmpty() ? "" : " Its columns seem to be separated by " + separator + ".";
    }

    private CycloException unreadable(SQLException e) {
        String message = e.getMessage();
        String why = format == Format.PARQUET && message.matches("(?s).*([Mm]agic bytes|too small|footer|Footer).*")
                ? "it is not a whole Parquet file; it was cut short, or is something else. Copy it again"
                : message.lines().findFirst().orElse(message).replaceFirst("^[A-Za-z ]*Error: ", "");
        return CycloException.usage("Cannot ingest source '%s': cannot read %s: %s.", source.name(), shown, why, e);
    }
}
