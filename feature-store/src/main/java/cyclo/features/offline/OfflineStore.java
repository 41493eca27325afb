package cyclo.features.offline;

import cyclo.common.CycloException;
import cyclo.common.table.Table;
import cyclo.common.table.TableStream;
import cyclo.features.DataSource;
import cyclo.features.DuckDbConfig;
import cyclo.features.FeatureStoreConfig;
import cyclo.features.FeatureView;
import cyclo.features.Field;
import cyclo.features.HistoricalOptions;
import cyclo.features.Interval;
import cyclo.features.PointInTimeJoin;
import cyclo.features.PostgresConfig;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * All of history, asked by time. Thread safe; each call uses its own connection.
 *
 * <p>Every method throws {@link CycloException}: unavailable when the store does not answer, usage for a table,
 * column or query that is wrong.
 */
public interface OfflineStore extends AutoCloseable {
    /** The store that {@code config} names; connects at the first call. */
    static OfflineStore open(FeatureStoreConfig config) {
        return config.offline() instanceof DuckDbConfig duck ? new DuckDbOfflineStore(duck) : new PostgresOfflineStore((PostgresConfig) config.offline());
    }

    /**
     * Brings a Parquet file into a table in one transaction: the same file twice leaves the same rows, a failure none of them. Memory does
     * not grow with rows.
     * Creates the table (with the types of the file), its index (keys, event time desc, created desc) and columns that are new.
     */
    LoadCounts load(TableTarget target, Path parquet);

    /** As {@link #load(TableTarget, Path)}, of rows from elsewhere. @param origin of the rows, for messages */
    LoadCounts load(TableTarget target, TableStream rows, String origin);

    /**
     * Brings rows, as they arrive, into the table or file of a view's source in one transaction, creating it if missing. A row takes the place of those
     * with the same {@code keys}, event time and {@code created}, whose other columns stay; of given rows that are the same in these the last counts.
     * Repeating it changes nothing.
     *
     * @param keys the columns of the join keys
     * @param rows columns under their names in the source, which gets those that it lacks; must hold the keys, its event time and its {@code created}
     * @param others more columns of the same rows, written where the source has them already, else ignored
     * @return rows that the source now holds as they were given
     */
    long append(DataSource source, List<String> keys, Table rows, Table others);

    /** The rows of any SELECT, in its order. Naive timestamps and dates are taken as UTC, numeric as DOUBLE. */
    Table query(String sql);

    /**
     * As {@link #query(String)}, {@code chunk} rows at a time; memory does not grow with rows.
     *
     * @param rows called at least once: without rows when there are none
     */
    void query(String sql, int chunk, Consumer<Table> rows);

    /** As {@link #query(String, int, Consumer)}, asked for piece by piece; to be closed. */
    default TableStream stream(String sql, int chunk) {
        return TableStream.of(query(sql));
    }

    /**
     * Writes the rows of a Parquet file in one transaction, creating the table if missing. With {@code runColumn}, rows that the table
     * holds of the same runs (the values of that column in the file) give way to them; without, the file becomes the table.
     *
     * @return rows written
     */
    long write(String table, Path parquet, Optional<String> runColumn);

    /**
     * What a view's source holds in a period, both ends included: the join keys, times and {@code features}, in their declared types and
     * normalised as the online store would give them back. Rows without an event time are not in it.
     *
     * @param from absent for no lower end
     */
    PointInTimeJoin.History history(FeatureView view, List<Field> features, Optional<Instant> from, Instant to);

    /** As {@link #history}, some rows at a time; memory does not grow with rows where the store can help it. */
    default void history(FeatureView view, List<Field> features, Optional<Instant> from, Instant to, Consumer<PointInTimeJoin.History> rows) {
        rows.accept(history(view, features, from, to));
    }

    /**
     * What {@link PointInTimeJoin#rowsKnownAt} needs to answer these labels: as {@link #history}, and rows that answer none of them may be left
     * out.
     *
     * @param labels whose join keys are of the view's types
     * @param options say by which way; {@code memory} is what the rows may take
     * @return absent when the rows would take more
     */
    default Optional<PointInTimeJoin.History> historyFor(PointInTimeJoin.Labels labels, FeatureView view, List<Field> features, Optional<Instant> from,
            Instant to, HistoricalOptions options) {
        return Optional.of(history(view, features, from, to));
    }

    /**
     * Hands on the newest row of each entity in a period, one at a time, in an order of their join keys that is the same each time; memory does not grow
     * with rows. Ties are decided as {@link PointInTimeJoin} does. Rows with a null in a join key are counted wherever the scope begins.
     */
    NewestCounts newest(FeatureView view, NewestScope scope, Consumer<NewestRow> rows);

    /** About how many entities have a row in a period, without reading them; 0 when the store cannot tell. */
    default long entities(FeatureView view, Interval period) {
        return 0;
    }

    /** By which {@link #changedSince} tells later whether the rows of a view's source have changed after this moment; absent when it could not. */
    default Optional<String> mark(FeatureView view) {
        return Optional.empty();
    }

    /** Whether rows of a period were added or changed since a mark was given; when in doubt, yes. */
    default boolean changedSince(FeatureView view, Interval period, String mark) {
        return true;
    }

    /**
     * A SELECT, in this store's SQL, of what {@link #history} reads: its columns are called {@code c0, c1 ...} in the order of join keys,
     * event time, {@code created} if the source has it, features. For {@link #query}, to count what need not be moved.
     */
    default String sourceSql(FeatureView view, List<Field> features, Optional<Instant> from, Instant to) {
        throw CycloException.usage("Cannot count the rows of feature view '%s': this offline store has no SQL.", view.name());
    }

    /** How many rows a table has; 0 if it does not exist. */
    long rows(String table);

    boolean exists(String table);

    /** Whether a source reads a table, however the two name it: with or without the project's schema, as a table or as its file. A query is not looked into. */
    boolean isRead(String table, DataSource source);

    /** The store answers. */
    void ping();

    @Override void close();
}
