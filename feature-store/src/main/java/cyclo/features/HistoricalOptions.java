package cyclo.features;

/**
 * How a point-in-time join is made.
 *
 * @param filterByCreated pass over a feature row that was created after the entity row's time, such as a late correction
 * @param leakage also tell of each feature how many rows would change with {@code filterByCreated}
 * @param way how history is read; the answers are the same
 * @param memory what the rows held at once may take, about, in bytes; what goes beyond it is laid out in temporary files
 */
public record HistoricalOptions(boolean filterByCreated, boolean leakage, Way way, long memory) {
    /** How the history of a view is read. */
    public enum Way {
        /** The one that is likely to be faster, by the store's own estimate. */
        BY_COST,
        /** Row for row through the index of the store; where it has none, as {@link #SORT_MERGE}. */
        INDEX,
        /** All of the period that the entity rows span, sorted and merged here. */
        SORT_MERGE
    }

    /** With half of the heap as memory. */
    public HistoricalOptions(boolean filterByCreated) {
        this(filterByCreated, false, Way.BY_COST, Runtime.getRuntime().maxMemory() / 2);
    }

    /** As Feast by default: a row counts from its event time on, whenever it was created. */
    public static HistoricalOptions standard() {
        return new HistoricalOptions(false);
    }

    public static HistoricalOptions asKnownThen() {
        return new HistoricalOptions(true);
    }

    public HistoricalOptions withLeakage() {
        return new HistoricalOptions(filterByCreated, true, way, memory);
    }

    public HistoricalOptions by(Way other) {
        return new HistoricalOptions(filterByCreated, leakage, other, memory);
    }

    public HistoricalOptions within(long bytes) {
        return new HistoricalOptions(filterByCreated, leakage, way, bytes);
    }
}
