package cyclo.features;

import cyclo.common.table.Column;
import cyclo.common.table.Table;
import cyclo.common.table.TableStream;
import cyclo.common.table.ValueType;
import cyclo.features.files.TableSpool;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** One view of a {@link PartitionedJoin}: questions, history and answers, each in a temporary file per part. */
final class PartitionedView {
    private static final int BLOCK = 1 << 14;

    private final Path folder;
    private final int number;
    private final int parts;
    private final ReadPlan.ViewPart part;
    private final ViewJoin view;
    private final KeyPartitions partitions;
    private final TimeRange range = new TimeRange();
    private final List<TableSpool> questions;
    private final List<TableSpool> answers = new ArrayList<>();
    private final Reading[] reading;

    PartitionedView(Path folder, int number, ReadPlan.ViewPart part, HistoricalOptions options, KeyPartitions partitions, int parts) {
        this.folder = folder;
        this.number = number;
        this.parts = parts;
        this.part = part;
        this.view = new ViewJoin(part, options);
        this.partitions = partitions;
        this.questions = spools("question", asked(keys().map(key -> Column.ofNulls("", key.type(), 0)).toList(), noTimes()));
        this.reading = new Reading[parts];
    }

    String title() {
        return part.title();
    }

    void ask(EntityTable rows, long first) {
        List<Column> keys = rows.keys(part);
        range.add(rows.times());
        spread(asked(keys, rows.times()), partitions.of(keys, rows.size(), first), questions);
    }

    /** Reads the history and answers what was asked, part by part. */
    JoinCounts join(Histories histories) {
        for (boolean all : new boolean[] {false, true}) {
            Optional<JoinCounts> counts = join(histories, view.fields(all));
            if (counts.isPresent()) {
                questions.forEach(TableSpool::close);
                return counts.get();
            }
        }
        throw new IllegalStateException("Feature view '" + title() + "' was read with all its features, and still is not decided");
    }

    /** The answers to rows that were asked about, in the same order. */
    ViewJoin.Answer answer(EntityTable rows, long first) {
        int[] of = partitions.of(rows.keys(part), rows.size(), first);
        List<Column.Builder> builders = answered().columns().stream().map(column -> Column.builder(column.name(), column.type(), rows.size())).toList();
        for (int row = 0; row < of.length; row++) {
            if (reading[of[row]] == null) {
                reading[of[row]] = new Reading(answers.get(of[row]).read());
            }
            reading[of[row]].next(builders);
        }
        List<Column> columns = builders.stream().map(Column.Builder::build).toList();
        int features = part.features().size();
        BitSet changed = new BitSet();
        for (int row = 0; view.asksKnownThen() && row < rows.size(); row++) {
            changed.set(row, columns.get(2 * features).longAt(row) != 0);
        }
        return new ViewJoin.Answer(columns.subList(0, features), view.asksKnownThen() ? columns.subList(features, 2 * features) : List.of(), changed,
                new JoinCounts(rows.size(), 0, 0, 0));
    }

    void close() {
        Stream.of(reading).filter(Objects::nonNull).forEach(open -> open.rows.close());
        Stream.concat(questions.stream(), answers.stream()).forEach(TableSpool::close);
    }

    /** @return absent if all features are needed to decide */
    private Optional<JoinCounts> join(Histories histories, List<Field> read) {
        answers.forEach(TableSpool::close);
        answers.clear();
        answers.addAll(spools("answer", answered()));
        List<TableSpool> history = spools("history", table(noHistory(read)));
        long[] historyRows = new long[1];
        if (!range.isEmpty()) {
            histories.read(part.view(), read, range.from(view.ttl()), range.to(), piece -> {
                historyRows[0] += piece.rows();
                // Without join keys all is of one entity, whatever part asks: it lies in the first.
                spread(table(piece), piece.keys().isEmpty() ? new int[piece.rows()] : partitions.of(piece.keys(), piece.rows(), 0), history);
            });
        }
        try {
            Optional<JoinCounts> counts = join(read, history);
            counts.ifPresent(all -> view.log(all, historyRows[0]));
            return counts;
        } finally {
            history.forEach(TableSpool::close);
        }
    }

    private Optional<JoinCounts> join(List<Field> read, List<TableSpool> history) {
        JoinCounts counts = new JoinCounts(0, 0, 0, 0);
        for (int i = 0; i < parts; i++) {
            Table asked = questions.get(i).readAll();
            PointInTimeJoin.Labels labels = new PointInTimeJoin.Labels(asked.columns().subList(0, part.keyColumns().size()), asked.column("t"));
            PointInTimeJoin.History known = history(history.get(part.keyColumns().isEmpty() ? 0 : i).readAll(), read);
            Optional<ViewJoin.Answer> answer = view.answer(labels, new KeyIds(labels.keys(), asked.rows()), read, known);
            if (answer.isEmpty()) {
                return Optional.empty();
            }
            Table rows = answered(answer.get(), asked.rows());
            for (int from = 0; from < rows.rows(); from += BLOCK) {
                answers.get(i).add(rows.slice(from, Math.min(from + BLOCK, rows.rows())));
            }
            JoinCounts of = answer.get().counts();
            boolean same = part.keyColumns().isEmpty() && i > 0;
            counts = new JoinCounts(counts.rows() + of.rows(), counts.matched() + of.matched(), counts.nullKeys() + of.nullKeys(),
                    counts.nullCreated() + (same ? 0 : of.nullCreated()));
        }
        return Optional.of(counts);
    }

    private void spread(Table table, int[] of, List<TableSpool> spools) {
        Table[] split = partitions.split(table, of);
        for (int i = 0; i < parts; i++) {
            spools.get(i).add(split[i]);
        }
    }

    private List<TableSpool> spools(String what, Table header) {
        return IntStream.range(0, parts).mapToObj(i -> new TableSpool(folder.resolve("%d-%s-%d".formatted(number, what, i)), header)).toList();
    }

    private Stream<Field> keys() {
        return part.view().joinKeys().stream();
    }

    private static Column noTimes() {
        return Column.ofNulls("t", ValueType.UNIX_TIMESTAMP, 0);
    }

    private static Table asked(List<Column> keys, Column times) {
        return named(keys, List.of(times.named("t")));
    }

    /** Features, then the same as known then and whether they may differ, where that is asked for. */
    private Table answered() {
        return answered(view.nothing(0), 0);
    }

    private Table answered(ViewJoin.Answer answer, int rows) {
        List<Column> columns = new ArrayList<>(answer.features());
        if (view.asksKnownThen()) {
            columns.addAll(answer.asKnownThen());
            long[] changed = new long[rows];
            answer.changed().stream().forEach(row -> changed[row] = 1);
            columns.add(Column.ofLongs("changed", ValueType.BOOL, changed, new BitSet()));
        }
        return named(columns, List.of());
    }

    private PointInTimeJoin.History noHistory(List<Field> read) {
        return new PointInTimeJoin.History(keys().map(key -> Column.ofNulls("", key.type(), 0)).toList(), noTimes(),
                part.view().source().createdColumn().map(created -> noTimes()), read.stream().map(field -> Column.ofNulls("", field.type(), 0)).toList());
    }

    private static Table table(PointInTimeJoin.History history) {
        List<Column> columns = new ArrayList<>(history.keys());
        columns.addAll(history.values());
        List<Column> times = new ArrayList<>(List.of(history.times().named("t")));
        history.created().ifPresent(created -> times.add(created.named("c")));
        return named(columns, times);
    }

    private PointInTimeJoin.History history(Table table, List<Field> read) {
        int keys = part.keyColumns().size();
        return new PointInTimeJoin.History(table.columns().subList(0, keys), table.column("t"), table.find("c"),
                table.columns().subList(keys, keys + read.size()));
    }

    /** Columns by number, then others by name. */
    private static Table named(List<Column> numbered, List<Column> others) {
        List<Column> columns = new ArrayList<>(IntStream.range(0, numbered.size()).mapToObj(i -> numbered.get(i).named(String.valueOf(i))).toList());
        columns.addAll(others);
        return new Table(columns);
    }

    /** Answers of one part, handed out one by one. */
    private static final class Reading {
        private final TableStream rows;
        private List<Column> block = List.of();
        private int size;
        private int at;

        Reading(TableStream rows) {
            this.rows = rows;
        }

        void next(List<Column.Builder> to) {
            if (at == size) {
                Table next = rows.next().orElseThrow(() -> new IllegalStateException("There are fewer answers than questions"));
                block = next.columns();
                size = next.rows();
                at = 0;
            }
            for (int i = 0; i < block.size(); i++) {
                to.get(i).add(block.get(i), at);
            }
            at++;
        }
    }
}
