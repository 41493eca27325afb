package cyclo.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cyclo.common.table.Table;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import org.junit.jupiter.api.Test;

class TreesTest {
    @Test void scoresAreThoseOfXgboostToTheLastBitOfTheMargin() throws Exception {
        for (Task task : Task.values()) {
            Table rows = Rows.random(3000, 5);
            Preparation preparation = Preparation.fit(Rows.random(200, 1), PreparationSpec.forTrees(Rows.INPUTS, Set.of("gate")));
            Booster booster = Models.booster(preparation, task, Rows.random(2000, 2));
            Trees trees = Trees.ofXgboost(booster.toByteArray("json"));
            DMatrix matrix = new DMatrix(preparation.floats(rows), rows.rows(), preparation.features().size(), Float.NaN);
            float[][] margins = booster.predict(matrix, true);
            float[][] scores = booster.predict(matrix);
            float[][] firstTen = booster.predict(matrix, true, 10);

            Preparation.Encoder encoder = preparation.over(rows);
            double[] features = new double[trees.width()];
            for (int row = 0; row < rows.rows(); row++) {
                encoder.encode(row, features);
                assertThat(trees.margin(features)).isEqualTo(margins[row][0]);
                assertThat(trees.first(10).margin(features)).isEqualTo(firstTen[row][0]);
                assertThat((float) trees.predict(features)).isCloseTo(scores[row][0], org.assertj.core.data.Offset.offset(2 * Math.ulp(scores[row][0])));
            }
        }
    }

    @Test void whatXgboostCanAndWeCannotIsRefusedByName() {
        assertThatThrownBy(() -> Trees.ofXgboost(booster("dart", "reg:squarederror", "0"))).hasMessageContaining("booster is 'dart'");
        assertThatThrownBy(() -> Trees.ofXgboost(booster("gbtree", "multi:softprob", "0"))).hasMessageContaining("objective is 'multi:softprob'");
        assertThatThrownBy(() -> Trees.ofXgboost(booster("gbtree", "reg:squarederror", "3"))).hasMessageContaining("3 outputs");
        assertThatThrownBy(() -> Trees.ofXgboost("{".getBytes(StandardCharsets.UTF_8))).hasMessageContaining("not JSON");
    }

    @Test void nodesThatAreNoTreeAreRefused() {
        assertThatThrownBy(() -> tree(new int[] {0, Trees.LEAF}, new int[] {2, 0})).hasMessageContaining("tree 0 is not a tree");
        assertThatThrownBy(() -> tree(new int[] {0, Trees.LEAF, Trees.LEAF}, new int[] {0, 0, 0})).hasMessageContaining("tree 0 is not a tree");
        assertThatThrownBy(() -> tree(new int[] {8, Trees.LEAF, Trees.LEAF}, new int[] {2, 0, 0})).hasMessageContaining("over 2 features");
        assertThat(tree(new int[] {1, Trees.LEAF, Trees.LEAF}, new int[] {2, 0, 0}).predict(new double[] {Double.NaN, 0})).isEqualTo(1);
    }

    private static Trees tree(int[] split, int[] right) {
        return new Trees(2, Link.IDENTITY, 0, new int[] {0}, split, right, new float[] {0.5f, 1, 2}.clone());
    }

    private static byte[] booster(String booster, String objective, String classes) {
        return """
                {"learner": {"learner_model_param": {"num_class": "%s", "num_feature": "1", "base_score": "5E-1"},
                 "objective": {"name": "%s"}, "gradient_booster": {"name": "%s", "model": {"trees": []}}}}""".formatted(classes, objective, booster)
                .getBytes(StandardCharsets.UTF_8);
    }
}
