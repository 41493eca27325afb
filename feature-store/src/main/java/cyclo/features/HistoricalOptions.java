package cyclo.features;

/** @param filterByCreated pass over a feature row that was created after the entity row's time, such as a late correction */
public record HistoricalOptions(boolean filterByCreated) {
    /** As Feast by default: a row counts from its event time on, whenever it was created. */
    public static HistoricalOptions standard() {
        return new HistoricalOptions(false);
    }

    public static HistoricalOptions asKnownThen() {
        return new HistoricalOptions(true);
    }
}
