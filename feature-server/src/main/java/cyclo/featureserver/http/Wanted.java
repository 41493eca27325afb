package cyclo.featureserver.http;

import cyclo.common.CycloException;
import cyclo.common.Suggestion;
import cyclo.common.table.ValueType;
import cyclo.features.Definitions;
import cyclo.features.Entity;
import cyclo.features.FeatureSelection;
import cyclo.features.FeatureService;
import cyclo.features.FeatureStore;
import cyclo.features.FeatureView;
import cyclo.features.Field;
import cyclo.features.OnDemandView;
import cyclo.features.Projection;
import cyclo.features.SelectedFeature;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A question, answered from the definitions: made once for each question and used for any number of requests.
 *
 * @param order of the features in an answer, as places in the selection
 * @param given what must be given, by name: join keys and request fields
 * @param joinKeys every join key of the project, which an answer repeats when it is given
 * @param entityNames name of an entity to its join key: older clients give the one for the other
 * @param views the names, or aliases, of the views that are read
 */
record Wanted(FeatureSelection selection, int[] order, Map<String, ValueType> given, Set<String> joinKeys, Map<String, String> entityNames,
        List<String> views) {

    /** @throws HttpFault as Feast's checks come, one after the other */
    static Wanted resolve(FeatureStore store, OnlineRequest.Question question, Compatibility compatibility) {
        Definitions definitions = store.definitions();
        List<Projection> asked = question.service().map(name -> service(definitions, name).projections())
                .orElseGet(() -> references(question.features()));
        asked.forEach(projection -> checkExists(definitions, projection));
        checkNames(asked, question.fullNames());
        FeatureSelection selection;
        try {
            selection = question.service().map(name -> store.service(name, question.fullNames()))
                    .orElseGet(() -> store.features(question.features(), question.fullNames()));
        } catch (CycloException e) {
            throw HttpFault.of(e);
        }
        return new Wanted(selection, order(selection, compatibility), selection.given(), joinKeys(definitions, selection), entityNames(definitions),
                views(definitions, asked));
    }

    boolean isRequestData(String name) {
        return selection.requestFields().stream().anyMatch(field -> field.name().equals(name)) && !joinKeys.contains(name);
    }

    private static FeatureService service(Definitions definitions, String name) {
        return definitions.services().stream().filter(service -> service.name().equals(name)).findFirst().orElseThrow(() -> HttpFault.named(404, 404,
                "FeatureServiceNotFoundException", "Feature service %s does not exist in project %s".formatted(name, definitions.project()),
                "Cannot find feature service '%s' in project '%s'.%s".formatted(name, definitions.project(),
                        Suggestion.sentence(name, definitions.services().stream().map(FeatureService::name).toList()))));
    }

    private static List<Projection> references(List<String> references) {
        if (references.isEmpty()) {
            throw HttpFault.bare(400, "No features specified for retrieval",
                    "Cannot read features: none is asked for. Give 'features' or a 'feature_service'.");
        }
        return references.stream().map(reference -> {
            int colon = reference.indexOf(':');
            if (colon < 0) {
                throw HttpFault.bare(400, ("Invalid feature reference '%s'. Expected format: '<feature_view>:<feature>'"
                        + " or '<feature_view>@<version>:<feature>'").formatted(reference), "Cannot read '%s': write view:feature.".formatted(reference));
            }
            return new Projection(reference.substring(0, colon), List.of(reference.substring(colon + 1)), Optional.empty(), Map.of());
        }).toList();
    }

    private static void checkExists(Definitions definitions, Projection projection) {
        List<String> features = fieldsOf(definitions, projection.view());
        for (String feature : projection.features()) {
            if (!features.contains(feature)) {
                throw HttpFault.bare(404, "'Feature %s not found in projection %s'".formatted(feature, projection.alias().orElse(projection.view())),
                        "Cannot find feature '%s' in feature view '%s'.%s".formatted(feature, projection.view(), Suggestion.sentence(feature, features)));
            }
        }
    }

    private static List<String> fieldsOf(Definitions definitions, String view) {
        Optional<FeatureView> stored = definitions.findView(view);
        if (stored.isPresent()) {
            return Stream.concat(stored.get().features().stream().map(Field::name), stored.get().unsupported().keySet().stream()).toList();
        }
        return definitions.findOnDemandView(view).orElseThrow(() -> noView(definitions, view)).features().stream()
                .map(computed -> computed.field().name()).toList();
    }

    /** How an unknown view is told. */
    static HttpFault noView(Definitions definitions, String view) {
        List<String> all = Stream.concat(definitions.views().stream().map(FeatureView::name), definitions.onDemandViews().stream().map(OnDemandView::name))
                .toList();
        return HttpFault.named(404, 404, "FeatureViewNotFoundException", "Feature view %s does not exist in project %s".formatted(view, definitions.project()),
                "Cannot find feature view '%s' in project '%s'.%s".formatted(view, definitions.project(), Suggestion.sentence(view, all)));
    }

    private static void checkNames(List<Projection> asked, boolean fullNames) {
        Map<String, List<String>> byName = new LinkedHashMap<>();
        for (Projection projection : asked) {
            String view = projection.alias().orElse(projection.view());
            projection.features().forEach(feature -> byName.computeIfAbsent(fullNames ? view + ":" + feature : feature, name -> new ArrayList<>())
                    .add(view + ":" + feature));
        }
        List<String> twice = byName.entrySet().stream().filter(entry -> entry.getValue().size() > 1).map(Map.Entry::getKey).toList();
        if (twice.isEmpty()) {
            return;
        }
        String sentence = "Cannot select %s together: %s called '%s'. Ask for full_feature_names, or leave one out.".formatted(
                String.join(" and ", byName.get(twice.get(0))), byName.get(twice.get(0)).size() == 2 ? "both are" : "all are", twice.get(0));
        throw HttpFault.named(400, 500, "FeatureNameCollisionError", fullNames
                ? ("Duplicate features named %s found.\nTo resolve this collision, please ensure that the feature views or their own features "
                        + "have different names. If you're intentionally joining the same feature view twice on different sets of entities, please "
                        + "rename one of the feature views with '.with_name'.").formatted(String.join(", ", twice))
                : ("Duplicate features named %s found.\nTo resolve this collision, either use the full feature name by setting "
                        + "'full_feature_names=True', or ensure that the features in question have different names.").formatted(String.join(", ", twice)),
                sentence);
    }

    /** As asked; Feast puts the features of a view together, views in the order of their first feature, and computed features last. */
    private static int[] order(FeatureSelection selection, Compatibility compatibility) {
        int[] asked = IntStream.range(0, selection.features().size()).toArray();
        if (compatibility == Compatibility.CYCLO) {
            return asked;
        }
        Map<String, Integer> firsts = new HashMap<>();
        for (int i : asked) {
            firsts.putIfAbsent(selection.features().get(i).view(), i);
        }
        return Arrays.stream(asked).boxed().sorted(Comparator.comparing((Integer i) -> selection.features().get(i).onDemand())
                .thenComparing(i -> firsts.get(selection.features().get(i).view()))).mapToInt(Integer::intValue).toArray();
    }

    private static Set<String> joinKeys(Definitions definitions, FeatureSelection selection) {
        Set<String> keys = new LinkedHashSet<>();
        selection.joinKeys().forEach(key -> keys.add(key.name()));
        definitions.entities().stream().map(entity -> entity.joinKey().name()).filter(key -> !key.equals(Entity.NONE_KEY)).forEach(keys::add);
        return keys;
    }

    private static Map<String, String> entityNames(Definitions definitions) {
        Map<String, String> names = new HashMap<>();
        definitions.entities().forEach(entity -> names.put(entity.name(), entity.joinKey().name()));
        return names;
    }

    private static List<String> views(Definitions definitions, List<Projection> asked) {
        Set<String> names = new LinkedHashSet<>();
        for (Projection projection : asked) {
            definitions.findOnDemandView(projection.view()).ifPresentOrElse(
                    computed -> computed.sources().forEach(source -> names.add(source.alias().orElse(source.view()))),
                    () -> names.add(projection.alias().orElse(projection.view())));
        }
        return List.copyOf(names);
    }

    /** Of all features, for a counter's label. */
    List<SelectedFeature> features() {
        return selection.features();
    }
}
