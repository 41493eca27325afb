package cyclo.features.offline;

import cyclo.common.CycloException;
import cyclo.common.FileFault;
import cyclo.common.Sentence;
import cyclo.common.table.Column;
import cyclo.common.table.Table;
import cyclo.common.table.TableStream;
import cyclo.features.DataSource;
import cyclo.features.DuckDbConfig;
import cyclo.features.FeatureView;
import cyclo.features.Field;
import cyclo.features.Interval;
import cyclo.features.PointInTimeJoin;
import cyclo.features.files.DuckDb;
import cyclo.features.files.DuckTables;
import cyclo.features.types.ColumnCast;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The offline store in Parquet files of the project folder, read by DuckDB in this process. Its tables are {@code offline/TABLE.parquet}; sources
 * may be any file or folder of the project. A table is replaced as a file in one move: readers see the old one or the new one.
 */
public final class DuckDbOfflineStore implements OfflineStore {
    private static final int CHUNK = 100_000;

    private final FolderTables tables;
    private final Path folder;

    /** Opens nothing yet. */
    public DuckDbOfflineStore(DuckDbConfig config) {
        this.folder = config.folder();
        this.tables = new FolderTables(folder);
    }

    @Override public LoadCounts load(TableTarget target, Path parquet) {
        return reading("load %s into table '%s'".formatted(parquet, target.table()), false,
                connection -> new FileLoad(connection, tables, tables.written(target.table()), target,
                        "read_parquet(" + DuckDb.quoted(parquet.toString()) + ")").run());
    }

    @Override public LoadCounts load(TableTarget target, TableStream rows, String origin) {
        return reading("load %s into table '%s'".formatted(origin, target.table()), false, connection -> {
            DuckTables.create(connection, "cyclo_load", rows);
            return new FileLoad(connection, tables, tables.written(target.table()), target, "cyclo_load").run();
        });
    }

    @Override public long write(String table, Path parquet, Optional<String> runColumn) {
        TableTarget target = new TableTarget(table, List.of(), "", Optional.empty(), TableTarget.Mode.REPLACE);
        return reading("write %s into table '%s'".formatted(parquet, table), false, connection -> {
            FileLoad load = new FileLoad(connection, tables, tables.written(target.table()), target, "read_parquet(" + DuckDb.quoted(parquet.toString()) + ")");
            return runColumn.isPresent() ? load.runReplacing(runColumn.get()) : load.run();
        }).read();
    }

    @Override public long append(DataSource source, List<String> keys, Table rows, Table others) {
        return reading("write %d rows to source '%s'".formatted(rows.rows(), source.name()), false, connection -> {
            TableTarget target = new TableTarget(source.name(), keys, source.origin() instanceof DataSource.Static ? "" : source.timestampField(),
                    source.createdColumn(), TableTarget.Mode.MERGE);
            int[] last = TableAppend.lastOfEach(rows, target.identity());
            if (last.length > 0) {
                DuckTables.create(connection, "cyclo_load", new Table(Stream.concat(rows.columns().stream(), others.columns().stream()).toList()).rows(last));
                new FileLoad(connection, tables, tables.written(source), target, "cyclo_load").append(new HashSet<>(others.names()));
            }
            return (long) rows.rows();
        });
    }

    @Override public Table query(String sql) {
        return reading("run the query '%s'".formatted(Sql.shortened(sql)), false, connection -> {
            prepare(connection, sql);
            return DuckTables.read(connection, Sql.inner(sql));
        });
    }

    @Override public void query(String sql, int chunk, Consumer<Table> rows) {
        String what = "run the query '%s'".formatted(Sql.shortened(sql));
        reading(what, true, connection -> {
            prepare(connection, sql);
            try (TableStream parts = DuckTables.stream(connection, Sql.inner(sql), chunk, e -> failed(what, e))) {
                Optional<Table> part = parts.next();
                rows.accept(part.orElseGet(parts::header));
                for (part = parts.next(); part.isPresent(); part = parts.next()) {
                    rows.accept(part.get());
                }
                return null;
            }
        });
    }

    @Override public PointInTimeJoin.History history(FeatureView view, List<Field> features, Optional<Instant> from, Instant to) {
        return reading("read the history of feature view '" + view.name() + "'", false, connection -> {
            Table read = DuckTables.read(connection, new FileSql(connection, tables, view, features).select(from, to));
            List<Column> columns = read.columns();
            int keys = view.joinKeys().size();
            int first = columns.size() - features.size();
            List<Column> values = new ArrayList<>();
            for (int i = 0; i < features.size(); i++) {
                values.add(ColumnCast.normalised(columns.get(first + i).named(features.get(i).name())));
            }
            return new PointInTimeJoin.History(IntStream.range(0, keys).mapToObj(i -> columns.get(i).named(view.joinKeys().get(i).name())).toList(),
                    columns.get(keys), view.source().createdColumn().map(created -> columns.get(keys + 1)), values);
        });
    }

    @Override public NewestCounts newest(FeatureView view, NewestScope scope, Consumer<NewestRow> found) {
        String what = "read the newest rows of feature view '" + view.name() + "'";
        return reading(what, true, connection -> {
            FileSql source = new FileSql(connection, tables, view, view.features());
            Table counts = DuckTables.read(connection, source.passedOver(scope.period()));
            try (TableStream parts = DuckTables.stream(connection, source.newest(scope), CHUNK, e -> failed(what, e))) {
                for (Optional<Table> part = parts.next(); part.isPresent(); part = parts.next()) {
                    handOn(view, part.get(), found);
                }
            }
            return new NewestCounts(counts.columns().get(0).longAt(0), counts.columns().get(1).longAt(0));
        });
    }

    @Override public String sourceSql(FeatureView view, List<Field> features, Optional<Instant> from, Instant to) {
        return reading("read feature view '" + view.name() + "'", false, connection -> new FileSql(connection, tables, view, features).numbered(from, to));
    }

    /** What the files of the source are like now: a file that is written again is another one. */
    @Override public Optional<String> mark(FeatureView view) {
        return tables.state(view.source());
    }

    @Override public boolean changedSince(FeatureView view, Interval period, String mark) {
        return !mark(view).equals(Optional.of(mark));
    }

    /** Hands {@code work} a join that ends with it. */
    public <T> T joining(Function<FileJoin, T> work) {
        String what = "join features";
        return reading(what, true, connection -> work.apply(new FileJoin(connection, tables, e -> failed(what, e))));
    }

    @Override public long rows(String table) {
        return !exists(table) ? 0 : reading("count table '" + table + "'", false,
                connection -> DuckTables.read(connection, "SELECT count(*) FROM " + tables.table(table)).columns().get(0).longAt(0));
    }

    @Override public boolean exists(String table) {
        return tables.exists(table);
    }

    @Override public boolean isRead(String table, DataSource source) {
        return tables.isRead(table, source);
    }

    /** @throws CycloException (unavailable) if the project folder cannot be read, such as a network drive that is gone */
    @Override public void ping() {
        if (!Files.isReadable(folder)) {
            throw CycloException.unavailable("Cannot read the project folder %s. Is its disk there?", folder);
        }
    }

    @Override public void close() {
        // each call closes its own connection
    }

    private void prepare(Connection connection, String sql) throws SQLException {
        tables.nameIn(connection, sql);
        Set<String> names = new HashSet<>();
        try (Statement statement = connection.createStatement(); ResultSet columns = statement.executeQuery("DESCRIBE " + Sql.inner(sql))) {
            while (columns.next()) {
                if (!names.add(columns.getString("column_name"))) {
                    throw new IllegalArgumentException("two of its columns are called '%s': name one of them with AS"
                            .formatted(columns.getString("column_name")));
                }
            }
        }
    }

    private static void handOn(FeatureView view, Table rows, Consumer<NewestRow> found) {
        int keys = view.joinKeys().size();
        boolean created = view.source().createdColumn().isPresent();
        List<Column> columns = rows.columns();
        for (int row = 0; row < rows.rows(); row++) {
            List<Object> key = values(columns.subList(0, keys), row);
            List<Object> values = values(columns.subList(keys + (created ? 2 : 1), columns.size()), row);
            found.accept(new NewestRow(key, (Instant) columns.get(keys).value(row),
                    created ? Optional.of((Instant) columns.get(keys + 1).value(row)) : Optional.empty(), values));
        }
    }

    private static List<Object> values(List<Column> columns, int row) {
        List<Object> values = new ArrayList<>(columns.size());
        columns.forEach(column -> values.add(column.value(row)));
        return values;
    }

    private <T> T reading(String what, boolean streaming, Work<T> work) {
        try (Connection connection = streaming ? DuckDb.openStreaming() : DuckDb.open(); Statement settings = connection.createStatement()) {
            settings.execute("SET file_search_path = " + DuckDb.quoted(folder.toString()));
            settings.execute("SET temp_directory = " + DuckDb.quoted(Path.of(System.getProperty("java.io.tmpdir"), "cyclo-duckdb").toString()));
            return work.with(connection);
        } catch (SQLException e) {
            throw failed(what, e);
        } catch (IOException e) {
            throw CycloException.usage("Cannot %s: %s.", what, FileFault.why(e), e);
        } catch (IllegalArgumentException e) {
            throw CycloException.usage("Cannot %s: %s", what, Sentence.ended(e.getMessage()), e);
        }
    }

    private static CycloException failed(String what, SQLException e) {
        return CycloException.usage("Cannot %s: DuckDB says: %s", what, Sentence.ended(DuckDb.reason(e)), e);
    }

    private interface Work<T> {
        T with(Connection connection) throws SQLException, IOException;
    }
}
