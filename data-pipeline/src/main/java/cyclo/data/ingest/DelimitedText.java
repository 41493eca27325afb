package cyclo.data.ingest;

import static cyclo.data.engine.Engine.text;

import cyclo.common.CycloException;
import cyclo.data.engine.Engine;
import cyclo.data.ingest.CsvRecords.CsvRecord;
import cyclo.data.ingest.Quarantine.BadRow;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** CSV and TSV, with a header. */
final class DelimitedText implements RawTable {
    private final Engine engine;
    private final SourceFile file;
    private final String delimiter;
    private int columns;
    private boolean broken;

    DelimitedText(Engine engine, SourceFile file) {
        this.engine = engine;
        this.file = file;
        this.delimiter = file.source().delimiter(file.format());
    }

    @Override public void read(Quarantine quarantine) throws SQLException, IOException {
        List<String> header = CsvRecords.header(file.path(), file.source().text().encoding(), delimiter);
        columns = header.size();
        file.requireColumns(header, header.size() == 1 ? separatorHint(header.get(0)) : "");
        if (Set.copyOf(header).size() < header.size() || header.contains("")) {
            throw CycloException.usage("Cannot ingest source '%s': the header of %s has a name twice, or an empty one: %s.", file.source().name(), file.shown(),
                    String.join(delimiter, header));
        }
        try {
            engine.execute(readCsv(header, file.path(), file.source().text().encoding()));
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
        try (CsvRecords records = records(); BufferedWriter writer = Files.newBufferedWriter(whole)) {
            for (Optional<CsvRecord> next = records.next(); next.isPresent(); next = records.next()) {
                CsvRecord record = next.get();
                String problem = record.problem(columns);
                if (problem.isEmpty()) {
                    writer.write(record.text());
                    writer.write('\n');
                } else {
                    quarantine.add(new BadRow(file.shown(), record.line(), "", problem, record.text(), record.lines()));
                }
            }
        }
        try {
            engine.execute(readCsv(header, whole, "utf-8"));
        } catch (SQLException e) {
            throw file.unreadable(e);
        } finally {
            Files.deleteIfExists(whole);
        }
    }

    private String readCsv(List<String> header, Path csv, String encoding) {
        String named = header.stream().map(column -> text(column) + ": 'VARCHAR'").collect(Collectors.joining(", ", "{", "}"));
        String nulls = Stream.concat(Stream.of(""), file.source().nulls().stream()).map(Engine::text).collect(Collectors.joining(", "));
        return """
                CREATE OR REPLACE TEMP TABLE raw AS SELECT row_number() OVER () AS __row, * FROM read_csv(%s, columns = %s, header = true, delim = %s,
                    quote = '"', escape = '"', nullstr = [%s], auto_detect = false, strict_mode = true, encoding = %s)
                """.formatted(text(csv.toString()), named, text(delimiter), nulls, text(encoding));
    }

    /** The engine's own line numbers are off behind a value of several lines, so the lines are counted here. */
    @Override public void quarantine(TreeMap<Long, Map<String, Object>> columnAndReason, Quarantine quarantine) {
        if (columnAndReason.isEmpty()) {
            return;
        }
        try (CsvRecords records = records()) {
            records.next();
            long row = 0;
            for (Optional<CsvRecord> next = records.next(); next.isPresent() && !columnAndReason.isEmpty(); next = records.next()) {
                row += broken && !next.get().problem(columns).isEmpty() ? 0 : 1;
                Map<String, Object> bad = columnAndReason.remove(row);
                if (bad != null) {
                    quarantine.add(file.badRow(next.get().line(), bad, next.get().text()));
                }
            }
        }
    }

    private CsvRecords records() {
        return new CsvRecords(file.path(), file.source().text().encoding(), delimiter, columns == 1);
    }

    private static String separatorHint(String onlyName) {
        String separator = onlyName.contains("\t") ? "tabs: say 'format: tsv'" : onlyName.contains(";") ? "semicolons: say 'delimiter: \";\"'" : "";
        return separator.isEmpty() ? "" : " Its columns seem to be separated by " + separator + ".";
    }
}
