package cyclo.featureserver;

import cyclo.common.Json;
import cyclo.features.definitions.Plan;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** A plan as lines for a person, or as JSON. */
final class PlanText {
    private PlanText() {}

    static String of(Plan plan, boolean json, String nothing) {
        if (json) {
            List<Map<String, Object>> changes = plan.changes().stream().map(change -> Map.<String, Object>of(
                    "action", change.action().name().toLowerCase(Locale.ROOT), "kind", change.kind(), "name", change.name(), "details", change.details())).toList();
            return Json.pretty(Map.of("changes", changes));
        }
        return plan.isEmpty() ? nothing : plan.changes().stream().map(PlanText::line).collect(Collectors.joining(System.lineSeparator()));
    }

    private static String line(Plan.Change change) {
        String sign = switch (change.action()) {
            case CREATE -> "+";
            case UPDATE -> "~";
            case DELETE -> "-";
        };
        return "%s %s %s%s".formatted(sign, change.kind(), change.name(), change.details().isEmpty() ? "" : ": " + String.join(", ", change.details()));
    }
}
