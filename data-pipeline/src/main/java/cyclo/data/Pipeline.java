package cyclo.data;

import cyclo.common.Suggestion;
import cyclo.data.check.Check;
import cyclo.data.ingest.Source;
import cyclo.features.offline.TableTarget;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a project's {@code data.yaml} says: from source files through SQL steps and checks to tables of the offline store.
 *
 * @param project the project folder; paths of sources and SQL files are relative to it
 * @param steps in the order in which they run; each sees the sources and the steps before it, by name
 * @param start what {@code materialize} begins with when no option says otherwise; absent: where the last run ended
 * @param end what {@code materialize} ends with when no option says otherwise; absent: the clock's now
 */
public record Pipeline(Path project, List<Source> sources, List<SqlStep> steps, List<Check> checks, List<Target> targets,
        Optional<Instant> start, Optional<Instant> end) {
    public static final String FILE = "data.yaml";

    /**
     * One SELECT in DuckDB's SQL; its result is a table called {@code name}.
     *
     * @param origin where the SQL stands, for messages: a file, or {@code data.yaml}
     */
    public record SqlStep(String name, String sql, String origin) {}

    /** A table of the offline store, filled from the step or source {@code from}. */
    public record Target(String from, TableTarget table) {}

    public Pipeline {
        sources = List.copyOf(sources);
        steps = List.copyOf(steps);
        checks = List.copyOf(checks);
        targets = List.copyOf(targets);
    }

    /** The tables that {@code transform} leaves: every step, and the sources that are loaded or checked as they are. */
    public List<String> outputs() {
        List<String> names = new ArrayList<>();
        for (Source source : sources) {
            boolean loaded = targets.stream().anyMatch(target -> target.from().equals(source.name()));
            boolean checked = checks.stream().anyMatch(check -> check.tables().contains(source.name()));
            if (loaded || checked) {
                names.add(source.name());
            }
        }
        steps.forEach(step -> names.add(step.name()));
        return names;
    }

    static String unknownTable(String name, List<String> known) {
        return "'%s' is neither a source nor a step.%s".formatted(name, Suggestion.sentence(name, known));
    }
}
