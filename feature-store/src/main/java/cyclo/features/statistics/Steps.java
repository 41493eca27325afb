package cyclo.features.statistics;

/** Equal steps over a range: {@code count} of them, each {@code width} wide, from {@code low} on. */
record Steps(double low, double width, int count) {
    /**
     * @param whole whether only whole numbers are counted: then every step holds equally many of them
     */
    static Steps between(double low, double high, int most, boolean whole) {
        if (!(low < high)) {
            return new Steps(low, 0, 1);
        }
        if (whole && high - low < 1e15) {
            double width = Math.ceil((high - low + 1) / most);
            return new Steps(low, width, (int) Math.ceil((high - low + 1) / width));
        }
        return new Steps(low, (high - low) / most, most);
    }
}
