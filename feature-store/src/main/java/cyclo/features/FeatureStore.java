package cyclo.features;

import cyclo.common.Env;
import cyclo.common.Sha256;
import cyclo.common.table.Table;
import cyclo.common.table.TableStream;
import cyclo.common.table.ValueType;
import cyclo.features.definitions.Registry;
import cyclo.features.offline.OfflineStore;
import cyclo.features.online.OnlineStore;
import cyclo.features.online.RedisOnlineStore;
import cyclo.features.statistics.Statistics;
import cyclo.features.statistics.ViewStatistics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A project's features: what the registry says, the offline store and the online store, behind one door. Thread safe. */
public final class FeatureStore implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FeatureStore.class);

    private final FeatureStoreConfig config;
    private final Registry registry;
    private final OfflineStore offline;
    private final OnlineStore online;
    private final Clock clock;
    private volatile Known known;

    /** What the registry said when it was last read, and what was made of it since; swapped as one. */
    private record Known(Definitions definitions, Map<FeatureSelection, OnlineRead> reads) {
        private static final int MOST_READS = 1000;

        Known(Definitions definitions) {
            this(definitions, new ConcurrentHashMap<>());
        }

        OnlineRead read(FeatureSelection wanted) {
            if (reads.size() >= MOST_READS) {
                reads.clear(); // whoever asks for ever new lists of features gets slower answers, not a heap full of plans
            }
            return reads.computeIfAbsent(wanted, selection -> new OnlineRead(new ReadPlan(definitions, selection)));
        }
    }

    /** Of parts that are there already; closes both stores. */
    public FeatureStore(FeatureStoreConfig config, Registry registry, OfflineStore offline, OnlineStore online, Clock clock) {
        this.config = config;
        this.registry = registry;
        this.known = new Known(registry.read());
        this.offline = offline;
        this.online = online;
        this.clock = clock;
    }

    /**
     * Reads {@code feature_store.yaml} and the registry; the stores are connected when they are first used. Warns when
     * {@code features.yaml} has changed since it was applied.
     *
     * @throws cyclo.common.CycloException (usage) if the project was never applied, (unavailable) if the registry does not answer
     */
    public static FeatureStore open(Path project, Env env, Clock clock) {
        FeatureStoreConfig config = FeatureStoreConfig.read(project, env);
        // Registry times are real times, also when CYCLO_NOW moves the clock of the data.
        Registry registry = Registry.open(config, Clock.systemUTC());
        FeatureStore store = new FeatureStore(config, registry, OfflineStore.open(config),
                RedisOnlineStore.of(config.online(), config.project()), clock);
        Path file = project.resolve("features.yaml");
        registry.appliedFile().filter(applied -> Files.isRegularFile(file) && !Sha256.of(file).equals(applied)).ifPresent(applied ->
                LOG.warn("{} has changed since it was applied: what was applied counts. Run feature-server apply.", file));
        return store;
    }

    public FeatureStoreConfig config() {
        return config;
    }

    /** As they were when this store was opened, or at the last {@link #refresh}. */
    public Definitions definitions() {
        return known.definitions();
    }

    /**
     * Reads the registry again. What it says now counts from the next call on; calls that are under way end with the definitions they
     * began with.
     *
     * @return whether anything has changed
     * @throws cyclo.common.CycloException (unavailable) if the registry does not answer: the definitions stay as they were
     */
    public boolean refresh() {
        Definitions now = registry.read();
        if (now.equals(known.definitions())) {
            return false;
        }
        known = new Known(now);
        return true;
    }

    /** SHA-256 of what the registry says, without its timestamps and random ids. */
    public String registryDigest() {
        return registry.digest();
    }

    /** The features of a feature service. */
    public FeatureSelection service(String name) {
        return service(name, false);
    }

    public FeatureSelection service(String name, boolean fullFeatureNames) {
        return new Selections(definitions()).service(name, fullFeatureNames);
    }

    /** Features by reference: {@code view:feature}. */
    public FeatureSelection features(List<String> references, boolean fullFeatureNames) {
        return new Selections(definitions()).references(references, fullFeatureNames);
    }

    /**
     * Features as they were known at the time of each entity row.
     *
     * @param entityRows join keys, {@code event_timestamp} (or one other timestamp column), request fields, and columns to pass through
     */
    public HistoricalFeatures historical(Table entityRows, FeatureSelection wanted, HistoricalOptions options) {
        return historical(wanted, options).table(entityRows);
    }

    /**
     * As {@link #historical(Table, FeatureSelection, HistoricalOptions)}, from and to anywhere: entity rows are read in pieces, the result is
     * handed to {@code sink} in pieces, and memory does not grow with rows beyond what the options give.
     *
     * @param sink reads the stream to its end, for example into a file: {@code rows -> TableFiles.write(rows, file)}
     */
    public HistoricalReport historical(EntityRows entityRows, FeatureSelection wanted, HistoricalOptions options, Consumer<TableStream> sink) {
        return historical(wanted, options).stream(entityRows, sink);
    }

    /** Notes in the registry what was kept of a join, so that Feast's users find it by name. */
    public void saveDataset(SavedDataset dataset) {
        registry.saveDataset(dataset);
    }

    /** As {@link #historical(EntityRows, FeatureSelection, HistoricalOptions, Consumer)}, into a file of the format of its name. */
    public HistoricalReport historical(EntityRows entityRows, FeatureSelection wanted, HistoricalOptions options, Path file) {
        return historical(wanted, options).write(entityRows, file);
    }

    private Historical historical(FeatureSelection wanted, HistoricalOptions options) {
        return new Historical(offline, new Histories(offline, config.folder()), definitions(), wanted, options);
    }

    /**
     * The latest features, in one round trip, against the clock's time: the quick way for many rows.
     *
     * @param entityRows a column per join key and request field, of its declared type or one that fits into it; other columns are ignored, a null join
     *                   key is found nowhere
     */
    public OnlineFeatures online(Table entityRows, FeatureSelection wanted) {
        return online(entityRows, wanted, clock.instant());
    }

    /** As {@link #online(Table, FeatureSelection)}, with the age of values counted at {@code now}: before their event time none has outlived its ttl. */
    public OnlineFeatures online(Table entityRows, FeatureSelection wanted, Instant now) {
        return online(IntStream.range(0, entityRows.rows()).mapToObj(entityRows::row).toList(), wanted, now);
    }

    /**
     * The latest features, in one round trip, against the clock's time.
     *
     * @param rows each holds the join keys and request fields, as Java values of {@link cyclo.common.table.ValueType}; other entries are
     *             ignored, a null join key is found nowhere
     */
    public OnlineFeatures online(List<Map<String, Object>> rows, FeatureSelection wanted) {
        return online(rows, wanted, clock.instant());
    }

    private OnlineFeatures online(List<Map<String, Object>> rows, FeatureSelection wanted, Instant now) {
        return known.read(wanted).run(online, rows, now);
    }

    public OfflineStore offline() {
        return offline;
    }

    public OnlineStore online() {
        return online;
    }

    /** @param views empty for all views that are online; the interval is closed at both ends */
    public MaterializeReport materialize(List<String> views, Instant start, Instant end) {
        return materializer().run(views, start, end);
    }

    /** From where the last run ended; for a view never materialized, from its ttl before the clock's now (52 weeks without a ttl). */
    public MaterializeReport materializeIncremental(List<String> views, Instant end) {
        return materializer().runIncremental(views, end, clock.instant());
    }

    /**
     * Writes rows into every view that a push source feeds. They hold the views' join keys, event time, {@code created} and all features, under their
     * names in the source; other columns are ignored, text times are parsed, a row with a null join key is not online. Online a newer row or one of the
     * same event time stays; offline a row replaces those of the same keys, event time and {@code created}. Repeating a push changes nothing.
     *
     * @throws cyclo.common.CycloException (usage) before anything is written, if the source is unknown, a column is missing or a value is of another type
     */
    public PushCounts push(String pushSource, Table rows, PushTo to) {
        return writes().push(pushSource, rows, to);
    }

    /** As {@link #push}, into one view of the online store, whether or not a push source feeds it. */
    public PushCounts writeToOnlineStore(String view, Table rows) {
        return writes().online(view, rows);
    }

    /** As {@link #push}, into the source of one view. */
    public PushCounts writeToOfflineStore(String view, Table rows) {
        return writes().offline(view, rows);
    }

    /** The columns that {@link #push} asks for, with the types in which they are kept: for whoever reads the rows from text. */
    public Map<String, ValueType> pushColumns(String pushSource) {
        return writes().pushTypes(pushSource);
    }

    /** The columns that {@link #writeToOnlineStore} and {@link #writeToOfflineStore} ask for. */
    public Map<String, ValueType> writeColumns(String view) {
        return writes().viewTypes(view);
    }

    /**
     * What the offline store holds of a view, with its age against the clock's now; counted there, not read.
     *
     * @param features those of the view that are asked for
     * @param from absent for no lower end
     * @param steps of the histograms
     */
    public ViewStatistics statistics(FeatureView view, List<Field> features, Optional<Instant> from, Instant to, int steps) {
        return Statistics.of(offline, view, features, from, to, clock.instant(), steps);
    }

    /** Redis answers. @throws cyclo.common.CycloException (unavailable) */
    public void ping() {
        online.ping();
    }

    @Override public void close() {
        online.close();
        offline.close();
    }

    private FeatureWrites writes() {
        return new FeatureWrites(known.definitions(), offline, online);
    }

    private Materialize materializer() {
        return new Materialize(registry.read(), registry, new Histories(offline, config.folder()), online, config.materialization());
    }
}
