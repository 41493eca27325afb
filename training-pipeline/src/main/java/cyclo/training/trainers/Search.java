package cyclo.training.trainers;

import cyclo.training.metrics.Metric;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Which trials are made, and when to stop.
 *
 * @param trials the most trials of each candidate; equal ones are made once
 * @param metric by which the trials are compared, on the validation rows
 * @param patience stop a candidate after this many trials in a row without a better one; 0 never
 * @param budget no trial is begun after this long; the trials made then depend on the machine, so the log says when it cut
 */
public record Search(Method method, int trials, long seed, Metric metric, int patience, Optional<Duration> budget) {
    /** GRID goes through all combinations in order, RANDOM draws them with the seed. */
    public enum Method { GRID, RANDOM }

    /** The trials of {@code candidate}, distinct, in the order in which they are made. The same seed gives the same trials. */
    public List<Trial> trialsOf(Candidate candidate) {
        Set<Trial> distinct = new LinkedHashSet<>();
        if (method == Method.GRID) {
            grid(candidate, new ArrayList<>(candidate.settings().keySet()), new TreeMap<>(), distinct);
        } else {
            SplittableRandom random = new SplittableRandom(seed);
            for (int draw = 0; draw < 20 * trials && distinct.size() < trials; draw++) {
                Map<String, Object> drawn = new TreeMap<>();
                candidate.settings().forEach((name, space) -> drawn.put(name, space.draw(random)));
                distinct.add(trial(candidate.kind(), drawn));
            }
        }
        return distinct.stream().limit(trials).toList();
    }

    private static void grid(Candidate candidate, List<String> names, Map<String, Object> chosen, Set<Trial> trials) {
        if (chosen.size() == names.size()) {
            trials.add(trial(candidate.kind(), chosen));
            return;
        }
        String name = names.get(chosen.size());
        for (Object value : candidate.settings().get(name).all()) {
            Map<String, Object> next = new TreeMap<>(chosen);
            next.put(name, value);
            grid(candidate, names, next, trials);
        }
    }

    private static Trial trial(TrainerKind kind, Map<String, Object> chosen) {
        Map<String, Object> settings = new TreeMap<>(kind.defaults());
        settings.putAll(chosen);
        return new Trial(kind, settings);
    }
}
