package cyclo.features;

import cyclo.common.table.Column;
import cyclo.common.table.Table;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Answers a selection as of the time of each entity row, all of them in memory. */
final class HistoricalJoin {
    private final Histories histories;
    private final ReadPlan plan;
    private final HistoricalOptions options;

    HistoricalJoin(Histories histories, ReadPlan plan, HistoricalOptions options) {
        this.histories = histories;
        this.plan = plan;
        this.options = options;
    }

    /** @return absent when the history of a view would not fit into the memory that the options give */
    Optional<HistoricalFeatures> run(Table rows) {
        EntityTable entities = new EntityTable(plan, rows);
        Map<String, JoinCounts> counts = new LinkedHashMap<>();
        Map<List<Column>, KeyIds> numbered = new HashMap<>();
        List<ViewJoin.Answer> answers = new ArrayList<>();
        for (ReadPlan.ViewPart part : plan.parts()) {
            Optional<ViewJoin.Answer> answer = join(part, entities, numbered);
            if (answer.isEmpty()) {
                return Optional.empty();
            }
            answers.add(answer.get());
            counts.put(part.title(), answer.get().counts());
        }
        Leaks leaks = new Leaks(plan, options);
        leaks.add(entities, answers);
        Table joined = entities.with(answers.stream().map(ViewJoin.Answer::features).toList());
        return Optional.of(new HistoricalFeatures(joined, counts, leaks.byFeature()));
    }

    private Optional<ViewJoin.Answer> join(ReadPlan.ViewPart part, EntityTable entities, Map<List<Column>, KeyIds> numbered) {
        ViewJoin view = new ViewJoin(part, options);
        TimeRange range = TimeRange.of(entities.times());
        if (range.isEmpty()) {
            return Optional.of(view.nothing(entities.size()));
        }
        PointInTimeJoin.Labels labels = new PointInTimeJoin.Labels(entities.keys(part), entities.times());
        KeyIds ids = numbered.computeIfAbsent(labels.keys(), keys -> new KeyIds(keys, entities.size()));
        for (boolean all : new boolean[] {false, true}) {
            List<Field> read = view.fields(all);
            Optional<PointInTimeJoin.History> history = histories.read(labels, part.view(), read, range.from(view.ttl()), range.to(), options);
            if (history.isEmpty()) {
                return Optional.empty();
            }
            Optional<ViewJoin.Answer> answer = view.answer(labels, ids, read, history.get());
            if (answer.isPresent()) {
                view.log(answer.get().counts(), history.get().rows());
                return answer;
            }
        }
        throw new IllegalStateException("Feature view '" + part.title() + "' was read with all its features, and still is not decided");
    }
}
