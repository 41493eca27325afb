package cyclo.features;

import java.time.Instant;
import java.util.List;

/** What one run of materialize brought from the offline to the online store. */
public record MaterializeReport(List<View> views) {
    /**
     * @param start first instant of the closed interval
     * @param end last instant of the closed interval
     * @param entities entities with a row in the interval: one newest row each
     * @param written those that the online store took; the others it held a newer row for
     * @param nullKeys rows left out because a join key is null
     * @param nullCreated rows left out because their {@code created} is null
     * @param before how many of the entities an earlier run, that was cut off, had brought there
     */
    public record View(String name, Instant start, Instant end, long entities, long written, long nullKeys, long nullCreated, long before) {}

    public MaterializeReport {
        views = List.copyOf(views);
    }

    public long written() {
        return views.stream().mapToLong(View::written).sum();
    }
}
