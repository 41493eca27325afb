package cyclo.training.trainers;

import static org.assertj.core.api.Assertions.assertThat;

import cyclo.training.metrics.Metric;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SearchTest {
    private static final Candidate TREES = new Candidate(TrainerKind.BOOSTED_TREES,
            Map.of("max_depth", new Space.Choice(List.of(4L, 6L)), "eta", new Space.Choice(List.of(0.1, 0.2, 0.3))));

    @Test void aGridHasEveryCombinationOnce() {
        List<Trial> trials = search(Search.Method.GRID, 100, 1).trialsOf(TREES);
        assertThat(trials).hasSize(6).doesNotHaveDuplicates();
        assertThat(trials.get(0).settings()).containsEntry("eta", 0.1).containsEntry("max_depth", 4L).containsEntry("rounds", 300L);
    }

    @Test void aRandomSearchIsTheSameForTheSameSeed() {
        Candidate ranged = new Candidate(TrainerKind.ELASTIC_NET, Map.of("alpha", new Space.Range(0.001, 10, true)));
        List<Trial> trials = search(Search.Method.RANDOM, 8, 1).trialsOf(ranged);
        assertThat(trials).hasSize(8).doesNotHaveDuplicates().isEqualTo(search(Search.Method.RANDOM, 8, 1).trialsOf(ranged));
        assertThat(search(Search.Method.RANDOM, 8, 2).trialsOf(ranged)).isNotEqualTo(trials);
        assertThat(trials).allSatisfy(trial -> assertThat((Double) trial.settings().get("alpha")).isBetween(0.001, 10.0));
    }

    @Test void equalTrialsAreMadeOnce() {
        assertThat(search(Search.Method.RANDOM, 100, 1).trialsOf(TREES)).hasSize(6).doesNotHaveDuplicates();
        assertThat(search(Search.Method.RANDOM, 5, 1).trialsOf(new Candidate(TrainerKind.ELASTIC_NET, Map.of()))).hasSize(1);
    }

    private static Search search(Search.Method method, int trials, long seed) {
        return new Search(method, trials, seed, Metric.RMSE, 0, Optional.empty());
    }
}
