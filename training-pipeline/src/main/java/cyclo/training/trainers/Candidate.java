package cyclo.training.trainers;

import java.util.Map;
import java.util.TreeMap;

/** A trainer to try, with what may be searched over; a setting that is not named has the trainer's default. */
public record Candidate(TrainerKind kind, Map<String, Space> settings) {
    public Candidate {
        settings = java.util.Collections.unmodifiableMap(new TreeMap<>(settings));
    }
}
