package cyclo.features;

/**
 * What a point-in-time join did with the rows of one view.
 *
 * @param rows entity rows
 * @param matched entity rows for which a feature row was known
 * @param nullKeys entity rows with a null in a join key: they match nothing
 * @param nullCreated feature rows passed over because their {@code created} is null
 */
public record JoinCounts(long rows, long matched, long nullKeys, long nullCreated) {
    public long unmatched() {
        return rows - matched;
    }
}
