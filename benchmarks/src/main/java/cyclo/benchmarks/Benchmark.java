package cyclo.benchmarks;

import java.util.List;

/** One thing that is measured, beside its peers and its limit. */
interface Benchmark {
    /** As {@code --only} names it. */
    String name();

    String describe();

    /** @return a row for each figure, in the order of the table */
    List<Row> run(Lab lab);

    /** All of them, in the order of the table. */
    static List<Benchmark> all() {
        return List.of(new JoinOnPostgres(), new JoinLongHistory(), new JoinFiles(), new MaterializeLatest(), new PushRows(), new ReadOnline());
    }
}
