package cyclo.features.statistics;

import cyclo.common.table.Column;
import cyclo.common.table.Table;
import cyclo.common.table.ValueType;
import cyclo.features.FeatureView;
import cyclo.features.Field;
import cyclo.features.offline.OfflineStore;
import cyclo.features.statistics.ViewStatistics.FeatureStatistics;
import cyclo.features.statistics.ViewStatistics.Frequent;
import cyclo.features.statistics.ViewStatistics.Histogram;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Counts a feature view's rows in the offline store: only sums come out of it, so memory does not grow with rows. */
public final class Statistics {
    private static final int MOST_FREQUENT = 5;
    private static final int TIME = -1;
    /** Histograms of one scan. */
    private static final int AT_ONCE = 16;

    private final OfflineStore store;
    private final FeatureView view;
    private final List<Field> features;
    private final int steps;
    private final StatisticsSql sql;

    private Statistics(OfflineStore store, FeatureView view, List<Field> features, int steps, StatisticsSql sql) {
        this.store = store;
        this.view = view;
        this.features = features;
        this.steps = steps;
        this.sql = sql;
    }

    /**
     * @param features those of the view that are asked for
     * @param from absent for no lower end
     * @param now against which rows are fresh
     * @param steps of the histograms
     * @throws cyclo.common.CycloException as {@link OfflineStore#query} does
     */
    public static ViewStatistics of(OfflineStore store, FeatureView view, List<Field> features, Optional<Instant> from, Instant to, Instant now, int steps) {
        StatisticsSql sql = new StatisticsSql(store.sourceSql(view, features, from, to), view, features);
        return new Statistics(store, view, features, steps, sql).count(now);
    }

    private ViewStatistics count(Instant now) {
        Table sums = store.query(sql.sums());
        long rows = whole(sums, "n");
        Table keys = store.query(sql.entities(view.ttl().isZero() ? Optional.empty() : Optional.of(now.minus(view.ttl()))));
        Optional<Instant> first = time(sums, "first");
        Optional<Instant> last = time(sums, "last");
        Map<Integer, Steps> ranges = new LinkedHashMap<>();
        first.ifPresent(time -> ranges.put(TIME, Steps.between(time.getEpochSecond(), last.orElseThrow().getEpochSecond(), steps, false)));
        for (int i = 0; i < features.size(); i++) {
            if (StatisticsSql.isMeasured(features.get(i)) && number(sums, "lo" + i).isPresent()) {
                ranges.put(i, Steps.between(number(sums, "lo" + i).getAsDouble(), number(sums, "hi" + i).getAsDouble(), steps, isWhole(features.get(i)
                        .type())));
            }
        }
        Map<Integer, Histogram> histograms = histograms(ranges, sums);
        List<FeatureStatistics> counted = new ArrayList<>();
        for (int i = 0; i < features.size(); i++) {
            counted.add(feature(i, rows, sums, histograms.getOrDefault(i, Histogram.NONE)));
        }
        return new ViewStatistics(view.name(), now, rows, rows - whole(sums, "keyed"), whole(keys, "n"), whole(keys, "fresh"), first, last,
                histograms.getOrDefault(TIME, Histogram.NONE), counted);
    }

    private static boolean isWhole(ValueType type) {
        return type == ValueType.INT64 || type == ValueType.INT32 || type.isList();
    }

    private Map<Integer, Histogram> histograms(Map<Integer, Steps> ranges, Table sums) {
        Map<Integer, long[]> counts = new LinkedHashMap<>();
        List<Map.Entry<Integer, Steps>> several = new ArrayList<>();
        ranges.forEach((at, range) -> {
            counts.put(at, new long[range.count()]);
            if (range.count() > 1) {
                several.add(Map.entry(at, range));
            } else {
                counts.get(at)[0] = at == TIME ? whole(sums, "n") : whole(sums, "n" + at);
            }
        });
        for (int first = 0; first < several.size(); first += AT_ONCE) {
            List<Map.Entry<Integer, Steps>> some = several.subList(first, Math.min(several.size(), first + AT_ONCE));
            Table found = store.query(sql.steps(some));
            for (int i = 0; i < some.size(); i++) {
                Column steps = found.column("b" + i);
                for (int row = 0; row < found.rows(); row++) {
                    if (!steps.isNull(row)) {
                        counts.get(some.get(i).getKey())[(int) steps.longAt(row)] = whole(found, "n", row);
                    }
                }
            }
        }
        Map<Integer, Histogram> histograms = new LinkedHashMap<>();
        counts.forEach((at, all) -> histograms.put(at,
                new Histogram(ranges.get(at).low(), ranges.get(at).width(), Arrays.stream(all).boxed().toList())));
        return histograms;
    }

    private FeatureStatistics feature(int i, long rows, Table sums, Histogram histogram) {
        Field feature = features.get(i);
        long values = whole(sums, "v" + i);
        List<Frequent> frequent = new ArrayList<>();
        long distinct = 0;
        if (feature.type() == ValueType.STRING || feature.type() == ValueType.BOOL) {
            Table found = store.query(sql.frequent(i, MOST_FREQUENT));
            for (int row = 0; row < found.rows(); row++) {
                frequent.add(new Frequent(String.valueOf(found.column("f").value(row)), whole(found, "n", row)));
                distinct = whole(found, "d", row);
            }
        }
        if (!StatisticsSql.isMeasured(feature)) {
            return new FeatureStatistics(feature, rows, rows - values, 0, OptionalDouble.empty(), OptionalDouble.empty(), OptionalDouble.empty(),
                    OptionalDouble.empty(), histogram, frequent, distinct);
        }
        return new FeatureStatistics(feature, rows, rows - values, values - whole(sums, "n" + i), number(sums, "lo" + i), number(sums, "hi" + i),
                number(sums, "mean" + i), number(sums, "dev" + i), histogram, frequent, distinct);
    }

    private static long whole(Table table, String column) {
        return whole(table, column, 0);
    }

    private static long whole(Table table, String column, int row) {
        return ((Number) table.column(column).value(row)).longValue();
    }

    private static OptionalDouble number(Table table, String column) {
        Column values = table.column(column);
        return values.value(0) == null ? OptionalDouble.empty() : OptionalDouble.of(((Number) values.value(0)).doubleValue());
    }

    private static Optional<Instant> time(Table table, String column) {
        return Optional.ofNullable((Instant) table.column(column).value(0));
    }
}
