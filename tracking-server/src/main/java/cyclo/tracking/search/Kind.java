package cyclo.tracking.search;

import java.util.List;
import java.util.Optional;

/** What a filter speaks of: {@code metrics.rmse}, {@code params.alpha}, {@code tags.team}, {@code start_time}, {@code dataset.name}. */
public enum Kind {
    METRIC("metric", "metrics"),
    PARAMETER("parameter", "parameters", "param", "params"),
    TAG("tag", "tags"),
    ATTRIBUTE("attribute", "attributes", "attr", "run"),
    DATASET("dataset", "datasets");

    private final List<String> names;

    Kind(String... names) {
        this.names = List.of(names);
    }

    /** The name that messages use. */
    String label() {
        return names.get(0);
    }

    static Optional<Kind> of(String name) {
        for (Kind kind : values()) {
            if (kind.names.contains(name.toLowerCase(java.util.Locale.ROOT))) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }
}
