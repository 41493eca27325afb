package cyclo.features;

import cyclo.common.table.Column;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What was known when. Pure, on columns.
 *
 * @see <a href="https://docs.feast.dev/getting-started/concepts/point-in-time-joins">Feast, point-in-time joins</a>
 */
public final class PointInTimeJoin {
    /** 12,000 years: no value is older, and no sum of it and a time overflows. */
    private static final long LONGEST_SECONDS = 12_000 * 365L * 24 * 60 * 60;

    private PointInTimeJoin() {}

    /**
     * The rows that ask: whom for, and as of when.
     *
     * @param keys the join keys, of the types and in the order of the history's
     * @param times UNIX_TIMESTAMP; a null matches nothing
     */
    public record Labels(List<Column> keys, Column times) {}

    /**
     * The rows that may answer.
     *
     * @param times UNIX_TIMESTAMP, without nulls
     * @param created UNIX_TIMESTAMP, when each row was written; a row in which it is null is passed over, as Feast does
     * @param values the features, in the view's order: they decide between rows of equal event time and {@code created}
     */
    public record History(List<Column> keys, Column times, Optional<Column> created, List<Column> values) {
        public int rows() {
            return times.size();
        }
    }

    /**
     * Finds for each label the values that were known at its time, never later ones.
     *
     * <p>For a label at {@code t} the newest row of the same entity with {@code t - ttl <= eventTime <= t} is taken, both ends
     * included; a zero ttl has no lower end. Of rows with equal event time the one created last wins, and of exact duplicates the one
     * with the greatest values, column by column, null the least. With {@code asKnownThen}, a row created after {@code t}, such as a
     * late correction, is passed over.
     *
     * <p>One answer per label, in the order of {@code labels}: the index of the row in {@code history}, or -1 without a match or with
     * a null join key. All times are instants, so UTC. Takes 16 bytes a row of history besides the columns, and time that grows with
     * rows: a counting sort by entity, a sort by time within each, and a binary search per label.
     *
     * @param ttl cut to whole seconds, as Feast does
     * @throws IllegalArgumentException if {@code ttl} is negative or a key's types differ
     */
    public static int[] rowsKnownAt(Labels labels, History history, Duration ttl, boolean asKnownThen) {
        return known(labels, new KeyIds(labels.keys(), labels.times().size()), history, ttl).rows(asKnownThen);
    }

    /** As {@link #rowsKnownAt}, once the history is sorted. @param ids of the labels' keys */
    static Known known(Labels labels, KeyIds ids, History history, Duration ttl) {
        if (ttl.isNegative()) {
            throw new IllegalArgumentException("A ttl is not negative: " + ttl);
        }
        return new Known(labels, ids, ByEntity.of(ids.find(history.keys(), history.rows()), ids.count(), history),
                Math.min(ttl.toSeconds(), LONGEST_SECONDS) * 1_000_000L);
    }

    /** Labels before a sorted history: asked as of their own time, or as known then. */
    static final class Known {
        private final Labels labels;
        private final KeyIds ids;
        private final ByEntity byEntity;
        private final long ttlMicros;
        private boolean decidedByValues;

        private Known(Labels labels, KeyIds ids, ByEntity byEntity, long ttlMicros) {
            this.labels = labels;
            this.ids = ids;
            this.byEntity = byEntity;
            this.ttlMicros = ttlMicros;
        }

        int[] rows(boolean asKnownThen) {
            int[] answer = new int[labels.times().size()];
            for (int label = 0; label < answer.length; label++) {
                int entity = ids.of(label);
                int at = entity < 0 || labels.times().isNull(label) ? -1 : byEntity.newest(entity, labels.times().longAt(label), ttlMicros, asKnownThen);
                decidedByValues |= at >= 0 && byEntity.ties(entity, at);
                answer[label] = at < 0 ? -1 : byEntity.rows()[at];
            }
            return answer;
        }

        /** Whether an answer so far was chosen among rows of the same event time and {@code created}. */
        boolean decidedByValues() {
            return decidedByValues;
        }
    }

    /**
     * The newest row of each entity of {@code history} in a period, both ends included: what is materialized.
     *
     * @return indices into {@code history}, in no particular order
     */
    public static int[] newestRows(History history, Interval period) {
        KeyIds ids = new KeyIds(history.keys(), history.rows());
        ByEntity byEntity = ByEntity.of(ids.find(history.keys(), history.rows()), ids.count(), history);
        long start = Column.micros(period.start());
        long end = Column.micros(period.end());
        int[] rows = new int[ids.count()];
        int found = 0;
        for (int entity = 0; entity < rows.length; entity++) {
            int at = byEntity.newest(entity, end, 0, false);
            if (at >= 0 && byEntity.times()[at] >= start) {
                rows[found++] = byEntity.rows()[at];
            }
        }
        return Arrays.copyOf(rows, found);
    }

    /** History sorted by entity, then by time, created and values: a segment of {@code rows} per entity, {@code times} beside it. */
    private record ByEntity(int[] starts, int[] rows, long[] times, History history) {

        static ByEntity of(int[] entities, int count, History history) {
            int[] starts = new int[count + 1];
            for (int row = 0; row < entities.length; row++) {
                if (entities[row] >= 0 && counts(history, row)) {
                    starts[entities[row] + 1]++;
                }
            }
            for (int entity = 0; entity < count; entity++) {
                starts[entity + 1] += starts[entity];
            }
            int[] rows = new int[starts[count]];
            int[] next = Arrays.copyOf(starts, count);
            for (int row = 0; row < entities.length; row++) {
                if (entities[row] >= 0 && counts(history, row)) {
                    rows[next[entities[row]]++] = row;
                }
            }
            RowSort sort = new RowSort((a, b) -> order(history, a, b), rows);
            for (int entity = 0; entity < count; entity++) {
                sort.sort(starts[entity], starts[entity + 1]);
            }
            long[] times = new long[rows.length];
            for (int i = 0; i < rows.length; i++) {
                times[i] = history.times().longAt(rows[i]);
            }
            return new ByEntity(starts, rows, times, history);
        }

        /** Where in {@code rows} the answer is; -1 without one. */
        int newest(int entity, long time, long ttlMicros, boolean asKnownThen) {
            int start = starts[entity];
            int at = lastNotAfter(time, start, starts[entity + 1]);
            if (asKnownThen && history.created().isPresent()) {
                Column created = history.created().get();
                while (at >= start && created.longAt(rows[at]) > time) {
                    at--;
                }
            }
            return at < start || ttlMicros > 0 && times[at] < time - ttlMicros ? -1 : at;
        }

        private int lastNotAfter(long time, int from, int to) {
            int low = from;
            int high = to;
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (times[middle] <= time) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return low - 1;
        }

        /** Whether rows of the same times as the one at {@code at} have other values. */
        boolean ties(int entity, int at) {
            for (int other = at - 1; other >= starts[entity] && times[other] == times[at] && orderInTime(history, rows[other], rows[at]) == 0; other--) {
                if (order(history, rows[other], rows[at]) != 0) {
                    return true;
                }
            }
            return false;
        }

        private static boolean counts(History history, int row) {
            return history.created().isEmpty() || !history.created().get().isNull(row);
        }

        private static int orderInTime(History history, int a, int b) {
            int order = Long.compare(history.times().longAt(a), history.times().longAt(b));
            return order == 0 && history.created().isPresent()
                    ? Long.compare(history.created().get().longAt(a), history.created().get().longAt(b)) : order;
        }

        private static int order(History history, int a, int b) {
            int order = orderInTime(history, a, b);
            for (int i = 0; order == 0 && i < history.values().size(); i++) {
                order = ValueOrder.compare(history.values().get(i), a, b);
            }
            return order;
        }
    }
}
