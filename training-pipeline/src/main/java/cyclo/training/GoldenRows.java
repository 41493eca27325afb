package cyclo.training;

import cyclo.common.table.Table;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** Real rows that travel with the model, so that whoever loads it can see that it predicts the same there. */
final class GoldenRows {
    private static final int SPREAD = 24;
    private static final int MISSING = 8;

    private GoldenRows() {}

    /** Up to 24 rows from all over the table, and up to 8 of those with the most nulls: what is missing is where two scorers differ first. */
    static Table of(Table rows, List<String> inputs) {
        Table read = rows.select(inputs);
        int n = read.rows();
        TreeSet<Integer> chosen = new TreeSet<>();
        IntStream.range(0, Math.min(SPREAD, n)).forEach(i -> chosen.add((int) ((long) i * n / Math.min(SPREAD, n))));
        int[] nulls = new int[n];
        read.columns().forEach(column -> IntStream.range(0, n).filter(column::isNull).forEach(row -> nulls[row]++));
        IntStream.range(0, n).filter(row -> nulls[row] > 0).boxed().sorted((a, b) -> nulls[b] - nulls[a]).limit(MISSING).forEach(chosen::add);
        return read.rows(chosen.stream().mapToInt(Integer::intValue).toArray());
    }
}
