package cyclo.features;

import cyclo.common.Env;
import cyclo.common.table.Table;
import cyclo.features.offline.OfflineStore;
import cyclo.features.online.OnlineStore;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** A project's features: what the registry says, the offline store and the online store, behind one door. Thread safe. */
public final class FeatureStore implements AutoCloseable {
    private FeatureStore() {}

    /**
     * Reads {@code feature_store.yaml} and the registry; the stores are connected when they are first used. Warns when
     * {@code features.yaml} has changed since it was applied.
     */
    public static FeatureStore open(Path project, Env env, Clock clock) {
        throw new UnsupportedOperationException();
    }

    public FeatureStoreConfig config() {
        throw new UnsupportedOperationException();
    }

    public Definitions definitions() {
        throw new UnsupportedOperationException();
    }

    /** SHA-256 of what the registry says, without its timestamps and random ids. */
    public String registryDigest() {
        throw new UnsupportedOperationException();
    }

    /** The features of a feature service. */
    public FeatureSelection service(String name) {
        throw new UnsupportedOperationException();
    }

    /** Features by reference: {@code view:feature}. */
    public FeatureSelection features(List<String> references, boolean fullFeatureNames) {
        throw new UnsupportedOperationException();
    }

    /**
     * Features as they were known at the time of each entity row.
     *
     * @param entityRows join keys, {@code event_timestamp} (or one other timestamp column), request fields, and columns to pass through
     */
    public HistoricalFeatures historical(Table entityRows, FeatureSelection wanted, HistoricalOptions options) {
        throw new UnsupportedOperationException();
    }

    /**
     * The latest features, in one round trip.
     *
     * @param rows each holds the join keys and request fields, as Java values of {@link cyclo.common.table.ValueType}
     */
    public OnlineFeatures online(List<Map<String, Object>> rows, FeatureSelection wanted) {
        throw new UnsupportedOperationException();
    }

    public OfflineStore offline() {
        throw new UnsupportedOperationException();
    }

    public OnlineStore online() {
        throw new UnsupportedOperationException();
    }

    /** @param views empty for all views that are online; the interval is closed at both ends */
    public MaterializeReport materialize(List<String> views, Instant start, Instant end) {
        throw new UnsupportedOperationException();
    }

    /** From where the last run ended; for a view never materialized, from its ttl before {@code end}'s clock. */
    public MaterializeReport materializeIncremental(List<String> views, Instant end) {
        throw new UnsupportedOperationException();
    }

    /** Redis answers. @throws cyclo.common.CycloException (unavailable) */
    public void ping() {
        throw new UnsupportedOperationException();
    }

    @Override public void close() {
        throw new UnsupportedOperationException();
    }
}
