package cyclo.models.serving;

import static org.assertj.core.api.Assertions.assertThat;

import cyclo.common.table.Column;
import cyclo.common.table.Table;
import cyclo.common.table.ValueType;
import cyclo.models.InputColumn;
import cyclo.models.Predictor;
import cyclo.models.Task;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ScorerTest {
    /** Answers its only input, and -1 for a missing one. */
    private static final Predictor ECHO = new Predictor() {
        @Override public Task task() {
            return Task.REGRESSION;
        }

        @Override public List<InputColumn> inputs() {
            return List.of(new InputColumn("rate", ValueType.DOUBLE));
        }

        @Override public double[] predict(Table rows) {
            double[] values = new double[rows.rows()];
            Arrays.setAll(values, row -> rows.column("rate").isNull(row) ? -1 : rows.column("rate").numberAt(row));
            return values;
        }

        @Override public double predict(Map<String, ?> row) {
            throw new UnsupportedOperationException();
        }
    };
    private static final Table ROWS = Table.of(Column.of("rate", ValueType.DOUBLE, Arrays.asList(null, 2.0, null, 4.0)));

    @Test void aRefusedRowHasNoPredictionAndTheOthersKeepTheirPlaces() {
        Scores scores = new Scorer(ECHO, MissingPolicy.REFUSE_ALL).score(ROWS);

        assertThat(scores.values()).containsExactly(Double.NaN, 2, Double.NaN, 4);
        assertThat(scores.refused()).containsOnlyKeys(0, 2);
    }

    @Test void whatTheModelMayDoWithAMissingValueItDoes() {
        assertThat(new Scorer(ECHO, new MissingPolicy(Missing.MODEL, Map.of())).score(ROWS).values()).containsExactly(-1, 2, -1, 4);
    }

    @Test void aDefaultIsOneDecisionForAllInputs() {
        assertThat(new Scorer(ECHO, new MissingPolicy(new Missing.Default(7L), Map.of())).score(ROWS).values()).containsExactly(7, 2, 7, 4);
    }

    @Test void whenAllAreRefusedTheModelIsNotAsked() {
        Scores scores = new Scorer(ECHO, MissingPolicy.REFUSE_ALL).score(ROWS.rows(new int[] {0, 2}));

        assertThat(scores.values()).containsExactly(Double.NaN, Double.NaN);
    }
}
