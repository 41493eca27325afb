package cyclo.features.offline;

import cyclo.features.Interval;
import java.util.List;
import java.util.Optional;

/**
 * Which newest rows are asked for.
 *
 * @param period closed at both ends
 * @param pickedInStore whether the store picks them where the rows lie, if it can; else it may hand all rows on and pick here
 * @param after only entities beyond the one of these join keys, in the order in which the store hands them on; asked only of a store that gives a
 *              {@link OfflineStore#mark}
 */
public record NewestScope(Interval period, boolean pickedInStore, Optional<List<Object>> after) {
    public static NewestScope of(Interval period) {
        return new NewestScope(period, false, Optional.empty());
    }
}
