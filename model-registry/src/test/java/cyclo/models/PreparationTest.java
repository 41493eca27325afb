package cyclo.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import cyclo.common.CycloException;
import cyclo.common.ExitCode;
import cyclo.common.table.Column;
import cyclo.common.table.Table;
import cyclo.common.table.ValueType;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PreparationTest {
    private static final InputColumn TEMP = new InputColumn("temp", ValueType.DOUBLE);
    private static final InputColumn CARRIER = new InputColumn("carrier", ValueType.STRING);

    @Test void aMissingNumberIsFilledFlaggedAndScaled() {
        Preparation preparation = Preparation.fit(temps(1.0, 3.0, null), PreparationSpec.forLinear(List.of(TEMP), Set.of()));
        double sd = Math.sqrt(2.0 / 3);
        assertThat(preparation.features()).containsExactly("temp", "temp is missing");
        assertThat(preparation.doubles(temps(3.0, null, Double.NaN))).containsExactly(1 / sd, 0, 0, 1, 0, 1);
        assertThat(preparation.optional()).containsExactly("temp");
    }

    @Test void treesSeeNumbersAsTheyAreAndNaNForMissing() {
        Preparation preparation = Preparation.fit(temps(1.0, 3.0, null), PreparationSpec.forTrees(List.of(TEMP), Set.of()));
        assertThat(preparation.floats(temps(0.1, null))).containsExactly(0.1f, Float.NaN);
    }

    @Test void sturdyTreesSeeNaNOnlyWhereTrainingHadEnoughOfIt() {
        Preparation neverMissing = Preparation.fit(temps(1.0, 5.0, 3.0), PreparationSpec.forSturdyTrees(List.of(TEMP), Set.of()));
        assertThat(neverMissing.floats(temps(0.1, null))).containsExactly(0.1f, 3f);
        assertThat(neverMissing.features()).containsExactly("temp");
        Preparation oftenMissing = Preparation.fit(temps(1.0, 5.0, null), PreparationSpec.forSturdyTrees(List.of(TEMP), Set.of()));
        assertThat(oftenMissing.floats(temps(0.1, null))).containsExactly(0.1f, Float.NaN);
    }

    @Test void aConstantColumnBecomesZeroAndNotInfinite() {
        Preparation preparation = Preparation.fit(temps(0.1, 0.1, 0.1), PreparationSpec.forLinear(List.of(TEMP), Set.of()));
        assertThat(preparation.doubles(temps(0.1))[0]).isCloseTo(0, within(1e-12));
    }

    @Test void anUnseenCategoryIsAllZerosAndNamed() {
        Preparation preparation = Preparation.fit(carriers("UA", "AA", "UA", null), PreparationSpec.forTrees(List.of(CARRIER), Set.of()));
        assertThat(preparation.features()).containsExactly("carrier = AA", "carrier = UA");
        assertThat(preparation.doubles(carriers("UA", "ZZ", null, ""))).containsExactly(0, 1, 0, 0, 0, 0, 0, 0);
        assertThat(preparation.unseen(carriers("UA", "ZZ", null, "ZZ", "YY"))).isEqualTo(Map.of("carrier", Map.of("YY", 1L, "ZZ", 2L)));
    }

    @Test void rareValuesAndTheLongTailGetNoIndicator() {
        Table rows = carriers("a", "a", "a", "b", "b", "c", "d", "d");
        assertThat(Preparation.fit(rows, spec(2, 10)).features()).containsExactly("carrier = a", "carrier = b", "carrier = d");
        assertThat(Preparation.fit(rows, spec(1, 2)).features()).containsExactly("carrier = a", "carrier = b");
    }

    @Test void aTimeBecomesDaysHourAndWeekdayInUtc() {
        InputColumn time = new InputColumn("t", ValueType.UNIX_TIMESTAMP);
        Table rows = Table.of(Column.of("t", ValueType.UNIX_TIMESTAMP,
                List.of(Instant.parse("2013-12-15T18:30:00Z"), Instant.parse("1969-12-31T06:00:00Z"), Instant.parse("2024-02-26T00:00:00Z"))));
        Preparation preparation = Preparation.fit(rows, PreparationSpec.forTrees(List.of(time), Set.of()));
        assertThat(preparation.features()).containsExactly("t days", "t hour", "t weekday");
        assertThat(preparation.doubles(rows)).containsExactly(16054.770833333334, 18.5, 7, -0.75, 6, 3, 19779, 0, 1);
    }

    @Test void oneRowIsEncodedAsTheSameRowOfATable() {
        for (PreparationSpec spec : List.of(PreparationSpec.forLinear(Rows.INPUTS, Set.of("gate", "rain")), PreparationSpec.forTrees(Rows.INPUTS, Set.of()))) {
            Preparation preparation = Preparation.fit(Rows.random(200, 1), spec);
            Table rows = Rows.random(300, 4);
            double[] all = preparation.doubles(rows);
            int width = preparation.features().size();
            for (int row = 0; row < rows.rows(); row++) {
                assertThat(preparation.encode(rows.row(row))).containsExactly(Arrays.copyOfRange(all, row * width, (row + 1) * width));
            }
        }
    }

    @Test void aMissingColumnAWrongTypeAndAnInfiniteNumberAreRefused() {
        Preparation preparation = Preparation.fit(temps(1.0, 2.0), PreparationSpec.forTrees(List.of(TEMP), Set.of()));
        assertRefused(() -> preparation.over(Table.of(Column.of("tmp", ValueType.DOUBLE, List.of(1.0)))),
                "Cannot predict: there is no column 'temp' (DOUBLE), which the model reads. Did you mean 'tmp'?");
        assertRefused(() -> preparation.over(Table.of(Column.of("temp", ValueType.STRING, List.of("1")))),
                "'temp' is STRING, but the model was trained with DOUBLE");
        assertRefused(() -> preparation.encode(Map.of("temp", "1")), "'temp' is String '1', but the model was trained with DOUBLE");
        assertRefused(() -> preparation.encode(Map.of()), "there is no column 'temp'");
        assertRefused(() -> preparation.floats(temps(Double.POSITIVE_INFINITY)), "'temp' is Infinity");
        Map<String, Object> unknown = new HashMap<>();
        unknown.put("temp", null);
        assertThat(preparation.encode(unknown)).containsExactly(Double.NaN);
    }

    @Test void aColumnWithoutAnyValueCannotBeFilled() {
        assertRefused(() -> Preparation.fit(temps(null, null), PreparationSpec.forLinear(List.of(TEMP), Set.of())), "it is null in all 2 training rows");
        assertRefused(() -> Preparation.fit(temps(), PreparationSpec.forLinear(List.of(TEMP), Set.of())), "there are no training rows");
    }

    private static PreparationSpec spec(int rareBelow, int maxValues) {
        return new PreparationSpec(List.of(CARRIER), Set.of(), PreparationSpec.Imputation.NONE, false, rareBelow, maxValues);
    }

    private static Table temps(Double... values) {
        return Table.of(Column.of("temp", ValueType.DOUBLE, Arrays.asList(values)));
    }

    private static Table carriers(String... values) {
        return Table.of(Column.of("carrier", ValueType.STRING, Arrays.asList(values)));
    }

    private static void assertRefused(org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String sentence) {
        assertThatThrownBy(call).isInstanceOf(CycloException.class).hasMessageContaining(sentence)
                .extracting(e -> ((CycloException) e).exitCode()).isEqualTo(ExitCode.REFUSED);
    }
}
