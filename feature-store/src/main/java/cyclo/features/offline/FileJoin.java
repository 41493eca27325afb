package cyclo.features.offline;

import cyclo.common.AtomicFiles;
import cyclo.common.table.Column;
import cyclo.common.table.Table;
import cyclo.common.table.TableStream;
import cyclo.common.table.ValueType;
import cyclo.features.JoinCounts;
import cyclo.features.files.DuckDb;
import cyclo.features.files.DuckTables;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A point-in-time join that DuckDB does from end to end: entity rows out of a file, a query or a stream, an ASOF join per view, and the result into a
 * Parquet file or a stream, in the order of the entity rows. What does not fit into memory is spilled. Lives as long as the call that it is handed to.
 */
public final class FileJoin {
    private static final String ROWS = "cyclo_rows";
    private static final String ROW = "cyclo_row";
    private static final int CHUNK = 100_000;
    /** 12,000 years: no value is older, and no sum of it and a time overflows. */
    private static final Duration ANY_AGE = Duration.ofDays(365L * 12_000);

    private final Connection connection;
    private final FolderTables tables;
    private final Function<SQLException, RuntimeException> failed;
    private final List<List<String>> answers = new ArrayList<>();
    private final List<JoinCounts> counts = new ArrayList<>();
    private Table header;

    FileJoin(Connection connection, FolderTables tables, Function<SQLException, RuntimeException> failed) {
        this.connection = connection;
        this.tables = tables;
        this.failed = failed;
    }

    /** Entity rows out of a Parquet file, read as often as they are needed. @return their columns, without rows */
    public Table rowsOf(Path parquet) {
        return rows("VIEW", "(SELECT * EXCLUDE (file_row_number), file_row_number AS %s FROM read_parquet(%s, file_row_number = true))".formatted(ROW,
                DuckDb.quoted(parquet.toString())));
    }

    /** Entity rows by a SELECT in the offline store, run once. */
    public Table rowsOf(String sql) {
        return doing(() -> {
            tables.nameIn(connection, sql);
            return rows("TABLE", "(SELECT *, row_number() OVER () - 1 AS %s FROM (%s))".formatted(ROW, Sql.inner(sql)));
        });
    }

    /** Entity rows as they come. */
    public Table rowsOf(TableStream stream) {
        return doing(() -> {
            DuckTables.create(connection, "cyclo_given", stream);
            return rows("VIEW", "(SELECT *, rowid AS %s FROM cyclo_given)".formatted(ROW));
        });
    }

    /**
     * Joins the rows with a view; the rules are those of {@link cyclo.features.PointInTimeJoin#rowsKnownAt}.
     *
     * @param times the column of the rows that holds their times
     */
    public void join(JoinPart part, String times, boolean asKnownThen) {
        doing(() -> {
            String answer = "cyclo_answer" + answers.size();
            Duration ttl = Duration.ofSeconds(Math.min(part.view().ttl().toSeconds(), ANY_AGE.toSeconds()));
            List<String> keys = IntStream.range(0, part.keyColumns().size()).mapToObj(i -> DuckValueOrder.normalised("CAST(%s AS %s)".formatted(
                    DuckDb.identifier(part.keyColumns().get(i)), DuckTables.sqlType(part.view().joinKeys().get(i).type())),
                    part.view().joinKeys().get(i).type()))
                    .toList();
            String nullKey = keys.isEmpty() ? "false" : keys.stream().map(key -> key + " IS NULL").collect(Collectors.joining(" OR "));
            Table range = DuckTables.read(connection,
                    "SELECT min(%1$s), max(%1$s), count(*), count(*) FILTER (%2$s), count(*) FILTER (%2$s OR %1$s IS NULL) FROM %3$s"
                    .formatted(DuckDb.identifier(times), nullKey, ROWS));
            Column first = range.columns().get(0);
            FileHistory history = new FileHistory(connection, tables, part, ttl.isZero() || first.isNull(0) ? Optional.empty()
                    : Optional.of(((Instant) first.value(0)).minus(ttl)), first.isNull(0) ? Instant.EPOCH : (Instant) range.columns().get(1).value(0));
            String select = history.select("cyclo_ties" + answers.size(), asKnownThen);
            execute("CREATE TEMP TABLE " + answer + " AS " + asof(part, keys, DuckDb.identifier(times), select, ttl,
                    range.columns().get(4).longAt(0) > 0));
            long matched = DuckTables.read(connection, "SELECT count(*) FROM " + answer + " WHERE m").columns().get(0).longAt(0);
            counts.add(new JoinCounts(range.columns().get(2).longAt(0), matched, range.columns().get(3).longAt(0), history.nullCreated()));
            answers.add(IntStream.range(0, part.features().size()).mapToObj(i -> answer + ".f" + i).toList());
            return null;
        });
    }

    /** One for each view that was joined. */
    public List<JoinCounts> counts() {
        return List.copyOf(counts);
    }

    /** A feature in the result. */
    public record Output(int view, int feature, String name) {}

    /** Writes the entity rows and after them these features to a Parquet file, which it becomes when it is complete. */
    public void write(List<Output> features, Path parquet) {
        String select = select(features);
        AtomicFiles.write(parquet, temporary -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute("COPY (%s) TO %s (FORMAT parquet)".formatted(select, DuckDb.quoted(temporary.toString())));
            } catch (SQLException e) {
                throw new IOException(DuckDb.reason(e), e);
            }
        });
    }

    /** As {@link #write}, for a reader here; to be closed, and before the next call. */
    public TableStream stream(List<Output> features) {
        return doing(() -> DuckTables.stream(connection, select(features), CHUNK, failed));
    }

    private Table rows(String kind, String relation) {
        return doing(() -> {
            String columns = DuckTables.read(connection, "SELECT * FROM " + relation + " LIMIT 0").columns().stream()
                    .filter(column -> !column.name().equals(ROW))
                    .map(column -> "CAST(%1$s AS %2$s) AS %1$s".formatted(DuckDb.identifier(column.name()), DuckTables.sqlType(column.type())))
                    .collect(Collectors.joining(", "));
            execute("CREATE TEMP %s %s AS SELECT %s, %s FROM %s".formatted(kind, ROWS, columns, ROW, relation));
            header = DuckTables.read(connection, "SELECT * EXCLUDE (%s) FROM %s LIMIT 0".formatted(ROW, ROWS));
            return header;
        });
    }

    /** @param nulls whether some rows have a null in a key or no time: DuckDB 2.0's ASOF join gives wrong answers to others when it sees such */
    private String asof(JoinPart part, List<String> keys, String times, String history, Duration ttl, boolean nulls) {
        String named = IntStream.range(0, keys.size()).mapToObj(i -> keys.get(i) + " AS k" + i + ", ").collect(Collectors.joining());
        String same = IntStream.range(0, keys.size()).mapToObj(i -> "e.k%1$d = h.k%1$d AND ".formatted(i)).collect(Collectors.joining());
        String known = ttl.isZero() ? "h.u IS NOT NULL" : "coalesce(h.u >= e.u - " + ttl.toSeconds() * 1_000_000L + ", false)";
        String features = IntStream.range(0, part.features().size()).mapToObj(i -> ", f" + i).collect(Collectors.joining());
        String kept = IntStream.range(0, part.features().size()).mapToObj(i -> ", CASE WHEN m THEN f%1$d END AS f%1$d".formatted(i))
                .collect(Collectors.joining());
        String whole = Stream.concat(keys.stream(), Stream.of(times)).map(column -> column + " IS NOT NULL").collect(Collectors.joining(" AND "));
        String without = !nulls ? "" : " UNION ALL SELECT %s, false%s FROM %s WHERE NOT (%s)"
                .formatted(ROW, ", NULL".repeat(part.features().size()), ROWS, whole);
        return ("SELECT r, m%s FROM (SELECT e.r, %s AS m%s"
                + " FROM (SELECT %s%s AS r, epoch_us(%s) AS u FROM %s%s) AS e ASOF LEFT JOIN (%s) AS h ON %se.u >= h.a%s)"
                + " ORDER BY r").formatted(kept, known, features, named, ROW, times, ROWS, nulls ? " WHERE " + whole : "", history, same, without);
    }

    /** Both sides are in the order of the rows, one for one. */
    private String select(List<Output> features) {
        String entities = header.names().stream().map(name -> ROWS + "." + DuckDb.identifier(name)).collect(Collectors.joining(", "));
        String joined = features.stream().map(one -> ", %s AS %s".formatted(answers.get(one.view()).get(one.feature()), DuckDb.identifier(one.name())))
                .collect(Collectors.joining());
        String from = IntStream.range(0, answers.size()).mapToObj(i -> " POSITIONAL JOIN cyclo_answer" + i).collect(Collectors.joining());
        return "SELECT " + entities + joined + " FROM " + ROWS + from;
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private <T> T doing(Work<T> work) {
        try {
            return work.run();
        } catch (SQLException e) {
            throw failed.apply(e);
        }
    }

    private interface Work<T> {
        T run() throws SQLException;
    }
}
