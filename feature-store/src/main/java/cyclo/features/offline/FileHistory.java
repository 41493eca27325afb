package cyclo.features.offline;

import cyclo.features.FeatureView;
import cyclo.features.Field;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The history of a view as an ASOF join wants it: one row per key and time {@code a} from which it counts, with the event time {@code u}, both in
 * microseconds, and the features asked for as {@code f0 f1 ...}. Which row that is of several, {@link cyclo.features.PointInTimeJoin} says.
 */
final class FileHistory {
    private final Connection connection;
    private final FolderTables tables;
    private final FeatureView view;
    private final List<Field> wanted;
    private final Optional<Instant> from;
    private final Instant to;

    FileHistory(Connection connection, FolderTables tables, JoinPart part, Optional<Instant> from, Instant to) {
        this.connection = connection;
        this.tables = tables;
        this.view = part.view();
        this.wanted = part.features();
        this.from = from;
        this.to = to;
    }

    /** A SELECT. @param name of a temporary table that is made for it */
    String select(String name, boolean asKnownThen) throws SQLException {
        if (asKnownThen && view.source().createdColumn().isPresent()) {
            return knownThen();
        }
        execute("CREATE TEMP TABLE %s AS SELECT %s FROM (%s) GROUP BY ALL HAVING count(*) > 1".formatted(name, listed(keyed("t")), rows(List.of())));
        if (number("SELECT count(*) FROM " + name) == 0) {
            return "SELECT %s FROM (%s)".formatted(listed(keyed("epoch_us(t) AS a", "epoch_us(t) AS u"), features(wanted)), rows(wanted));
        }
        // All features of the view decide between exact duplicates, also those that are not asked for; only the duplicates are sorted.
        String columns = listed(keyed("epoch_us(t) AS a", "epoch_us(t) AS u"), features(view.features()));
        String tied = "(FROM %s AS d WHERE %s)".formatted(name, keyed("t").stream().map(column -> "d.%1$s = h.%1$s".formatted(column))
                .collect(Collectors.joining(" AND ")));
        String rows = rows(view.features());
        return ("SELECT %1$s FROM (%2$s) AS h WHERE NOT EXISTS %3$s"
                + " UNION ALL SELECT %1$s FROM (%2$s) AS h WHERE EXISTS %3$s QUALIFY row_number() OVER (PARTITION BY %4$s ORDER BY %5$s) = 1")
                .formatted(columns, rows, tied, listed(keyed("t")), newestFirst(false));
    }

    /** Rows that are passed over because their {@code created} is null. */
    long nullCreated() throws SQLException {
        return view.source().createdColumn().isEmpty() ? 0
                : number("SELECT count(*) FROM (%s) WHERE c IS NULL".formatted(new FileSql(connection, tables, view, List.of()).select(from, to)));
    }

    /**
     * A row counts from the later of its two times on, and unless a newer one counts already. So at each such time the greatest of all that count
     * by then is the answer.
     */
    private String knownThen() throws SQLException {
        String ranked = "SELECT %s, -row_number() OVER (%sORDER BY %s) AS r FROM (%s)".formatted(
                listed(keyed("epoch_us(t) AS u", "greatest(epoch_us(t), epoch_us(c)) AS a"), features(view.features())), partition(), newestFirst(true),
                rows(view.features()));
        String best = "SELECT DISTINCT %s, max(r) OVER (%sORDER BY a RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS r FROM ranked"
                .formatted(listed(keyed("a")), partition());
        String same = keyed("r").stream().map(column -> "b.%1$s = h.%1$s".formatted(column)).collect(Collectors.joining(" AND "));
        return "WITH ranked AS MATERIALIZED (%s) SELECT %s FROM (%s) AS b JOIN ranked AS h ON %s".formatted(ranked,
                listed(keyed("a", "u").stream().map(column -> (column.equals("a") ? "b." : "h.") + column).toList(),
                        IntStream.range(0, wanted.size()).mapToObj(i -> "h.f" + i).toList()), best, same);
    }

    /** Those that can match at all, with these features as {@code v0 v1 ...}. */
    private String rows(List<Field> features) throws SQLException {
        FileSql source = new FileSql(connection, tables, view, features);
        return "SELECT * FROM (%s) WHERE %s".formatted(source.select(from, to), source.counting().collect(Collectors.joining(" AND ")));
    }

    private String newestFirst(boolean byTime) {
        List<String> order = new ArrayList<>(byTime ? List.of("t DESC") : List.of());
        view.source().createdColumn().ifPresent(created -> order.add("c DESC"));
        for (int i = 0; i < view.features().size(); i++) {
            order.addAll(DuckValueOrder.greatestFirst("v" + i, view.features().get(i).type()));
        }
        return order.isEmpty() ? "t" : String.join(", ", order);
    }

    private String partition() {
        return view.joinKeys().isEmpty() ? "" : "PARTITION BY " + listed(keyed()) + " ";
    }

    /** The wanted features out of those that are there. */
    private List<String> features(List<Field> there) {
        return IntStream.range(0, wanted.size()).mapToObj(i -> "v" + there.indexOf(wanted.get(i)) + " AS f" + i).toList();
    }

    private List<String> keyed(String... more) {
        List<String> columns = new ArrayList<>(IntStream.range(0, view.joinKeys().size()).mapToObj(i -> "k" + i).toList());
        columns.addAll(List.of(more));
        return columns;
    }

    private static String listed(List<String> columns) {
        return String.join(", ", columns);
    }

    private static String listed(List<String> columns, List<String> more) {
        return Stream.concat(columns.stream(), more.stream()).collect(Collectors.joining(", "));
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private long number(String sql) throws SQLException {
        try (Statement statement = connection.createStatement(); ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getLong(1);
        }
    }
}
