package cyclo.training;

import java.util.Map;

/**
 * What the extracted data must be like before anything is fitted.
 *
 * @param minRows rows that the training and the test period need at least
 * @param maxNullShare the greatest share of nulls in an input column over the training rows
 * @param maxNullShareOf the same for single columns, in place of the general limit
 * @param maxLabelNullShare the greatest share of rows without a label; such rows are left out
 * @param maxUnmatchedShare the greatest share of rows for which no stored feature at all is known
 */
record Checks(long minRows, double maxNullShare, Map<String, Double> maxNullShareOf, double maxLabelNullShare, double maxUnmatchedShare) {
    public Checks {
        maxNullShareOf = Map.copyOf(maxNullShareOf);
    }
}
