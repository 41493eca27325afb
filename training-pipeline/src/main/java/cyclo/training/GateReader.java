package cyclo.training;

import cyclo.common.YamlMap;
import cyclo.models.Task;
import cyclo.training.metrics.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads {@code gate} of a {@code training.yaml}: a list of rules, each a metric with one limit or several. */
final class GateReader {
    private GateReader() {}

    static Gate read(YamlMap root, Task task) {
        List<Gate.Rule> rules = new ArrayList<>();
        for (YamlMap map : root.maps("gate")) {
            Optional<Metric> metric = metric(map, task);
            if (metric.isEmpty() && !map.has("metric")) {
                map.fault("a rule of the gate needs a metric: one of %s", names(task));
            }
            List<Gate.Rule> found = new ArrayList<>();
            for (Gate.Kind kind : Gate.Kind.values()) {
                map.optionalNumber(kind.key()).ifPresent(limit -> metric.ifPresent(of -> found.add(new Gate.Rule(of, kind, limit))));
            }
            if (found.isEmpty() && metric.isPresent()) {
                map.fault("a rule of the gate needs at_least, at_most, better_than_baseline_by or not_worse_than_champion_by");
            }
            rules.addAll(found);
        }
        if (!root.has("gate")) {
            root.fault("'gate' is missing: say what a model must reach to be registered, or write gate: [] to register any");
        }
        return new Gate(rules);
    }

    static Optional<Metric> metric(YamlMap map, Task task) {
        Optional<Metric> metric = map.optionalChoice("metric", Metric.class);
        metric.filter(found -> found.binary() != (task == Task.BINARY)).ifPresent(found -> map.faultAt("metric",
                "'%s' does not measure a %s: one of %s does", found.key(), task.name().toLowerCase(Locale.ROOT) + " task", names(task)));
        return metric;
    }

    private static List<String> names(Task task) {
        return Metric.of(task == Task.BINARY).stream().map(Metric::key).toList();
    }
}
