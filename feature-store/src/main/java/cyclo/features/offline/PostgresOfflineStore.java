package cyclo.features.offline;

import cyclo.common.CycloException;
import cyclo.common.Sentence;
import cyclo.common.table.Column;
import cyclo.common.table.Table;
import cyclo.common.table.TableStream;
import cyclo.features.DataSource;
import cyclo.features.FeatureView;
import cyclo.features.Field;
import cyclo.features.HistoricalOptions;
import cyclo.features.Interval;
import cyclo.features.PointInTimeJoin;
import cyclo.features.PostgresConfig;
import cyclo.features.files.TableFiles;
import cyclo.features.types.PostgresType;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** The offline store in PostgreSQL, in the schema that {@code feature_store.yaml} names. Rows go in and out by binary COPY. */
public final class PostgresOfflineStore implements OfflineStore {
    /** Without ORDER BY too, the same table gives its rows in the same order again: labels and what is fitted on them do not change by chance. */
    private static final String SAME_ORDER_AGAIN = "SET LOCAL synchronize_seqscans = off; SET LOCAL max_parallel_workers_per_gather = 0";

    private static final int CHUNK = 100_000;

    private final PostgresConfig config;
    private final PostgresAppends appends;

    /** Connects at the first call. */
    public PostgresOfflineStore(PostgresConfig config) {
        this.config = config;
        this.appends = new PostgresAppends(config);
    }

    @Override public LoadCounts load(TableTarget target, Path parquet) {
        try (TableStream rows = TableFiles.stream(parquet, CHUNK)) {
            return load(target, rows, parquet.toString());
        }
    }

    @Override public LoadCounts load(TableTarget target, TableStream rows, String origin) {
        return inTransaction("load %s into table '%s'".formatted(origin, target.table()),
                connection -> new TableLoad(connection, config.schema(), target, rows).run());
    }

    @Override public long write(String table, Path parquet, Optional<String> runColumn) {
        TableTarget target = new TableTarget(table, List.of(), "", Optional.empty(), TableTarget.Mode.REPLACE);
        try (TableStream rows = TableFiles.stream(parquet, CHUNK)) {
            return inTransaction("write %s into table '%s'".formatted(parquet, table), connection -> {
                TableLoad load = new TableLoad(connection, config.schema(), target, rows);
                return runColumn.isPresent() ? load.runReplacing(runColumn.get()) : load.run();
            }).read();
        }
    }

    @Override public long append(DataSource source, List<String> keys, Table rows, Table others) {
        try {
            return appends.append(source, keys, rows, others);
        } catch (SQLException e) {
            throw failed("write %d rows to source '%s'".formatted(rows.rows(), source.name()), e);
        }
    }

    @Override public Table query(String sql) {
        List<Table> whole = new ArrayList<>(1);
        query(sql, Integer.MAX_VALUE, whole::add);
        return whole.get(0);
    }

    @Override public void query(String sql, int chunk, Consumer<Table> rows) {
        reading("run the query '%s'".formatted(Sql.shortened(sql)), connection -> {
            execute(connection, SAME_ORDER_AGAIN);
            List<Described> columns = described(connection, sql);
            try (CopyOutRows read = new CopyOutRows(connection, selecting(sql, columns), columns.stream().map(column -> column.type().type()).toList())) {
                boolean more = read.next();
                do {
                    List<Column.Builder> builders = columns.stream().map(column -> Column.builder(column.name(), column.type().type(), 1024)).toList();
                    for (int row = 0; more && row < chunk; row++) {
                        for (int i = 0; i < builders.size(); i++) {
                            read.addTo(builders.get(i), i);
                        }
                        more = read.next();
                    }
                    rows.accept(new Table(builders.stream().map(Column.Builder::build).toList()));
                } while (more);
            }
            return columns;
        });
    }

    @Override public TableStream stream(String sql, int chunk) {
        String what = "run the query '%s'".formatted(Sql.shortened(sql));
        Connection connection = config.connect();
        try {
            connection.setAutoCommit(false);
            execute(connection, SAME_ORDER_AGAIN);
            List<Described> columns = described(connection, sql);
            return new QueryRows(connection, selecting(sql, columns), columns.stream().map(Described::name).toList(),
                    columns.stream().map(column -> column.type().type()).toList(), chunk, e -> failed(what, e));
        } catch (SQLException e) {
            closeAfter(connection, e);
            throw failed(what, e);
        } catch (IllegalArgumentException e) {
            closeAfter(connection, e);
            throw CycloException.usage("Cannot %s: %s", what, Sentence.ended(e.getMessage()), e);
        }
    }

    private static void closeAfter(Connection connection, Exception because) {
        try {
            connection.close();
        } catch (SQLException e) {
            because.addSuppressed(e);
        }
    }

    @Override public String sourceSql(FeatureView view, List<Field> features, Optional<Instant> from, Instant to) {
        return new SourceSql(view, features).select(from, to);
    }

    @Override public PointInTimeJoin.History history(FeatureView view, List<Field> features, Optional<Instant> from, Instant to) {
        SourceSql source = new SourceSql(view, features);
        return history(view, features, source, source.select(from, to));
    }

    @Override public void history(FeatureView view, List<Field> features, Optional<Instant> from, Instant to, Consumer<PointInTimeJoin.History> rows) {
        SourceSql source = new SourceSql(view, features);
        readingHistory(view, connection -> {
            try (CopyOutRows read = new CopyOutRows(connection, source.select(from, to), source.types())) {
                boolean more = read.next();
                while (more) {
                    HistoryBuilder piece = new HistoryBuilder(view, features);
                    for (int row = 0; more && row < CHUNK; row++) {
                        piece.add(read);
                        more = read.next();
                    }
                    rows.accept(piece.build());
                }
            }
            return source;
        });
    }

    @Override public Optional<PointInTimeJoin.History> historyFor(PointInTimeJoin.Labels labels, FeatureView view, List<Field> features,
            Optional<Instant> from, Instant to, HistoricalOptions options) {
        try {
            return Optional.of(readingHistory(view, connection -> new HistoryChoice(connection, view, from, to, options).read(labels, features)));
        } catch (HistoryBuilder.TooLarge e) {
            return Optional.empty();
        }
    }

    private PointInTimeJoin.History history(FeatureView view, List<Field> features, SourceSql source, String select) {
        return readingHistory(view, connection -> HistoryBuilder.read(connection, view, features, source, select, Long.MAX_VALUE));
    }

    private <T> T readingHistory(FeatureView view, Work<T> work) {
        return reading("read the history of feature view '" + view.name() + "'", work);
    }

    @Override public NewestCounts newest(FeatureView view, NewestScope scope, Consumer<NewestRow> found) {
        NewestSql source = new NewestSql(view);
        return reading("read the newest rows of feature view '" + view.name() + "'", connection -> {
            NewestScan scan = new NewestScan(view, found);
            try (CopyOutRows rows = new CopyOutRows(connection, source.select(scope), source.types())) {
                while (rows.next()) {
                    scan.add(rows);
                }
            }
            NewestCounts passed = scan.end();
            return scope.pickedInStore() ? source.passedOver(connection, scope.period()) : passed;
        });
    }

    @Override public long entities(FeatureView view, Interval period) {
        return reading("ask about feature view '" + view.name() + "'", connection -> new NewestSql(view).entities(connection, period));
    }

    @Override public Optional<String> mark(FeatureView view) {
        return reading("ask about feature view '" + view.name() + "'", connection -> RowChanges.mark(connection, view));
    }

    @Override public boolean changedSince(FeatureView view, Interval period, String mark) {
        return reading("look for changes of feature view '" + view.name() + "'", connection -> RowChanges.since(connection, view, period, mark));
    }

    @Override public long rows(String table) {
        return exists(table) ? reading("count table '" + table + "'", connection -> {
            try (Statement statement = connection.createStatement(); ResultSet result = statement.executeQuery("SELECT count(*) FROM " + Sql.table(table))) {
                result.next();
                return result.getLong(1);
            }
        }) : 0;
    }

    @Override public boolean exists(String table) {
        return reading("look for table '" + table + "'", connection -> TableColumns.exists(connection, Sql.table(table)));
    }

    @Override public boolean isRead(String table, DataSource source) {
        return source.table().filter(read -> qualified(read).equals(qualified(table))).isPresent();
    }

    private String qualified(String table) {
        String name = Sql.table(table);
        return Sql.hasSchema(table) ? name : Sql.name(config.schema()) + "." + name;
    }

    @Override public void ping() {
        reading("ask PostgreSQL", connection -> connection.isValid(5));
    }

    @Override public void close() {
        appends.close();
    }

    private <T> T reading(String what, Work<T> work) {
        return inTransaction(what, work);
    }

    private <T> T inTransaction(String what, Work<T> work) {
        try (Connection connection = config.connect()) {
            connection.setAutoCommit(false);
            T result = work.with(connection);
            connection.commit();
            return result;
        } catch (SQLException e) {
            throw failed(what, e);
        } catch (IllegalArgumentException e) {
            throw CycloException.usage("Cannot %s: %s", what, Sentence.ended(e.getMessage()), e);
        }
    }

    private CycloException failed(String what, SQLException e) {
        String state = e.getSQLState() == null ? "" : e.getSQLState();
        if (state.equals(PostgresAppends.LOCKED)) {
            return CycloException.unavailable("Cannot %s: another load writes the same table, for longer than %d s. Try again when it has ended.", what,
                    PostgresAppends.PATIENCE_SECONDS, e);
        }
        if (state.startsWith("08") || state.startsWith("57P") || state.startsWith("53")) {
            return CycloException.unavailable("Cannot %s: PostgreSQL at %s:%d did not answer to the end (%s). Try again, or start it with ./cyclo up.",
                    what, config.host(), config.port(), e.getMessage(), e);
        }
        return CycloException.usage("Cannot %s: PostgreSQL says: %s", what, // A position would count in our words around a query.
                Sentence.ended(e.getMessage().replaceFirst("^ERROR: ", "").replaceFirst("\\s+Position: \\d+$", "")), e);
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private record Described(String name, PostgresType type) {}

    private static List<Described> described(Connection connection, String sql) throws SQLException {
        List<Described> columns = new ArrayList<>();
        Set<String> names = new HashSet<>();
        try (PreparedStatement statement = connection.prepareStatement("SELECT * FROM (" + Sql.inner(sql) + ") AS query")) {
            ResultSetMetaData metaData = statement.getMetaData();
            for (int i = 1; i <= metaData.getColumnCount(); i++) {
                String name = metaData.getColumnLabel(i);
                if (!names.add(name)) {
                    throw new IllegalArgumentException("two of its columns are called '%s': name one of them with AS".formatted(name));
                }
                columns.add(new Described(name, PostgresType.of(metaData.getColumnTypeName(i))));
            }
        }
        return columns;
    }

    private static String selecting(String sql, List<Described> columns) {
        List<String> selected = columns.stream()
                .map(column -> Sql.name(column.name()) + (column.type().cast().isEmpty() ? "" : "::" + column.type().cast())).toList();
        return "SELECT " + String.join(", ", selected) + " FROM (" + Sql.inner(sql) + ") AS query";
    }

    private interface Work<T> {
        T with(Connection connection) throws SQLException;
    }
}
