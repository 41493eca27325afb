package cyclo.features;

/** A stable merge sort of row numbers, in place, without boxing. Sorted input takes one pass. Not thread safe. */
final class RowSort {
    private static final int SMALL = 12;

    /** Compares two rows as {@link java.util.Comparator} does. */
    interface Order {
        int compare(int a, int b);
    }

    private final Order order;
    private final int[] rows;
    private final int[] merged;

    RowSort(Order order, int[] rows) {
        this.order = order;
        this.rows = rows;
        this.merged = new int[rows.length];
    }

    void sort(int from, int to) {
        if (to - from <= SMALL) {
            insert(from, to);
            return;
        }
        int middle = (from + to) >>> 1;
        sort(from, middle);
        sort(middle, to);
        if (order.compare(rows[middle - 1], rows[middle]) > 0) {
            merge(from, middle, to);
        }
    }

    private void merge(int from, int middle, int to) {
        System.arraycopy(rows, from, merged, from, middle - from);
        int left = from;
        int right = middle;
        for (int i = from; left < middle; i++) {
            rows[i] = right < to && order.compare(rows[right], merged[left]) < 0 ? rows[right++] : merged[left++];
        }
    }

    private void insert(int from, int to) {
        for (int i = from + 1; i < to; i++) {
            int row = rows[i];
            int at = i;
            while (at > from && order.compare(rows[at - 1], row) > 0) {
                rows[at] = rows[at - 1];
                at--;
            }
            rows[at] = row;
        }
    }
}
