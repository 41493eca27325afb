package cyclo.data.ingest;

import cyclo.common.CycloException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * The records of a delimited text file (RFC 4180) one by one, with the line on which each begins. The engine parses the
 * values; this finds the header, and the line of a record that the engine refused. Blank lines are no records.
 */
final class CsvRecords implements AutoCloseable {
    /** @param line the first line of the record, from 1 */
    record CsvRecord(long line, String text) {}

    private final BufferedReader reader;
    private final boolean blankLinesCount;
    private long line;

    /** @param blankLinesCount whether a blank line is a record: so it is in a file of one column */
    CsvRecords(Path file, String encoding, boolean blankLinesCount) {
        this.reader = open(file, encoding);
        this.blankLinesCount = blankLinesCount;
    }

    /** Opens text, unpacking {@code .gz}. */
    static BufferedReader open(Path file, String encoding) {
        try {
            InputStream bytes = Files.newInputStream(file);
            InputStream plain = file.toString().endsWith(".gz") ? new GZIPInputStream(bytes) : bytes;
            Charset charset = encoding.toLowerCase(Locale.ROOT).startsWith("utf-8") ? StandardCharsets.UTF_8 : Charset.forName(encoding);
            return new BufferedReader(new InputStreamReader(plain, charset));
        } catch (IOException e) {
            throw CycloException.usage("Cannot read %s: %s.", file, e);
        }
    }

    /** The names in the header, or none for an empty file. */
    static List<String> header(Path file, String encoding, String delimiter) {
        try (CsvRecords records = new CsvRecords(file, encoding, false)) {
            return records.next().map(first -> fields(first.text().replace("\uFEFF", ""), delimiter)).orElse(List.of());
        }
    }

    Optional<CsvRecord> next() {
        try {
            String text = reader.readLine();
            line++;
            while (text != null && text.isBlank() && !blankLinesCount) {
                text = reader.readLine();
                line++;
            }
            if (text == null) {
                return Optional.empty();
            }
            long first = line;
            StringBuilder whole = new StringBuilder(text);
            for (String more; oddQuotes(whole) && (more = reader.readLine()) != null; line++) {
                whole.append('\n').append(more);
            }
            return Optional.of(new CsvRecord(first, whole.toString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override public void close() {
        try {
            reader.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean oddQuotes(CharSequence text) {
        return text.chars().filter(c -> c == '"').count() % 2 == 1;
    }

    private static List<String> fields(String record, String delimiter) {
        List<String> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < record.length(); i++) {
            char c = record.charAt(i);
            if (c == '"' && quoted && i + 1 < record.length() && record.charAt(i + 1) == '"') {
                field.append(c);
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (!quoted && record.startsWith(delimiter, i)) {
                fields.add(field.toString());
                field.setLength(0);
                i += delimiter.length() - 1;
            } else {
                field.append(c);
            }
        }
        fields.add(field.toString());
        return fields;
    }
}
