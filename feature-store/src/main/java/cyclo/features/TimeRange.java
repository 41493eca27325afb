package cyclo.features;

import cyclo.common.table.Column;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The first and last time among some rows, in microseconds; widens as rows are added. Not thread safe. */
final class TimeRange {
    private long first = Long.MAX_VALUE;
    private long last = Long.MIN_VALUE;

    static TimeRange of(Column times) {
        TimeRange range = new TimeRange();
        range.add(times);
        return range;
    }

    void add(Column times) {
        for (int row = 0; row < times.size(); row++) {
            if (!times.isNull(row)) {
                first = Math.min(first, times.longAt(row));
                last = Math.max(last, times.longAt(row));
            }
        }
    }

    /** No row has a time. */
    boolean isEmpty() {
        return first > last;
    }

    /** Where the history that can answer begins; absent when a value never expires. */
    Optional<Instant> from(Duration ttl) {
        return ttl.isZero() ? Optional.empty() : Optional.of(Column.instant(first).minus(ttl));
    }

    Instant first() {
        return Column.instant(first);
    }

    /** The last time. */
    Instant to() {
        return Column.instant(last);
    }
}
