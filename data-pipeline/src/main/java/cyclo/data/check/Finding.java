package cyclo.data.check;

import java.util.List;
import java.util.Map;

/**
 * What a check found.
 *
 * @param says what was measured, for a reader
 * @param examples up to five rows that broke it, each as column to text
 */
public record Finding(Check.Rule rule, boolean passed, long violations, String says, List<Map<String, String>> examples) {
    public Finding {
        examples = List.copyOf(examples);
    }

    static Finding of(Check.Rule rule, boolean passed, String says) {
        return new Finding(rule, passed, passed ? 0 : 1, says, List.of());
    }

    /** Stands in the way of loading. */
    public boolean blocks() {
        return !passed && rule.severity() == Check.Severity.ERROR;
    }
}
