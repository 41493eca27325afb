package cyclo.featureserver;

import cyclo.features.MaterializeReport;
import cyclo.common.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The report of a materialize run, for people and for programs. */
final class MaterializedText {
    private MaterializedText() {}

    static String of(MaterializeReport report, boolean json) {
        if (json) {
            return Json.pretty(report.views().stream().map(view -> {
                Map<String, Object> map = new LinkedHashMap<>();
                map.put("view", view.name());
                map.put("start", view.start().toString());
                map.put("end", view.end().toString());
                map.put("entities", view.entities());
                map.put("written", view.written());
                map.put("null_keys", view.nullKeys());
                map.put("null_created", view.nullCreated());
                map.put("before", view.before());
                return map;
            }).toList());
        }
        return TextTable.of(List.of("view", "from", "to", "entities", "written"), report.views().stream().map(view -> List.of(view.name(),
                view.start().toString(), view.end().toString(), "%,d".formatted(view.entities()), "%,d".formatted(view.written()))).toList());
    }
}
