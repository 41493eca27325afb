package cyclo.features.files;

import cyclo.common.AtomicFiles;
import cyclo.common.CycloException;
import cyclo.common.table.Table;
import cyclo.common.table.TableStream;
import cyclo.common.table.ValueType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Tables in files: {@code .csv .tsv .json .jsonl .ndjson}, each also {@code .gz}, and {@code .parquet}. Parquet keeps every
 * type; the text formats are inferred again from the whole file, so INT32 comes back as INT64, FLOAT as DOUBLE. In CSV and TSV
 * nothing between two delimiters is null and {@code ""} is the empty text.
 */
public final class TableFiles {
    private TableFiles() {}

    /**
     * Reads a whole file. Types are the file's own (Parquet) or inferred; times without a zone are UTC.
     *
     * @throws CycloException (usage) that names the file when it is missing, empty, cut short or of an unknown format
     */
    public static Table read(Path file) {
        return read(file, Map.of());
    }

    /**
     * As {@link #read(Path)}, with the types of some columns known: key {@code 007} of type STRING keeps its zeros. A name that
     * the file does not have is passed over.
     *
     * @throws CycloException (usage) also when a value is not of the type wanted
     */
    public static Table read(Path file, Map<String, ValueType> types) {
        return read(file, format(file), types);
    }

    /**
     * As {@link #read(Path, Map)}, for a file whose name does not tell its format.
     *
     * @param format {@code parquet csv tsv json jsonl ndjson}
     */
    public static Table read(Path file, String format, Map<String, ValueType> types) {
        requireContent(file);
        try (Connection connection = DuckDb.open()) {
            return DuckTables.read(connection, select(connection, file, format, types));
        } catch (SQLException e) {
            throw unreadable(file, e);
        }
    }

    /** As {@link #read(Path)}, {@code chunk} rows at a time; what is wrong further on in the file is told when it is reached. */
    public static TableStream stream(Path file, int chunk) {
        return stream(file, format(file), Map.of(), chunk);
    }

    /** As {@link #read(Path, Map)}, {@code chunk} rows at a time. */
    public static TableStream stream(Path file, Map<String, ValueType> types, int chunk) {
        return stream(file, format(file), types, chunk);
    }

    /** As {@link #read(Path, String, Map)}, {@code chunk} rows at a time. */
    public static TableStream stream(Path file, String format, Map<String, ValueType> types, int chunk) {
        requireContent(file);
        Connection connection = null;
        try {
            connection = DuckDb.openStreaming();
            return new FileRows(connection, select(connection, file, format, types), chunk, e -> unreadable(file, e));
        } catch (SQLException e) {
            close(connection, e);
            throw unreadable(file, e);
        }
    }

    private static void close(Connection connection, SQLException because) {
        try {
            if (connection != null) {
                connection.close();
            }
        } catch (SQLException e) {
            because.addSuppressed(e);
        }
    }

    /** Asks before anything is written. @throws CycloException (usage) if the name of the file does not tell a format */
    public static void requireFormat(Path file) {
        format(file);
    }

    /** Replaces {@code file} by {@code table} in one move, in the format that its name tells. */
    public static void write(Table table, Path file) {
        write(TableStream.of(table), file);
    }

    /** As {@link #write(Table, Path)}, of rows that come in pieces; memory does not grow with them, but where there are lists or bytes. */
    public static void write(TableStream rows, Path file) {
        String options = options(file);
        AtomicFiles.write(file, temporary -> {
            try (Connection connection = DuckDb.open()) {
                DuckTables.copy(connection, rows, "%s (%s)".formatted(DuckDb.quoted(temporary.toString()), options));
            } catch (SQLException e) {
                throw new IOException(DuckDb.reason(e), e);
            }
        });
    }

    private static String source(Path file, String format) {
        String path = DuckDb.quoted(file.toString());
        return switch (format) {
            case "parquet" -> "read_parquet(%s)".formatted(path);
            case "csv" -> csv(path, ",", "");
            case "tsv" -> csv(path, "\\t", "");
            default -> "read_json(%s, sample_size = -1)".formatted(path);
        };
    }

    private static String source(Path file, String format, Map<String, ValueType> types, Connection connection) throws SQLException {
        if (types.isEmpty() || !format.endsWith("sv")) {
            return source(file, format);
        }
        // As text first: inference would already have turned 007 into 7.
        List<String> names = DuckTables.read(connection, "SELECT * FROM %s LIMIT 0".formatted(source(file, format))).names();
        String known = types.keySet().stream().filter(names::contains).map(name -> "%s: 'VARCHAR'".formatted(DuckDb.quoted(name)))
                .collect(Collectors.joining(", "));
        return known.isEmpty() ? source(file, format) : csv(DuckDb.quoted(file.toString()), format.equals("csv") ? "," : "\\t",
                ", types = {%s}".formatted(known));
    }

    private static String csv(String path, String delimiter, String more) {
        return "read_csv(%s, header = true, delim = '%s', quote = '\"', escape = '\"', sample_size = -1, allow_quoted_nulls = false%s)"
                .formatted(path, delimiter, more);
    }

    private static String select(Connection connection, Path file, String format, Map<String, ValueType> types) throws SQLException {
        String source = source(file, format, types, connection);
        if (types.isEmpty()) {
            return "SELECT * FROM " + source;
        }
        List<String> names = DuckTables.read(connection, "SELECT * FROM %s LIMIT 0".formatted(source)).names();
        return "SELECT %s FROM %s".formatted(names.stream()
                .map(name -> types.containsKey(name) ? "CAST(%1$s AS %2$s) AS %1$s".formatted(DuckDb.identifier(name), DuckTables.sqlType(types.get(name)))
                        : DuckDb.identifier(name))
                .collect(Collectors.joining(", ")), source);
    }

    private static String options(Path file) {
        String compression = zipped(file) ? ", COMPRESSION gzip" : "";
        return switch (format(file)) {
            case "parquet" -> "FORMAT parquet";
            case "csv" -> "FORMAT csv, HEADER true" + compression;
            case "tsv" -> "FORMAT csv, HEADER true, DELIMITER '\\t'" + compression;
            case "json" -> "FORMAT json, ARRAY true" + compression;
            default -> "FORMAT json" + compression;
        };
    }

    private static String format(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        String plain = zipped(file) ? name.substring(0, name.length() - 3) : name;
        return List.of("parquet", "csv", "tsv", "json", "jsonl", "ndjson").stream()
                .filter(format -> plain.endsWith("." + format) && !(format.equals("parquet") && zipped(file)))
                .findFirst()
                .orElseThrow(() -> CycloException.usage("Cannot tell the format of %s: its name must end in .parquet, .csv, .tsv, .json, .jsonl or .ndjson"
                        + " (all but Parquet also .gz).", file));
    }

    private static boolean zipped(Path file) {
        return file.toString().toLowerCase(Locale.ROOT).endsWith(".gz");
    }

    private static void requireContent(Path file) {
        if (!Files.exists(file)) {
            throw CycloException.usage("Cannot read %s: there is no such file.", file);
        }
        if (!Files.isRegularFile(file)) {
            throw CycloException.usage("Cannot read %s: it is not a file.", file);
        }
        try {
            if (Files.size(file) == 0) {
                throw CycloException.usage("Cannot read %s: it is empty.", file);
            }
        } catch (IOException e) {
            throw CycloException.usage("Cannot read %s: %s.", file, e);
        }
    }

    private static CycloException unreadable(Path file, SQLException e) {
        return CycloException.usage("Cannot read %s: %s.", file, DuckDb.reason(e), e);
    }
}
