package cyclo.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import cyclo.common.CycloException;
import cyclo.common.table.Table;
import cyclo.common.table.ValueType;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CycloModelTest {
    @Test void aModelReadBackIsTheSameModelInEveryByteAndPrediction() throws Exception {
        Table rows = Rows.random(500, 9);
        for (CycloModel model : List.of(Models.linear(Task.BINARY), Models.linear(Task.REGRESSION), Models.trees(Task.BINARY), Models.trees(Task.REGRESSION))) {
            CycloModel back = CycloModel.parse(model.toJson());
            assertThat(back.toJson()).isEqualTo(model.toJson());
            assertThat(back.predict(rows)).containsExactly(model.predict(rows));
            assertThat(back.inputs()).isEqualTo(Rows.INPUTS);
        }
    }

    /** Recorded on JDK 17: a JVM that fits, sums or writes otherwise fails here. */
    @Test void theDigestIsTheSameOnEveryJvm() throws Exception {
        assertThat(Models.linear(Task.BINARY).digest()).isEqualTo("b5abedfe8b4faa0ff9b06e1a4b1028962dd015227dd0f5f393d617561bf078cb");
        assertThat(Models.trees(Task.BINARY).digest()).isEqualTo(Models.trees(Task.BINARY).digest());
    }

    @Test void numbersAreWrittenShortestSoThatJava17And25Agree() {
        assertThat(new String(CanonicalJson.write(List.of(2.0E-3, 2e23, 2.2250738585072014E-308, 0.1f, 1.1754944E-38f, -0.0, 5)), StandardCharsets.UTF_8))
                .isEqualTo("[0.002,2.0E23,2.2250738585072014E-308,0.1,1.1754944E-38,-0.0,5]");
        assertThatThrownBy(() -> CanonicalJson.write(Double.NaN)).hasMessageContaining("'NaN' cannot be written");
    }

    @Test void aLinearModelIsItsFoldedFormOnRawColumns() {
        InputColumn temp = new InputColumn("temp", ValueType.DOUBLE);
        Table rows = Rows.random(400, 11);
        Preparation preparation = Preparation.fit(rows, PreparationSpec.forLinear(List.of(temp), Set.of()));
        NumberEncoding encoding = (NumberEncoding) preparation.encodings().get(0);
        CycloModel model = new CycloModel(Task.REGRESSION, preparation, new Linear(new double[] {3, -2}, 5, Link.IDENTITY));
        double slope = 3 / encoding.sd();
        double intercept = 5 - 3 * encoding.mean() / encoding.sd();
        double[] predictions = model.predict(rows);
        for (int row = 0; row < rows.rows(); row++) {
            double x = rows.column("temp").numberAt(row);
            double folded = Double.isNaN(x) ? intercept + slope * encoding.fill().getAsDouble() - 2 : intercept + slope * x;
            assertThat(predictions[row]).isCloseTo(folded, within(1e-12));
        }
    }

    @Test void whatDoesNotFitTogetherIsNoModel() {
        Preparation preparation = Models.linear(Task.BINARY).preparation();
        assertThatThrownBy(() -> new CycloModel(Task.BINARY, preparation, new Linear(new double[1], 0, Link.LOGISTIC)))
                .hasMessageContaining("reads 1 features");
        assertThatThrownBy(() -> new CycloModel(Task.BINARY, preparation, new Linear(new double[preparation.features().size()], 0, Link.IDENTITY)))
                .hasMessageContaining("a BINARY model cannot have the link IDENTITY");
        Preparation unfilled = Preparation.fit(Rows.random(9, 1), PreparationSpec.forTrees(Rows.INPUTS, Set.of()));
        assertThatThrownBy(() -> new CycloModel(Task.REGRESSION, unfilled, new Linear(new double[unfilled.features().size()], 0, Link.IDENTITY)))
                .hasMessageContaining("a linear model cannot read missing numbers");
        assertThatThrownBy(() -> new Linear(new double[] {Double.NaN}, 0, Link.IDENTITY)).hasMessageContaining("the training diverged");
    }

    @Test void anythingElseIsRefusedAsAModelFile() {
        for (String file : List.of("", "{", "[]", "{\"format\":\"cyclo-model/9\"}", "{\"format\":\"cyclo-model/1\"}",
                "{\"format\":\"cyclo-model/1\",\"task\":\"BINARY\",\"inputs\":[{\"kind\":\"number\"}],\"estimator\":{}}")) {
            assertThatThrownBy(() -> CycloModel.parse(file.getBytes(StandardCharsets.UTF_8)))
                    .isInstanceOf(CycloException.class).hasMessageStartingWith("Cannot read the model file: ");
        }
    }
}
