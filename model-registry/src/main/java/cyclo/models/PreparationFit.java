package cyclo.models;

import cyclo.common.CycloException;
import cyclo.common.table.Column;
import cyclo.common.table.Table;
import cyclo.common.table.ValueType;
import cyclo.models.PreparationSpec.Imputation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** Fits each encoding on the training rows alone; sums run in row order, so equal rows give equal bits. */
final class PreparationFit {
    private static final double RARE = 0.005;

    private final Table rows;
    private final PreparationSpec spec;

    PreparationFit(Table rows, PreparationSpec spec) {
        this.rows = rows;
        this.spec = spec;
    }

    List<Encoding> encodings() {
        if (rows.rows() == 0) {
            throw CycloException.refused("Cannot fit the preparation: there are no training rows.");
        }
        return spec.inputs().stream().map(this::encoding).toList();
    }

    private Encoding encoding(InputColumn input) {
        Column column = Preparation.column(rows, input);
        if (input.type() == ValueType.STRING || spec.categories().contains(input.name())) {
            return category(input, column);
        }
        double[] values = new double[rows.rows()];
        if (input.type() == ValueType.UNIX_TIMESTAMP) {
            List<NumberEncoding> parts = new ArrayList<>();
            for (int part = 0; part < DateEncoding.PARTS.size(); part++) {
                for (int row = 0; row < values.length; row++) {
                    values[row] = DateEncoding.part(part, number(column, row));
                }
                parts.add(number(input, input.name() + " " + DateEncoding.PARTS.get(part), values, part == 0));
            }
            return new DateEncoding(input, parts);
        }
        if (!input.type().isNumeric() && input.type() != ValueType.BOOL) {
            throw CycloException.usage("Cannot use '%s' as an input: a model reads numbers, booleans, texts and times, not %s.", input.name(), input.type());
        }
        for (int row = 0; row < values.length; row++) {
            values[row] = number(column, row);
        }
        return number(input, input.name(), values, true);
    }

    private NumberEncoding number(InputColumn input, String feature, double[] values, boolean mayFlag) {
        double[] known = Arrays.stream(values).filter(value -> !Double.isNaN(value)).toArray();
        boolean ifRare = spec.imputation() == Imputation.MEDIAN_IF_RARE;
        boolean impute = ifRare ? values.length - known.length < RARE * values.length : spec.imputation() != Imputation.NONE;
        if (known.length == 0 && (impute || spec.scale())) {
            throw CycloException.refused("Cannot fit input '%s': it is null in all %d training rows. Leave it out, or look at its source.",
                    input.name(), values.length);
        }
        OptionalDouble fill = impute ? OptionalDouble.of(spec.imputation() == Imputation.MEAN ? mean(known) : median(known)) : OptionalDouble.empty();
        double[] filled = impute ? Arrays.stream(values).map(value -> Double.isNaN(value) ? fill.getAsDouble() : value).toArray() : known;
        double mean = spec.scale() ? mean(filled) : 0;
        double sd = spec.scale() ? sd(filled, mean) : 1;
        boolean missing = known.length < values.length;
        return new NumberEncoding(input, feature, missing, fill, mayFlag && impute && missing && !ifRare, mean, sd);
    }

    private CategoryEncoding category(InputColumn input, Column column) {
        if (input.type() == ValueType.DOUBLE || input.type() == ValueType.FLOAT || input.type().isList() || input.type() == ValueType.BYTES
                || input.type() == ValueType.UNIX_TIMESTAMP) {
            throw CycloException.usage("Cannot use '%s' as a category: its type is %s. Categories are texts, whole numbers or booleans.",
                    input.name(), input.type());
        }
        Map<String, Integer> counts = new HashMap<>();
        boolean missing = false;
        for (int row = 0; row < column.size(); row++) {
            String value = CategoryEncoding.text(column, row);
            if (value.isEmpty()) {
                missing = true;
            } else {
                counts.merge(value, 1, Integer::sum);
            }
        }
        List<String> values = counts.entrySet().stream()
                .filter(entry -> entry.getValue() >= spec.rareBelow())
                .sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder()).thenComparing(Map.Entry.comparingByKey()))
                .limit(spec.maxValues())
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
        return new CategoryEncoding(input, missing, values);
    }

    private static double number(Column column, int row) {
        return column.type() == ValueType.NULL ? Double.NaN : column.numberAt(row);
    }

    private static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** The population's; 1 for a constant, which then becomes 0 everywhere. */
    private static double sd(double[] values, double mean) {
        double squares = 0;
        for (double value : values) {
            squares += (value - mean) * (value - mean);
        }
        double sd = Math.sqrt(squares / values.length);
        return sd > 1e-12 * Math.max(1, Math.abs(mean)) ? sd : 1;
    }
}
