package cyclo.training.trainers;

/** The rows a trainer sees: prepared numbers, row after row, with their labels (0 and 1, or numbers). */
public final class Matrix {
    private final int width;
    private final float[] floats;
    private final double[] doubles;
    private final double[] labels;

    private Matrix(int width, float[] floats, double[] doubles, double[] labels) {
        int length = floats == null ? doubles.length : floats.length;
        if (length != (long) width * labels.length) {
            throw new IllegalArgumentException("%d values are not %d rows of %d".formatted(length, labels.length, width));
        }
        this.width = width;
        this.floats = floats;
        this.doubles = doubles;
        this.labels = labels;
    }

    /** Takes the arrays over. NaN is a missing value. */
    public static Matrix of(int width, float[] values, double[] labels) {
        return new Matrix(width, values, null, labels);
    }

    /** Takes the arrays over. */
    public static Matrix of(int width, double[] values, double[] labels) {
        return new Matrix(width, null, values, labels);
    }

    public int rows() {
        return labels.length;
    }

    /** Numbers in a row. */
    public int width() {
        return width;
    }

    /** Not a copy. */
    public double[] labels() {
        return labels;
    }

    double[] row(int row) {
        double[] values = new double[width];
        for (int i = 0; i < width; i++) {
            values[i] = doubles == null ? floats[row * width + i] : doubles[row * width + i];
        }
        return values;
    }

    /** All rows in float32; not a copy when they are kept so. */
    float[] floats() {
        if (floats != null) {
            return floats;
        }
        float[] converted = new float[doubles.length];
        for (int i = 0; i < converted.length; i++) {
            converted[i] = (float) doubles[i];
        }
        return converted;
    }

    double labelMean() {
        double sum = 0;
        for (double label : labels) {
            sum += label;
        }
        return sum / labels.length;
    }
}
