package cyclo.features;

import cyclo.common.table.Column;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** The point-in-time join as a sentence would say it: for each label, look at every row. Slow, and obvious. */
final class ScanEveryRow {
    private ScanEveryRow() {}

    static int[] rowsKnownAt(PointInTimeJoin.Labels labels, PointInTimeJoin.History history, Duration ttl, boolean asKnownThen) {
        int[] answers = new int[labels.times().size()];
        for (int label = 0; label < answers.length; label++) {
            answers[label] = -1;
            for (int row = 0; row < history.rows(); row++) {
                if (known(labels, label, history, row, ttl, asKnownThen) && (answers[label] < 0 || newer(history, row, answers[label]))) {
                    answers[label] = row;
                }
            }
        }
        return answers;
    }

    private static boolean known(PointInTimeJoin.Labels labels, int label, PointInTimeJoin.History history, int row, Duration ttl, boolean asKnownThen) {
        if (labels.times().isNull(label) || history.created().filter(created -> created.isNull(row)).isPresent()) {
            return false;
        }
        long time = labels.times().longAt(label);
        long event = history.times().longAt(row);
        return sameKey(labels.keys(), label, history.keys(), row) && event <= time && (ttl.isZero() || event >= time - ttl.toSeconds() * 1_000_000)
                && !(asKnownThen && history.created().filter(created -> created.longAt(row) > time).isPresent());
    }

    private static boolean sameKey(List<Column> a, int rowA, List<Column> b, int rowB) {
        for (int i = 0; i < a.size(); i++) {
            Object left = a.get(i).value(rowA);
            if (left == null || !Arrays.deepEquals(new Object[] {left}, new Object[] {b.get(i).value(rowB)})) {
                return false;
            }
        }
        return true;
    }

    private static boolean newer(PointInTimeJoin.History history, int a, int b) {
        int order = Long.compare(history.times().longAt(a), history.times().longAt(b));
        if (order == 0 && history.created().isPresent()) {
            order = Long.compare(history.created().get().longAt(a), history.created().get().longAt(b));
        }
        for (Column values : history.values()) {
            order = order != 0 ? order : ValueOrder.compare(values, a, b);
        }
        return order > 0;
    }
}
