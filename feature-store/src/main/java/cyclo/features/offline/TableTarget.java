package cyclo.features.offline;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A table of the offline store that a file is loaded into.
 *
 * @param table its name in the project's schema
 * @param keys the columns that, with the event time and {@code created}, identify a row
 * @param eventTime the column of the event time; blank for a table without one, such as a static one
 * @param created the column that says when the row was written
 */
public record TableTarget(String table, List<String> keys, String eventTime, Optional<String> created, Mode mode) {
    public enum Mode {
        /** A row of the file replaces the rows of the same keys, event time and {@code created}; others stay. */
        MERGE,
        /** The file becomes the table. */
        REPLACE
    }

    public TableTarget {
        keys = List.copyOf(keys);
    }

    /** The columns by which a row is known: keys, event time, {@code created}. */
    List<String> identity() {
        List<String> identity = new ArrayList<>(keys);
        if (!eventTime.isBlank()) {
            identity.add(eventTime);
        }
        created.ifPresent(identity::add);
        return identity;
    }
}
