package cyclo.models.serving;

import java.util.List;
import java.util.Map;

/**
 * One score per row, in the order of the rows.
 *
 * @param values the value for a regression, the probability of 1 for a binary model; NaN for a refused row
 * @param refused row number to the inputs that were missing and may not be
 * @param defaulted input to the number of rows in which its declared default stood in
 */
public record Scores(double[] values, Map<Integer, List<String>> refused, Map<String, Integer> defaulted) {}
