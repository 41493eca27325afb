package cyclo.features;

import cyclo.common.table.Table;
import java.util.Map;

/**
 * Features as they were known at the time of each entity row.
 *
 * @param table one row per entity row, in order: all entity columns first, then features by output name
 * @param counts per view with stored features; a view that is read for another column is called {@code view of column}
 * @param leaks as in {@link HistoricalReport}
 */
public record HistoricalFeatures(Table table, Map<String, JoinCounts> counts, Map<String, Long> leaks) {
    public HistoricalReport report() {
        return new HistoricalReport(table.rows(), counts, leaks);
    }
}
