package cyclo.features.statistics;

import cyclo.features.Field;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What the offline store holds of a feature view.
 *
 * @param rows with an event time in the period that was asked for
 * @param nullKeys rows among them that lack a join key: no join finds them
 * @param entities distinct keys
 * @param fresh entities whose newest row is not older than the view's ttl at {@code now}; all of them without a ttl
 * @param first event time of the oldest row, absent without rows
 * @param last event time of the newest row
 * @param overTime rows by event time, from first to last
 * @param features in the view's order
 */
public record ViewStatistics(String view, Instant now, long rows, long nullKeys, long entities, long fresh, Optional<Instant> first, Optional<Instant> last,
        Histogram overTime, List<FeatureStatistics> features) {

    /**
     * Values counted in equal steps: the first from {@code low} to below {@code low + step}, and so on; the last one holds the greatest
     * value. The seconds since 1970 of a time, the length of a list. Of whole numbers a step is a whole number too, so that each step
     * can hold equally many of them.
     *
     * @param counts empty when there is nothing to count or it cannot be counted so
     */
    public record Histogram(double low, double step, List<Long> counts) {
        public static final Histogram NONE = new Histogram(0, 0, List.of());

        public Histogram {
            counts = List.copyOf(counts);
        }

        public long highest() {
            return counts.stream().mapToLong(Long::longValue).max().orElse(0);
        }
    }

    /** A text or truth value, and how often it stands. */
    public record Frequent(String value, long count) {}

    /**
     * One feature's values.
     *
     * @param nulls rows without a value; NaN is one, as it is online
     * @param beyond numbers that are infinite or greater than 1e150 in size: they are in no other figure
     * @param low the least number; of a time the seconds since 1970, of a list its length
     * @param frequent of texts and truth values the most frequent ones, most frequent first
     * @param distinct how many different texts or truth values there are; 0 for all else
     */
    public record FeatureStatistics(Field feature, long rows, long nulls, long beyond, OptionalDouble low, OptionalDouble high, OptionalDouble mean,
            OptionalDouble deviation, Histogram histogram, List<Frequent> frequent, long distinct) {
        public FeatureStatistics {
            frequent = List.copyOf(frequent);
        }

        /** Of all rows, the part without a value. */
        public double nullShare() {
            return rows == 0 ? 0 : (double) nulls / rows;
        }

        /** Of the rows that have a value, the part that has this one. */
        public double share(Frequent one) {
            return (double) one.count() / (rows - nulls);
        }
    }

    public ViewStatistics {
        features = List.copyOf(features);
    }
}
