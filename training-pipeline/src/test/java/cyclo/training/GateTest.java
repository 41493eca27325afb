package cyclo.training;

import static org.assertj.core.api.Assertions.assertThat;

import cyclo.training.Gate.Finding;
import cyclo.training.Gate.Kind;
import cyclo.training.Gate.Rule;
import cyclo.training.metrics.Metric;
import cyclo.training.metrics.Scores;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GateTest {
    private static final double[] LABELS = {0, 2};

    @Test void aThresholdIsReachedWhenItIsMet() {
        assertThat(passed(new Rule(Metric.MAE, Kind.AT_MOST, 1), 1)).isTrue();
        assertThat(passed(new Rule(Metric.MAE, Kind.AT_MOST, 0.99), 1)).isFalse();
        assertThat(passed(new Rule(Metric.R2, Kind.AT_LEAST, 0), 1)).isTrue();
        assertThat(passed(new Rule(Metric.R2, Kind.AT_LEAST, 0.01), 1)).isFalse();
    }

    @Test void lessIsBetterForAnError() {
        assertThat(judge(new Rule(Metric.MAE, Kind.BETTER_THAN_BASELINE_BY, 0.5), 0.5, 1, Optional.empty()).passed()).isTrue();
        assertThat(judge(new Rule(Metric.MAE, Kind.BETTER_THAN_BASELINE_BY, 0.6), 0.5, 1, Optional.empty()).passed()).isFalse();
    }

    @Test void aLittleWorseThanTheChampionIsAllowedAndNoMore() {
        Rule rule = new Rule(Metric.MAE, Kind.NOT_WORSE_THAN_CHAMPION_BY, 0.25);
        assertThat(judge(rule, 0.75, 5, Optional.of(0.5)).passed()).isTrue();
        assertThat(judge(rule, 0.5, 5, Optional.of(0.75)).passed()).isTrue();
        Finding refused = judge(rule, 1, 5, Optional.of(0.5));
        assertThat(refused.passed()).isFalse();
        assertThat(refused.sentence()).isEqualTo("mae is 1.0000, that of the champion 0.5000: worse by at most 0.25 is allowed");
    }

    @Test void withoutAChampionThereIsNothingToBeWorseThan() {
        assertThat(judge(new Rule(Metric.MAE, Kind.NOT_WORSE_THAN_CHAMPION_BY, 0), 1, 1, Optional.empty()))
                .isEqualTo(new Finding(true, "mae: there is no champion yet to compare with"));
    }

    @Test void aMetricThatIsNotDefinedFails() {
        Scores oneClass = Scores.binary(new double[] {0, 0}, new double[] {0.1, 0.2}, 0.5);
        Finding finding = new Gate(List.of(new Rule(Metric.AUC, Kind.AT_LEAST, 0.5))).judge(oneClass, oneClass, Optional.empty()).get(0);
        assertThat(finding).isEqualTo(new Finding(false, "auc is not defined on the test rows: are both classes among them?"));
    }

    private static boolean passed(Rule rule, double error) {
        return judge(rule, error, 9, Optional.empty()).passed();
    }

    /** Each model is wrong by a constant. */
    private static Finding judge(Rule rule, double error, double baseline, Optional<Double> champion) {
        return new Gate(List.of(rule)).judge(wrongBy(error), wrongBy(baseline), champion.map(GateTest::wrongBy)).get(0);
    }

    private static Scores wrongBy(double error) {
        return Scores.regression(LABELS, new double[] {error, 2 - error});
    }
}
