package cyclo.models;

import java.util.List;
import java.util.Set;

/**
 * What to fit of a preparation.
 *
 * @param inputs the columns the model reads, in the order of its features
 * @param categories of these, the ones to encode as one indicator per known value; string columns always are
 * @param imputation how a missing number is filled: {@link Imputation#NONE} leaves NaN, as trees want it
 * @param scale whether numbers become (x - mean) / sd
 * @param rareBelow a category value seen in fewer training rows than this gets no indicator
 * @param maxValues at most so many values of a category get an indicator, the most frequent ones
 */
public record PreparationSpec(List<InputColumn> inputs, Set<String> categories, Imputation imputation, boolean scale, int rareBelow, int maxValues) {
    /**
     * MEDIAN_IF_RARE fills, without a flag, what was missing in fewer than 1 of 200 training rows, and leaves NaN where it was missing more
     * often: which way a tree sends a missing value is learned from the rows that miss it, and from none of them it is chance.
     */
    public enum Imputation { NONE, MEAN, MEDIAN, MEDIAN_IF_RARE }

    public PreparationSpec {
        inputs = List.copyOf(inputs);
        categories = Set.copyOf(categories);
    }

    /** For boosted trees: numbers as they are, NaN for missing. */
    public static PreparationSpec forTrees(List<InputColumn> inputs, Set<String> categories) {
        return new PreparationSpec(inputs, categories, Imputation.NONE, false, 1, 1000);
    }

    /** For boosted trees that will meet missing values where training had none: see {@link Imputation#MEDIAN_IF_RARE}. */
    public static PreparationSpec forSturdyTrees(List<InputColumn> inputs, Set<String> categories) {
        return new PreparationSpec(inputs, categories, Imputation.MEDIAN_IF_RARE, false, 1, 1000);
    }

    /** For linear models: mean imputation with missing flags, scaling. */
    public static PreparationSpec forLinear(List<InputColumn> inputs, Set<String> categories) {
        return new PreparationSpec(inputs, categories, Imputation.MEAN, true, 1, 1000);
    }
}
