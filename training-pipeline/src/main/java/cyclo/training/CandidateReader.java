package cyclo.training;

import cyclo.common.Suggestion;
import cyclo.common.YamlMap;
import cyclo.models.Task;
import cyclo.training.trainers.Candidate;
import cyclo.training.trainers.Limits;
import cyclo.training.trainers.Search;
import cyclo.training.trainers.Space;
import cyclo.training.trainers.TrainerKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Reads {@code candidates} of a {@code training.yaml}. A setting is a value, a list of values to choose from, or a range
 * {@code {from: 0.01, to: 0.3, log: true}}.
 */
final class CandidateReader {
    private CandidateReader() {}

    static List<Candidate> read(YamlMap root, Task task) {
        List<Candidate> candidates = new ArrayList<>();
        for (YamlMap map : root.maps("candidates")) {
            Optional<TrainerKind> kind = map.optionalChoice("trainer", TrainerKind.class);
            if (!map.has("trainer")) {
                map.fault("a candidate needs a trainer: one of %s", names(task));
            }
            kind.filter(found -> !found.supports(task == Task.BINARY)).ifPresent(found ->
                    map.faultAt("trainer", "'%s' does not fit a %s task: one of %s does", found.key(), task.name().toLowerCase(Locale.ROOT), names(task)));
            Map<String, Space> settings = new LinkedHashMap<>();
            kind.ifPresent(found -> map.optionalMap("settings").ifPresent(values -> settings(values, found, settings)));
            kind.ifPresent(found -> candidates.add(new Candidate(found, settings)));
        }
        if (root.maps("candidates").isEmpty()) {
            root.fault("'candidates' is missing: name at least one trainer, one of %s", names(task));
        }
        return candidates;
    }

    /** A grid cannot go through a range. */
    static void checkSearch(YamlMap root, List<Candidate> candidates, Search search) {
        if (search.method() == Search.Method.GRID) {
            for (Candidate candidate : candidates) {
                candidate.settings().forEach((name, space) -> {
                    if (space.all().isEmpty()) {
                        root.faultAt("candidates", "'%s' of %s is a range, but search.method is grid: list the values", name, candidate.kind().key());
                    }
                });
            }
        }
    }

    private static void settings(YamlMap values, TrainerKind kind, Map<String, Space> settings) {
        for (String name : values.keys()) {
            Object standard = kind.defaults().get(name);
            Optional<Object> written = values.value(name);
            if (standard == null) {
                values.faultAt(name, "'%s' is not a setting of %s.%s", name, kind.key(), Suggestion.sentence(name, kind.defaults().keySet()));
            } else if (written.isPresent()) {
                try {
                    Space space = space(written.get(), standard instanceof Long);
                    space.ends().stream().flatMap(value -> Limits.fault(name, value).stream()).findFirst()
                            .ifPresent(fault -> values.faultAt(name, "'%s' of %s: %s", name, kind.key(), fault));
                    settings.put(name, space);
                } catch (IllegalArgumentException e) {
                    values.faultAt(name, "'%s': %s", name, e.getMessage());
                }
            }
        }
    }

    private static Space space(Object written, boolean whole) {
        if (written instanceof List<?> list) {
            return new Space.Choice(list.stream().map(value -> number(value, whole)).toList());
        }
        if (written instanceof Map<?, ?> range) {
            if (whole) {
                throw new IllegalArgumentException("a range is for numbers with a fraction: list the whole numbers to try");
            }
            if (!range.keySet().stream().allMatch(key -> List.of("from", "to", "log").contains(key))) {
                throw new IllegalArgumentException("a range is written {from: 0.01, to: 0.3, log: true}");
            }
            return new Space.Range((Double) number(range.get("from"), false), (Double) number(range.get("to"), false), Boolean.TRUE.equals(range.get("log")));
        }
        return new Space.Choice(List.of(number(written, whole)));
    }

    private static Object number(Object written, boolean whole) {
        if (written instanceof Long value) {
            return whole ? (Object) value : (Object) value.doubleValue();
        }
        if (written instanceof Double value && !whole) {
            return value;
        }
        throw new IllegalArgumentException("'%s': a %snumber is expected".formatted(written, whole ? "whole " : ""));
    }

    private static List<String> names(Task task) {
        return Arrays.stream(TrainerKind.values()).filter(kind -> kind.supports(task == Task.BINARY)).map(TrainerKind::key).toList();
    }
}
