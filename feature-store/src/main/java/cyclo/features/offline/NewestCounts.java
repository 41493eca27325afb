package cyclo.features.offline;

/**
 * What a scan for newest rows passed over.
 *
 * @param nullKeys rows with a null in a join key
 * @param nullCreated rows whose {@code created} is null, where the source has that column
 */
public record NewestCounts(long nullKeys, long nullCreated) {}
