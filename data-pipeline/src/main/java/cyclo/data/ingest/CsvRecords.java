package cyclo.data.ingest;

import cyclo.common.CycloException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * The records of a delimited text file (RFC 4180) one by one, with the line on which each begins. The engine parses files that
 * are in order, faster; this is for the header, and for telling what is wrong with the others. Empty lines are no records.
 */
final class CsvRecords implements AutoCloseable {
    private static final int LONGEST = 4 << 20;

    /**
     * @param line the first line of the record, from 1
     * @param lines how many lines it takes; an open quote takes all that follow
     * @param fields how many fields it has
     * @param problem what is wrong with its quotes; blank when nothing is
     */
    record CsvRecord(long line, long lines, String text, int fields, String problem) {
        /** What is wrong with it in a file of so many columns; blank when nothing is. */
        String problem(int columns) {
            return !problem.isEmpty() || fields == columns ? problem : fields + " columns instead of " + columns;
        }
    }

    private enum State { FIELD_BEGINS, PLAIN, QUOTED, CLOSED }

    private final BufferedReader reader;
    private final Path file;
    private final String encoding;
    private final String delimiter;
    private final boolean emptyLinesCount;
    private long line;
    private State state = State.FIELD_BEGINS;
    private int fields;
    private String problem = "";

    /** @param emptyLinesCount whether an empty line is a record: so it is in a file of one column */
    CsvRecords(Path file, String encoding, String delimiter, boolean emptyLinesCount) {
        this.reader = open(file, encoding);
        this.file = file;
        this.encoding = encoding;
        this.delimiter = delimiter;
        this.emptyLinesCount = emptyLinesCount;
    }

    private static BufferedReader open(Path file, String encoding) {
        try {
            InputStream bytes = Files.newInputStream(file);
            InputStream plain = file.toString().endsWith(".gz") ? new GZIPInputStream(bytes) : bytes;
            Charset charset = encoding.equals("latin-1") ? StandardCharsets.ISO_8859_1 : Charset.forName(encoding);
            return new BufferedReader(new InputStreamReader(plain, charset.newDecoder()));
        } catch (IOException e) {
            throw CycloException.usage("Cannot read %s: %s.", file, e);
        }
    }

    /** The names in the header, or none for an empty file. */
    static List<String> header(Path file, String encoding, String delimiter) {
        try (CsvRecords records = new CsvRecords(file, encoding, delimiter, false)) {
            return records.next().map(first -> fields(first.text().replace("\uFEFF", ""), delimiter)).orElse(List.of());
        }
    }

    Optional<CsvRecord> next() {
        try {
            String text = readLine();
            while (text != null && text.isEmpty() && !emptyLinesCount) {
                text = readLine();
            }
            if (text == null) {
                return Optional.empty();
            }
            long first = line;
            StringBuilder whole = new StringBuilder(text);
            state = State.FIELD_BEGINS;
            fields = 1;
            problem = "";
            scan(text);
            for (String more = ""; state == State.QUOTED && (more = readLine()) != null;) {
                if (whole.length() < LONGEST) {
                    whole.append('\n').append(more);
                } else {
                    problem = "it is longer than 4 MB; a quote may be open";
                }
                scan(more);
            }
            if (state == State.QUOTED) {
                problem = "a quote is opened and never closed";
            }
            return Optional.of(new CsvRecord(first, line - first + 1, whole.toString(), fields, problem));
        } catch (CharacterCodingException e) {
            throw CycloException.usage("Cannot read %s: %s comes something that is not %s. Say 'encoding: latin-1' if it is that.",
                    file, line == 0 ? "in its first lines" : "after line " + line, encoding, e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String readLine() throws IOException {
        String text = reader.readLine();
        line += text == null ? 0 : 1;
        return text;
    }

    private void scan(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (state == State.QUOTED) {
                if (c == '"' && i + 1 < text.length() && text.charAt(i + 1) == '"') {
                    i++;
                } else if (c == '"') {
                    state = State.CLOSED;
                }
            } else if (text.startsWith(delimiter, i)) {
                fields++;
                i += delimiter.length() - 1;
                state = State.FIELD_BEGINS;
            } else if (state == State.FIELD_BEGINS && c == '"') {
                state = State.QUOTED;
            } else if (state != State.CLOSED) {
                state = State.PLAIN;
            } else if (c != ' ') {
                problem = "a quote is closed in the middle of a value";
                state = State.PLAIN;
            }
        }
    }

    @Override public void close() {
        try {
            reader.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
