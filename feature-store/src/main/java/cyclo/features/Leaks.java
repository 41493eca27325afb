package cyclo.features;

import cyclo.common.table.Column;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Counts, feature by feature, the rows that know something from after their time: values that rows created later have given them. */
final class Leaks {
    private final ReadPlan plan;
    private final boolean asked;
    private final Map<String, Long> byFeature = new LinkedHashMap<>();

    Leaks(ReadPlan plan, HistoricalOptions options) {
        this.plan = plan;
        this.asked = options.leakage();
        if (asked) {
            plan.selection().outputNames().forEach(name -> byFeature.put(name, 0L));
        }
    }

    /** @param answers of the views of the plan, for these rows */
    void add(EntityTable entities, List<ViewJoin.Answer> answers) {
        BitSet changed = new BitSet();
        answers.forEach(answer -> changed.or(answer.changed()));
        if (!asked || changed.isEmpty()) {
            return;
        }
        List<Column> joined = entities.features(answers.stream().map(ViewJoin.Answer::features).toList());
        List<Column> then = entities.features(answers.stream()
                .map(answer -> answer.asKnownThen().isEmpty() ? answer.features() : answer.asKnownThen()).toList());
        List<String> names = plan.selection().outputNames();
        for (int i = 0; i < names.size(); i++) {
            Column a = joined.get(i);
            Column b = then.get(i);
            long count = changed.stream().filter(row -> ValueOrder.compare(a.type(), a.value(row), b.value(row)) != 0).count();
            byFeature.merge(names.get(i), count, Long::sum);
        }
    }

    Map<String, Long> byFeature() {
        return byFeature;
    }
}
