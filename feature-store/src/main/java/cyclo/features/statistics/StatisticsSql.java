package cyclo.features.statistics;

import cyclo.common.table.ValueType;
import cyclo.features.FeatureView;
import cyclo.features.Field;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Aggregates over a source's columns {@code c0, c1 ...} (join keys, event time, created, features), in the SQL that PostgreSQL and
 * DuckDB share.
 */
final class StatisticsSql {
    /** Greater numbers would overflow a sum of squares. */
    private static final String ORDINARY = "BETWEEN -1e150 AND 1e150";

    private final String source;
    private final int keys;
    private final int firstFeature;
    private final List<Field> features;

    StatisticsSql(String source, FeatureView view, List<Field> features) {
        this.source = "(" + source + ") AS s";
        this.keys = view.joinKeys().size();
        this.firstFeature = keys + 1 + (view.source().createdColumn().isPresent() ? 1 : 0);
        this.features = features;
    }

    /** Numbers, times (their seconds) and lists (their length) have a range. */
    static boolean isMeasured(Field feature) {
        return feature.type().isNumeric() || feature.type() == ValueType.UNIX_TIMESTAMP || feature.type().isList();
    }

    String sums() {
        List<String> columns = new ArrayList<>(List.of("count(*) AS n", (keys == 0 ? "count(*)" : "count(*) FILTER (WHERE " + keyed() + ")") + " AS keyed",
                "min(" + time() + ") AS first", "max(" + time() + ") AS last"));
        for (int i = 0; i < features.size(); i++) {
            columns.add("count(" + value(i) + ") AS v" + i);
            if (isMeasured(features.get(i))) {
                String x = "CASE WHEN %1$s %2$s THEN %1$s END".formatted(number(i), ORDINARY);
                columns.add("count(%s) AS n%d, min(%1$s) AS lo%2$d, max(%1$s) AS hi%2$d, avg(%1$s) AS mean%2$d, stddev_samp(%1$s) AS dev%2$d"
                        .formatted(x, i));
            }
        }
        return "SELECT " + String.join(", ", columns) + " FROM " + source;
    }

    /** @param since from when on an entity's newest row makes it fresh */
    String entities(Optional<Instant> since) {
        String fresh = since.map(time -> "count(*) FILTER (WHERE newest >= timestamptz '" + bounded(time) + "')").orElse("count(*)");
        if (keys == 0) {
            return "SELECT count(newest) AS n, %s AS fresh FROM (SELECT max(%s) AS newest FROM %s) AS e".formatted(
                    fresh.replace("count(*)", "count(newest)"), time(), source);
        }
        String all = IntStream.range(0, keys).mapToObj(i -> "c" + i).collect(Collectors.joining(", "));
        return "SELECT count(*) AS n, %s AS fresh FROM (SELECT max(%s) AS newest FROM %s WHERE %s GROUP BY %s) AS e".formatted(fresh, time(), source,
                keyed(), all);
    }

    /**
     * How many values lie in each step, in one scan: each row holds one step, in the column {@code b0, b1 ...} of its range, and {@code n}; or none,
     * for what has no value.
     *
     * @param ranges in this order; of the event time the feature is -1
     */
    String steps(List<Map.Entry<Integer, Steps>> ranges) {
        String steps = IntStream.range(0, ranges.size()).mapToObj(i -> {
            Steps range = ranges.get(i).getValue();
            String x = ranges.get(i).getKey() < 0 ? "extract(epoch FROM " + time() + ")::float8" : number(ranges.get(i).getKey());
            return "CASE WHEN %1$s %2$s THEN least(floor((%1$s - %3$s::float8) / %4$s::float8), %5$d)::int8 END AS b%6$d".formatted(x, ORDINARY, range.low(),
                    range.width(), range.count() - 1, i);
        }).collect(Collectors.joining(", "));
        String names = IntStream.range(0, ranges.size()).mapToObj(i -> "b" + i).collect(Collectors.joining(", "));
        String sets = IntStream.range(0, ranges.size()).mapToObj(i -> "(b" + i + ")").collect(Collectors.joining(", "));
        return "SELECT %s, count(*) AS n FROM (SELECT %s FROM %s) AS x GROUP BY GROUPING SETS (%s)".formatted(names, steps, source, sets);
    }

    String frequent(int feature, int most) {
        String value = "c" + (firstFeature + feature);
        return "SELECT %1$s AS f, count(*) AS n, count(*) OVER () AS d FROM %2$s WHERE %1$s IS NOT NULL GROUP BY %1$s ORDER BY n DESC, f LIMIT %3$d"
                .formatted(value, source, most);
    }

    private String time() {
        return "c" + keys;
    }

    private String keyed() {
        return IntStream.range(0, keys).mapToObj(i -> "c" + i + " IS NOT NULL").collect(Collectors.joining(" AND "));
    }

    /** What is not null: NaN is, as in the online store. */
    private String value(int feature) {
        String column = "c" + (firstFeature + feature);
        ValueType type = features.get(feature).type();
        return type == ValueType.DOUBLE || type == ValueType.FLOAT ? "nullif(" + column + "::float8, 'NaN'::float8)" : column;
    }

    private String number(int feature) {
        String column = "s.c" + (firstFeature + feature);
        ValueType type = features.get(feature).type();
        return type.isList() ? "cardinality(" + column + ")::float8"
                : type == ValueType.UNIX_TIMESTAMP ? "extract(epoch FROM " + column + ")::float8" : column + "::float8";
    }

    private static String bounded(Instant time) {
        Instant earliest = Instant.parse("0001-01-01T00:00:00Z");
        return (time.isBefore(earliest) ? earliest : time).toString();
    }
}
