package cyclo.featureserver;

import cyclo.common.CycloException;
import cyclo.features.types.ColumnCast;
import java.time.Instant;

/** Times as they are written on the command line. */
final class Times {
    private Times() {}

    /** @throws CycloException (usage) if it is no time */
    static Instant parse(String name, String text) {
        try {
            return ColumnCast.instant(text);
        } catch (IllegalArgumentException e) {
            throw CycloException.usage("Cannot use %s: %s.", name, e.getMessage(), e);
        }
    }
}
