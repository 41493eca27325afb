package cyclo.benchmarks;

/**
 * How much data: 1 is what the figures are about, less is to try whether it runs.
 *
 * @param factor between 0.001 and 1
 */
record Scale(double factor) {
    Scale {
        if (!(factor >= 0.001 && factor <= 1)) {
            throw new IllegalArgumentException("'%s' is not between 0.001 and 1".formatted(factor));
        }
    }

    /** {@code of} at full scale. */
    int rows(int of) {
        return Math.max(1, (int) Math.round(of * factor));
    }

    /** Drivers of the views that are joined. */
    int drivers() {
        return rows(10_000);
    }

    /** Hours that each of them has. */
    int hours() {
        return 100;
    }

    /** Drivers of the view that is materialized and read online. */
    int latest() {
        return rows(1_000_000);
    }

    double seconds(double of) {
        return Math.max(1, of * Math.min(1, factor * 10));
    }
}
