package cyclo.training.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ScoresTest {
    private static final double EXACT = 1e-12;

    @Test void fourRowsByHand() {
        Scores scores = Scores.binary(new double[] {0, 0, 1, 1}, new double[] {0.1, 0.4, 0.35, 0.8}, 0.5);
        assertThat(scores.find(Metric.AUC).getAsDouble()).isCloseTo(0.75, within(EXACT));
        assertThat(scores.find(Metric.LOG_LOSS).getAsDouble())
                .isCloseTo(-(Math.log(0.9) + Math.log(0.6) + Math.log(0.35) + Math.log(0.8)) / 4, within(EXACT));
        assertThat(scores.find(Metric.BRIER).getAsDouble()).isCloseTo((0.01 + 0.16 + 0.4225 + 0.04) / 4, within(EXACT));
        assertThat(scores.find(Metric.PRECISION).getAsDouble()).isEqualTo(1);
        assertThat(scores.find(Metric.RECALL).getAsDouble()).isEqualTo(0.5);
        assertThat(scores.find(Metric.F1).getAsDouble()).isCloseTo(2 / 3.0, within(EXACT));
        assertThat(scores.find(Metric.ACCURACY).getAsDouble()).isEqualTo(0.75);
        // By falling score the labels are 1 0 1 0: precision 1 at recall 0.5, precision 2/3 at recall 1.
        assertThat(scores.find(Metric.AVERAGE_PRECISION).getAsDouble()).isCloseTo(0.5 + 0.5 * 2 / 3, within(EXACT));
    }

    @Test void rowsWithEqualScoresCountHalf() {
        // Pairs of a one and a zero: 0.5 against 0.5 is a tie, 0.5 against 0.2 is right, 0.9 is above both: (0.5 + 1 + 1 + 1) / 4.
        assertThat(Ranking.of(new double[] {1, 0, 0, 1}, new double[] {0.5, 0.5, 0.2, 0.9}).auc().getAsDouble()).isEqualTo(3.5 / 4);
        assertThat(Ranking.of(new double[] {1, 0, 1, 0}, new double[] {0.3, 0.3, 0.3, 0.3}).auc().getAsDouble()).isEqualTo(0.5);
    }

    @Test void theAucIsTheShareOfPairsInTheRightOrder() {
        SplittableRandom random = new SplittableRandom(3);
        double[] labels = new double[300];
        double[] scores = new double[300];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = random.nextInt(2);
            scores[i] = random.nextInt(20) / 20.0;
        }
        double right = 0;
        double pairs = 0;
        for (int one = 0; one < labels.length; one++) {
            for (int zero = 0; zero < labels.length; zero++) {
                if (labels[one] == 1 && labels[zero] == 0) {
                    pairs++;
                    right += scores[one] > scores[zero] ? 1 : scores[one] == scores[zero] ? 0.5 : 0;
                }
            }
        }
        assertThat(Ranking.of(labels, scores).auc().getAsDouble()).isCloseTo(right / pairs, within(EXACT));
    }

    @Test void whatIsNotDefinedIsAbsent() {
        Scores oneClass = Scores.binary(new double[] {0, 0}, new double[] {0.1, 0.2}, 0.5);
        assertThat(oneClass.find(Metric.AUC)).isEmpty();
        assertThat(oneClass.find(Metric.PRECISION)).isEmpty();
        assertThat(oneClass.find(Metric.RECALL)).isEmpty();
        assertThat(oneClass.find(Metric.AVERAGE_PRECISION)).isEmpty();
        assertThat(Scores.regression(new double[] {2, 2}, new double[] {1, 2}).find(Metric.R2)).isEmpty();
    }

    @Test void certaintyThatIsWrongIsDearButFinite() {
        assertThat(Scores.binary(new double[] {1, 0}, new double[] {0, 0}, 0.5).find(Metric.LOG_LOSS).getAsDouble())
                .isCloseTo(-Math.log(1e-15) / 2, within(1e-6));
    }

    @Test void regressionByHand() {
        Scores scores = Scores.regression(new double[] {3, -0.5, 2, 7}, new double[] {2.5, 0.0, 2, 8});
        assertThat(scores.find(Metric.RMSE).getAsDouble()).isCloseTo(Math.sqrt(0.375), within(EXACT));
        assertThat(scores.find(Metric.MAE).getAsDouble()).isEqualTo(0.5);
        assertThat(scores.find(Metric.R2).getAsDouble()).isCloseTo(0.9486081370449679, within(EXACT));
        assertThat(scores.byKey()).containsOnlyKeys("rmse", "mae", "r2");
    }

    @Test void calibrationByHand() {
        // Bins of tenths: [0.1, 0.2) holds 0.1 and 0.15 with one of two ones, [0.9, 1] holds 0.9 and 1.0 with two of two.
        Calibration calibration = Calibration.of(new double[] {0, 1, 1, 1}, new double[] {0.1, 0.15, 0.9, 1.0}, 10);
        assertThat(calibration.bins().get(1).rows()).isEqualTo(2);
        assertThat(calibration.bins().get(1).share()).isEqualTo(0.5);
        assertThat(calibration.bins().get(9).meanProbability()).isCloseTo(0.95, within(EXACT));
        assertThat(calibration.bins().get(5).rows()).isZero();
        assertThat(calibration.expectedError()).isCloseTo(0.5 * (0.5 - 0.125) + 0.5 * 0.05, within(EXACT));
    }

    @Test void curvesGoFromCornerToCorner() {
        Ranking ranking = Ranking.of(new double[] {0, 1, 0, 1}, new double[] {0.1, 0.9, 0.6, 0.4});
        assertThat(ranking.roc(100)).extracting(Ranking.Point::x).containsExactly(0.0, 0.0, 0.5, 0.5, 1.0);
        assertThat(ranking.roc(100)).extracting(Ranking.Point::y).containsExactly(0.0, 0.5, 0.5, 1.0, 1.0);
        assertThat(ranking.precisionRecall(100)).extracting(Ranking.Point::y).containsExactly(1.0, 0.5, 2 / 3.0, 0.5);
        assertThat(ranking.bestF1Threshold().getAsDouble()).isEqualTo(0.4);
    }

    @Test void nothingCannotBeScored() {
        assertThatThrownBy(() -> Scores.regression(new double[0], new double[0])).hasMessage("0 labels and 0 predictions cannot be compared");
        assertThatThrownBy(() -> Ranking.of(new double[] {1, 0}, new double[] {Double.NaN, 0})).hasMessageContaining("not a number");
    }
}
