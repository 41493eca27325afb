package cyclo.features.online;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which row of each entity counts among those written together. */
final class OnlineWrites {
    private static final Comparator<OnlineRow> NEWNESS = Comparator.comparing(OnlineRow::eventTime)
            .thenComparing(row -> row.created().orElse(Instant.MIN));

    private OnlineWrites() {}

    /** One row per entity: the greatest (event time, created), and of equal ones the last. */
    static Collection<OnlineRow> newestPerEntity(List<OnlineRow> rows) {
        Map<ByteBuffer, OnlineRow> newest = new LinkedHashMap<>(rows.size() * 2);
        for (OnlineRow row : rows) {
            newest.merge(ByteBuffer.wrap(row.key()), row, (kept, next) -> NEWNESS.compare(next, kept) >= 0 ? next : kept);
        }
        return newest.values();
    }
}
