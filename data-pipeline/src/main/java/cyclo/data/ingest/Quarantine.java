package cyclo.data.ingest;

import cyclo.common.AtomicFiles;
import cyclo.common.CycloException;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The rows of one source that did not parse: each with its file, line, column, reason and text. */
final class Quarantine {
    /** More rows than this are counted but not written out: the first ones tell what is wrong. */
    static final int KEPT = 10_000;

    private static final int LONGEST = 2000;

    /**
     * @param file as a person would write it, relative to the project folder
     * @param line from 1; in Parquet, the row
     * @param lines how many lines of the file the row takes with it: an open quote swallows those after it
     */
    record BadRow(String file, long line, String column, String reason, String text, long lines) {
        String sentence() {
            return "%s line %d%s: %s".formatted(file, line, column.isEmpty() ? "" : ", column " + column, reason);
        }
    }

    private final List<BadRow> rows = new ArrayList<>();
    private long count;

    void add(BadRow row) {
        count += Math.max(1, row.lines());
        if (rows.size() < KEPT) {
            rows.add(row);
        }
    }

    /** Rows that are bad but whose text was not looked up, because there are too many. */
    void addUnseen(long more) {
        count += more;
    }

    long count() {
        return count;
    }

    BadRow first() {
        return rows.stream().min(Comparator.comparing(BadRow::file).thenComparing(BadRow::line)).orElseThrow();
    }

    /** Writes the rows as CSV, or removes the file of an earlier run when there are none. */
    void write(Path file) {
        if (rows.isEmpty()) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                throw CycloException.usage("Cannot remove %s: %s.", file, e);
            }
            return;
        }
        rows.sort(Comparator.comparing(BadRow::file).thenComparing(BadRow::line));
        AtomicFiles.write(file, temporary -> {
            try (BufferedWriter writer = Files.newBufferedWriter(temporary)) {
                writer.write("file,line,column,reason,row\n");
                for (BadRow row : rows) {
                    writer.write(String.join(",", quoted(row.file()), String.valueOf(row.line()), quoted(row.column()), quoted(row.reason()),
                            quoted(row.text().substring(0, Math.min(LONGEST, row.text().length())))) + "\n");
                }
            }
        });
    }

    private static String quoted(String text) {
        return '"' + text.replace("\"", "\"\"") + '"';
    }
}
