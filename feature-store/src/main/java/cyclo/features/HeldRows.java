package cyclo.features;

import cyclo.common.CycloException;
import cyclo.common.table.Column;
import cyclo.common.table.Table;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What the views of a plan hold in a period, as Feast answers when no entity rows are given. */
final class HeldRows {
    private final Histories histories;
    private final ReadPlan plan;
    private final EntityRows.Between period;

    /** @throws CycloException (usage) if the selection cannot be answered without entity rows */
    HeldRows(Histories histories, ReadPlan plan, EntityRows.Between period) {
        this.histories = histories;
        this.plan = plan;
        this.period = period;
        if (period.end().isBefore(period.start())) {
            throw CycloException.usage("Cannot read from %s to %s: the end is before the start.", period.start(), period.end());
        }
        if (!plan.selection().requestFields().isEmpty()) {
            throw CycloException.usage("Cannot read a period without entity rows: '%s' must be given with each. Give entity rows.",
                    plan.selection().requestFields().get(0).name());
        }
        if (plan.parts().stream().map(ReadPlan.ViewPart::keyColumns).distinct().count() > 1) {
            throw CycloException.usage("Cannot read a period without entity rows: the views %s have different join keys. Give entity rows.",
                    String.join(", ", plan.parts().stream().map(part -> "'" + part.title() + "'").toList()));
        }
    }

    /** One view alone needs no join: its rows as they are. */
    Optional<HistoricalFeatures> ofOneView() {
        if (plan.parts().size() != 1) {
            return Optional.empty();
        }
        ReadPlan.ViewPart part = plan.parts().get(0);
        PointInTimeJoin.History held = read(part, part.features());
        EntityTable rows = new EntityTable(plan, entityRows(part, held, true));
        Table table = rows.with(List.of(held.values()));
        return Optional.of(new HistoricalFeatures(table, Map.of(part.title(), new JoinCounts(table.rows(), table.rows(), 0, 0)), Map.of()));
    }

    /** Each time and key that one of the views holds, once; in the order of the views. */
    Table ofAllViews() {
        List<Table> rows = new ArrayList<>();
        for (ReadPlan.ViewPart part : plan.parts()) {
            rows.add(entityRows(part, read(part, List.of()), false));
        }
        Table all = Table.concat(rows);
        List<Column> identity = Stream.concat(Stream.of(all.columns().get(0).named("t")), all.columns().stream().skip(1)).toList();
        BitSet first = new BitSet();
        KeyIds ids = new KeyIds(identity, all.rows());
        BitSet seen = new BitSet();
        for (int row = 0; row < all.rows(); row++) {
            int id = ids.of(row);
            if (id >= 0 && !seen.get(id)) {
                seen.set(id);
                first.set(row);
            }
        }
        return all.rows(first.stream().toArray());
    }

    private PointInTimeJoin.History read(ReadPlan.ViewPart part, List<Field> features) {
        return histories.read(part.view(), features, Optional.of(period.start()), period.end());
    }

    private static Table entityRows(ReadPlan.ViewPart part, PointInTimeJoin.History held, boolean created) {
        List<Column> columns = new ArrayList<>(List.of(held.times().named(EntityTable.EVENT_TIMESTAMP)));
        if (created) {
            held.created().ifPresent(when -> columns.add(when.named("created_timestamp")));
        }
        IntStream.range(0, held.keys().size()).forEach(i -> columns.add(held.keys().get(i).named(part.keyColumns().get(i))));
        return new Table(columns);
    }
}
