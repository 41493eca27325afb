package cyclo.data.ingest;

import cyclo.common.CycloException;
import cyclo.common.Suggestion;
import cyclo.data.ingest.Quarantine.BadRow;
import cyclo.data.ingest.Source.Format;
import cyclo.data.ingest.Source.SourceColumn;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/**
 * One file of a source, and what is said of it when it cannot be read.
 *
 * @param shown as a person would write it: relative to the project folder when it lies inside
 */
record SourceFile(Source source, Path path, String shown, Format format) {
    /** @throws CycloException (usage) for a file without bytes, or a packed one that was cut short: the engine takes that for a whole one */
    void requireWhole() {
        try {
            if (Files.size(path) == 0) {
                throw CycloException.usage("Cannot ingest source '%s': %s is empty (0 bytes).", source.name(), shown);
            }
            if (shown.endsWith(".gz")) {
                try (InputStream packed = new GZIPInputStream(Files.newInputStream(path), 1 << 16)) {
                    packed.transferTo(OutputStream.nullOutputStream());
                }
            }
        } catch (IOException e) {
            throw CycloException.usage("Cannot ingest source '%s': cannot read %s: the packed file was cut short or is damaged (%s). Copy it again.",
                    source.name(), shown, e.getMessage(), e);
        }
    }

    /** @param hint what else may be wrong when a column is missing; may be blank */
    void requireColumns(List<String> present, String hint) {
        for (SourceColumn column : source.columns()) {
            if (!present.contains(column.from())) {
                throw CycloException.usage("Cannot ingest source '%s': %s has no column '%s'.%s%s", source.name(), shown, column.from(),
                        Suggestion.sentence(column.from(), present), hint);
            }
        }
    }

    CycloException unreadable(SQLException e) {
        String message = e.getMessage();
        String why = format == Format.PARQUET && message.matches("(?s).*([Mm]agic bytes|too small|[Ff]ooter).*")
                ? "it is not a whole Parquet file; it was cut short, or is something else. Copy it again"
                : message.lines().findFirst().orElse(message).replaceFirst("^[A-Za-z ]*Error: ", "");
        return CycloException.usage("Cannot ingest source '%s': cannot read %s: %s.", source.name(), shown, why, e);
    }

    /** @param columnAndReason as {@link Conversion#badColumnAndReason} selects them */
    BadRow badRow(long line, Map<String, Object> columnAndReason, String row) {
        return new BadRow(shown, line, (String) columnAndReason.get("column"), (String) columnAndReason.get("reason"), row, 1);
    }
}
