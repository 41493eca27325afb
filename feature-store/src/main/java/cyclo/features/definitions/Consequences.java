package cyclo.features.definitions;

import cyclo.common.table.ValueType;
import cyclo.features.Definitions;
import cyclo.features.FeatureService;
import cyclo.features.FeatureView;
import cyclo.features.Field;
import cyclo.features.OnDemandView;
import cyclo.features.Projection;
import cyclo.features.definitions.Consequence.Subject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What changed definitions invalidate: values that lie in the online store, and all that is computed from or trained on changed features. */
final class Consequences {
    private final Definitions before;
    private final Definitions after;
    /** Features of the definitions before, as {@code view:feature}, and what happens to each. */
    private final Map<String, String> changed = new TreeMap<>();
    private final List<Consequence> found = new ArrayList<>();

    private Consequences(Definitions before, Definitions after) {
        this.before = before;
        this.after = after;
    }

    static List<Consequence> between(Definitions before, Definitions after) {
        Consequences consequences = new Consequences(before, after);
        before.views().forEach(consequences::view);
        before.onDemandViews().forEach(consequences::onDemand);
        before.services().forEach(consequences::service);
        return consequences.found;
    }

    private void view(FeatureView old) {
        Optional<FeatureView> kept = after.findView(old.name());
        if (kept.isEmpty()) {
            old.features().forEach(feature -> changed.put(reference(old.name(), feature.name()), "removed"));
            online(old, "are removed with it", "");
            return;
        }
        FeatureView now = kept.get();
        Map<String, ValueType> types = types(now.features());
        for (Field feature : old.features()) {
            String reference = reference(old.name(), feature.name());
            ValueType type = types.get(feature.name());
            if (type == null) {
                changed.put(reference, "removed");
            } else if (type != feature.type()) {
                changed.put(reference, "now %s, was %s".formatted(type.pythonName(), feature.type().pythonName()));
            } else {
                otherValues(old, now).ifPresent(why -> changed.put(reference, why));
            }
        }
        onlineValues(old, now, types);
    }

    /** Why a feature of the same type has other values now. */
    private static Optional<String> otherValues(FeatureView old, FeatureView now) {
        if (!keys(old).equals(keys(now))) {
            return Optional.of("found by other keys");
        }
        if (readsElsewhere(old, now)) {
            return Optional.of("read from another source");
        }
        return old.ttl().equals(now.ttl()) ? Optional.empty() : Optional.of("kept %s, not %s".formatted(ttl(now), ttl(old)));
    }

    private void onlineValues(FeatureView old, FeatureView now, Map<String, ValueType> types) {
        String again = "Materialize '%s' again from %s.".formatted(old.name(),
                old.materialized().isEmpty() ? "its start" : old.materialized().get(0).start().toString());
        if (!now.online() && old.online()) {
            online(old, "stay as they are: it is no longer materialized", "");
        } else if (!keys(old).equals(keys(now))) {
            online(old, "lie under its old keys (%s): none is found under (%s)".formatted(keys(old), keys(now)), again);
        } else if (readsElsewhere(old, now)) {
            online(old, "come from its old source", again);
        } else {
            List<String> faults = new ArrayList<>();
            Map<String, ValueType> oldTypes = types(old.features());
            types.forEach((name, type) -> {
                if (!oldTypes.containsKey(name)) {
                    faults.add("'%s' has none yet".formatted(name));
                } else if (oldTypes.get(name) != type) {
                    faults.add("those of '%s' are %s, and now read as %s".formatted(name, oldTypes.get(name).pythonName(), type.pythonName()));
                }
            });
            if (!faults.isEmpty()) {
                online(old, "are not complete: " + String.join(", ", faults), again);
            } else if (!old.ttl().equals(now.ttl())) {
                online(old, now.ttl().isZero() ? "are kept for ever, and expired after %s so far".formatted(ttl(old))
                        : old.ttl().isZero() ? "expire after %s, and were kept for ever so far".formatted(ttl(now))
                        : "expire after %s, not after %s".formatted(ttl(now), ttl(old)), "");
            }
        }
    }

    private void online(FeatureView view, String why, String wayOut) {
        view.materializedUntil().ifPresent(until -> found.add(new Consequence(Subject.ONLINE_VALUES, view.name(),
                "%s (materialized until %s)".formatted(why, until), wayOut,
                view.features().stream().map(feature -> reference(view.name(), feature.name())).collect(Collectors.toSet()))));
    }

    private void onDemand(OnDemandView old) {
        Optional<OnDemandView> now = after.findOnDemandView(old.name());
        Map<String, String> inputs = read(old, touched(old.sources()));
        Map<String, OnDemandView.Computed> kept = new LinkedHashMap<>();
        now.ifPresent(view -> view.features().forEach(computed -> kept.put(computed.field().name(), computed)));
        for (OnDemandView.Computed computed : old.features()) {
            String reference = reference(old.name(), computed.field().name());
            OnDemandView.Computed left = kept.get(computed.field().name());
            if (left == null) {
                changed.put(reference, "removed");
            } else if (!left.expression().equals(computed.expression()) || left.field().type() != computed.field().type()) {
                changed.put(reference, "computed otherwise");
            } else if (inputs.keySet().stream().anyMatch(input -> reads(computed, input))) {
                changed.put(reference, "computed from what changes");
            }
        }
        if (now.isPresent() && !inputs.isEmpty()) {
            found.add(new Consequence(Subject.ON_DEMAND_VIEW, old.name(), "reads %s".formatted(told(inputs)), "", inputs.keySet()));
        }
    }

    private static Map<String, String> read(OnDemandView view, Map<String, String> touched) {
        Map<String, String> read = new TreeMap<>(touched);
        read.keySet().removeIf(input -> view.features().stream().noneMatch(computed -> reads(computed, input)));
        return read;
    }

    /** By the letters of the expression; a Python function may read all that it is given. */
    private static boolean reads(OnDemandView.Computed computed, String input) {
        String name = Pattern.quote(input.substring(input.indexOf(':') + 1));
        return computed.expression().filter(expression -> !Pattern.compile("\\b" + name + "\\b").matcher(expression).find()).isEmpty();
    }

    private void service(FeatureService old) {
        Map<String, String> inputs = touched(old.projections());
        Optional<FeatureService> now = after.services().stream().filter(service -> service.name().equals(old.name())).findFirst();
        if (now.isEmpty()) {
            found.add(new Consequence(Subject.FEATURE_SERVICE, old.name(), "is removed: models on it can be neither trained nor served", "",
                    references(old)));
            return;
        }
        TreeSet<String> gone = new TreeSet<>(references(old));
        gone.removeAll(references(now.get()));
        gone.forEach(reference -> inputs.put(reference, inputs.getOrDefault(reference, "left out")));
        if (!inputs.isEmpty()) {
            found.add(new Consequence(Subject.FEATURE_SERVICE, old.name(), "changes in " + told(inputs),
                    "Models trained on it before have seen other values: train them again.", inputs.keySet()));
        } else if (!references(old).containsAll(references(now.get()))) {
            TreeSet<String> added = new TreeSet<>(references(now.get()));
            added.removeAll(references(old));
            found.add(new Consequence(Subject.FEATURE_SERVICE, old.name(), "gives %s besides".formatted(some(List.copyOf(added))),
                    "Models use what is new after they are trained again.", Set.of()));
        }
    }

    /** The features of these projections that changed, and how. */
    private Map<String, String> touched(List<Projection> projections) {
        Map<String, String> touched = new TreeMap<>();
        projections.forEach(projection -> projection.features().forEach(feature -> {
            String reference = reference(projection.view(), feature);
            Optional.ofNullable(changed.get(reference)).ifPresent(why -> touched.put(reference, why));
        }));
        return touched;
    }

    private static String told(Map<String, String> changes) {
        Map<String, List<String>> byReason = new LinkedHashMap<>();
        changes.forEach((reference, why) -> byReason.computeIfAbsent(why, none -> new ArrayList<>()).add(reference));
        return byReason.entrySet().stream().map(reason -> "%s (%s)".formatted(some(reason.getValue()), reason.getKey())).collect(Collectors.joining("; "));
    }

    private static String some(List<String> names) {
        return names.size() > 4 ? "%s and %d more".formatted(String.join(", ", names.subList(0, 3)), names.size() - 3) : String.join(", ", names);
    }

    private static TreeSet<String> references(FeatureService service) {
        return service.projections().stream().flatMap(projection -> projection.features().stream().map(feature -> reference(projection.view(), feature)))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static boolean readsElsewhere(FeatureView old, FeatureView now) {
        return !old.source().origin().equals(now.source().origin()) || !old.source().timestampField().equals(now.source().timestampField())
                || !old.source().createdColumn().equals(now.source().createdColumn()) || !old.source().fieldMapping().equals(now.source().fieldMapping());
    }

    private static String keys(FeatureView view) {
        return view.joinKeys().stream().map(key -> key.name() + " " + key.type().pythonName()).sorted().collect(Collectors.joining(", "));
    }

    private static Map<String, ValueType> types(List<Field> features) {
        Map<String, ValueType> types = new LinkedHashMap<>();
        features.forEach(feature -> types.put(feature.name(), feature.type()));
        return types;
    }

    private static String reference(String view, String feature) {
        return view + ":" + feature;
    }

    private static String ttl(FeatureView view) {
        return view.ttl().equals(Duration.ZERO) ? "for ever" : Differences.duration(view.ttl());
    }
}
