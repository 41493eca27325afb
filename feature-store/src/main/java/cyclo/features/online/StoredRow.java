package cyclo.features.online;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * What the online store holds of one view for one entity.
 *
 * @param eventTime of the row; empty when nothing is stored
 * @param values serialized Feast values in the order asked for; empty bytes for null, absent for a feature never written
 */
public record StoredRow(Optional<Instant> eventTime, List<Optional<byte[]>> values) {
    public static StoredRow none(int features) {
        return new StoredRow(Optional.empty(), Collections.nCopies(features, Optional.empty()));
    }
}
