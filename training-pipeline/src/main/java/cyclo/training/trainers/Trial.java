package cyclo.training.trainers;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** A trainer with a value for each of its settings. */
public record Trial(TrainerKind kind, Map<String, Object> settings) {
    public Trial {
        settings = Collections.unmodifiableMap(new TreeMap<>(settings));
    }

    @Override public String toString() {
        return kind.key() + " " + settings;
    }
}
