package cyclo.data.ingest;

import cyclo.common.table.ValueType;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/**
 * Files of one kind that become one table.
 *
 * @param files paths or globs relative to the project folder
 * @param columns the columns to take, with their types; none means all, with the types of the file or inferred ones
 * @param nulls texts that mean null, besides an empty field
 * @param zone the time zone of times that come without one
 * @param badRows share of rows that may fail to parse, from 0 to 1
 * @param allowEmpty whether no rows at all is fine
 */
public record Source(String name, List<String> files, Optional<Format> format, List<SourceColumn> columns, List<String> nulls, ZoneId zone,
        double badRows, boolean allowEmpty, TextFormat text) {

    public enum Format { CSV, TSV, PARQUET, JSONL }

    /**
     * How text is written.
     *
     * @param delimiter between fields; absent: the format's own
     * @param timestamps a strptime pattern, {@code epoch_seconds} or {@code epoch_millis}; absent: ISO 8601
     * @param decimal the character before the fraction
     */
    public record TextFormat(Optional<String> delimiter, Optional<String> timestamps, char decimal, String encoding) {}

    /** A column called {@code from} in the files and {@code name} in the table. */
    public record SourceColumn(String name, String from, ValueType type) {}

    public Source {
        files = List.copyOf(files);
        columns = List.copyOf(columns);
        nulls = List.copyOf(nulls);
    }

    /** By declaration, else by the name of the file. */
    Optional<Format> formatOf(String file) {
        if (format.isPresent()) {
            return format;
        }
        String plain = file.endsWith(".gz") ? file.substring(0, file.length() - 3) : file;
        return switch (plain.substring(plain.lastIndexOf('.') + 1)) {
            case "csv" -> Optional.of(Format.CSV);
            case "tsv", "tab" -> Optional.of(Format.TSV);
            case "parquet" -> Optional.of(Format.PARQUET);
            case "jsonl", "ndjson", "json" -> Optional.of(Format.JSONL);
            default -> Optional.empty();
        };
    }

    String delimiter(Format of) {
        return text.delimiter().orElse(of == Format.TSV ? "\t" : ",");
    }
}
