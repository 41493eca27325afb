package cyclo.features;

import java.util.Map;

/**
 * What a point-in-time join did.
 *
 * @param rows entity rows, and so rows of the result
 * @param counts per view with stored features; a view that is read for another column is called {@code view of column}
 * @param leaks of each feature by output name, the rows that change when rows created after an entity row's time are passed over; empty
 *              unless {@link HistoricalOptions#leakage} asks for it
 */
public record HistoricalReport(long rows, Map<String, JoinCounts> counts, Map<String, Long> leaks) {}
