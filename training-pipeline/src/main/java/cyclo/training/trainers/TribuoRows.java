package cyclo.training.trainers;

import java.util.function.DoubleFunction;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.tribuo.MutableDataset;
import org.tribuo.Output;
import org.tribuo.OutputFactory;
import org.tribuo.impl.ArrayExample;
import org.tribuo.provenance.SimpleDataSourceProvenance;

/** Rows of a {@link Matrix} as a Tribuo dataset: every feature in every row, zeros too, because Tribuo's linear models differ on rows that leave some out. */
final class TribuoRows {
    /** Kept, because a logger that nobody holds forgets its level. */
    private static final Logger TRIBUO = Logger.getLogger("org.tribuo");

    static {
        TRIBUO.setLevel(Level.WARNING);
    }

    private TribuoRows() {}

    /** Feature ids are the order of the names, so the names count up in digits of equal length. */
    static String[] names(int width) {
        String[] names = new String[width];
        for (int i = 0; i < width; i++) {
            names[i] = "f%06d".formatted(i);
        }
        return names;
    }

    static <T extends Output<T>> MutableDataset<T> dataset(Matrix rows, OutputFactory<T> factory, DoubleFunction<T> output) {
        MutableDataset<T> dataset = new MutableDataset<>(new SimpleDataSourceProvenance("training rows", factory), factory);
        String[] names = names(rows.width());
        for (int row = 0; row < rows.rows(); row++) {
            dataset.add(new ArrayExample<>(output.apply(rows.labels()[row]), names, rows.row(row)));
        }
        return dataset;
    }
}
