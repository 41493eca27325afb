package cyclo.features.definitions;

import cyclo.common.CycloException;
import cyclo.common.Suggestion;
import cyclo.common.YamlFile;
import cyclo.common.YamlMap;
import cyclo.common.table.ValueType;
import cyclo.features.DataSource;
import cyclo.features.Definitions;
import cyclo.features.DuckDbConfig;
import cyclo.features.Entity;
import cyclo.features.FeatureStoreConfig;
import cyclo.features.FeatureService;
import cyclo.features.FeatureView;
import cyclo.features.Field;
import cyclo.features.OnDemandView;
import cyclo.features.Projection;
import cyclo.features.PushSource;
import cyclo.features.ondemand.OnDemandNames;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Reads {@code features.yaml}. Every fault is told at once with its line: unknown keys, names used twice, names of nothing,
 * types that do not exist, expressions that cannot be computed.
 */
public final class FeaturesFile {
    public static final String NAME = "features.yaml";
    /** Of a protobuf duration. */
    private static final Duration LONGEST_TTL = Duration.ofSeconds(315_576_000_000L);

    private final YamlMap root;
    private final String project;
    private final UnaryOperator<DataSource.Origin> located;
    private final Map<String, List<Entity>> entities = new LinkedHashMap<>();
    private final Map<String, DataSource> sources = new LinkedHashMap<>();
    private final Map<String, PushSource> pushSources = new LinkedHashMap<>();
    private final Map<String, FeatureView> views = new LinkedHashMap<>();
    private final Map<String, OnDemandView> onDemandViews = new LinkedHashMap<>();
    private final Map<String, FeatureService> services = new LinkedHashMap<>();

    private FeaturesFile(YamlMap root, String project, UnaryOperator<DataSource.Origin> located) {
        this.root = root;
        this.project = project;
        this.located = located;
    }

    /** @throws cyclo.common.CycloException (usage) with every fault, one a line, in the order of the file */
    public static Definitions read(Path file, String project) {
        return read(YamlFile.read(file), project);
    }

    /** The one in the project folder, its tables where the project's offline store keeps them. @throws cyclo.common.CycloException as {@link #read(Path, String)} */
    public static Definitions read(FeatureStoreConfig config) {
        Path file = config.folder().resolve(NAME);
        if (Files.notExists(file)) { // as in a repository of Feast, whose feature_store.yaml was found
            throw CycloException.usage("Cannot find %s, which declares the features. What Python files declare is applied by feast apply; "
                    + "then all verbs but apply and plan read it from the registry.", file);
        }
        return read(YamlFile.read(file), config.project(),
                config.offline() instanceof DuckDbConfig duck ? duck::located : UnaryOperator.identity());
    }

    static Definitions read(YamlFile yaml, String project) {
        return read(yaml, project, UnaryOperator.identity());
    }

    private static Definitions read(YamlFile yaml, String project, UnaryOperator<DataSource.Origin> located) {
        FeaturesFile file = new FeaturesFile(yaml.root(), project, located);
        file.readAll();
        yaml.check();
        if (file.entities.isEmpty() && file.sources.isEmpty() && file.views.isEmpty() && file.onDemandViews.isEmpty() && file.services.isEmpty()) {
            // Most likely cut short; to apply it would remove all that the registry knows.
            throw CycloException.usage("Cannot use %s: it declares nothing. To remove project '%s' from the registry: feature-server teardown.",
                    yaml.path(), project);
        }
        return file.definitions();
    }

    private void readAll() {
        root.maps("entities").forEach(this::readEntity);
        root.maps("sources").forEach(this::readSource);
        root.maps("push_sources").forEach(this::readPushSource);
        root.maps("feature_views").forEach(this::readView);
        root.maps("on_demand_views").forEach(this::readOnDemandView);
        root.maps("feature_services").forEach(this::readService);
    }

    /** What was read so far. */
    private Definitions definitions() {
        return new Definitions(project, entities.values().stream().flatMap(List::stream).toList(), List.copyOf(sources.values()),
                List.copyOf(pushSources.values()), List.copyOf(views.values()), List.copyOf(onDemandViews.values()), List.copyOf(services.values()));
    }

    private void readEntity(YamlMap map) {
        String name = FeaturesYaml.name(map);
        List<Field> keys = FeaturesYaml.fields(map, "join_keys");
        if (keys.isEmpty()) {
            map.fault("entity '%s' has no join keys: write join_keys: [{name: driver_id, type: Int64}]", name);
        }
        for (Field key : keys) {
            if (key.type().isList() || !List.of(ValueType.INT32, ValueType.INT64, ValueType.STRING, ValueType.BYTES, ValueType.UNIX_TIMESTAMP)
                    .contains(key.type())) {
                map.fault("join key '%s' is %s: a key is Int32, Int64, String, Bytes or UnixTimestamp", key.name(), key.type().pythonName());
            }
        }
        String description = map.text("description", "");
        Map<String, String> tags = map.textMap("tags");
        String owner = map.text("owner", "");
        unique(map, entities, name, "entity", keys.stream()
                .map(key -> new Entity(keys.size() == 1 ? name : name + "_" + key.name(), key, description, tags, owner)).toList());
        long same = entities.values().stream().flatMap(List::stream).map(Entity::name).distinct().count();
        if (same != entities.values().stream().mapToLong(List::size).sum()) {
            map.fault("entity '%s': one of its join keys makes a name that another entity has", name);
        }
    }

    private void readSource(YamlMap map) {
        String name = FeaturesYaml.name(map);
        boolean constant = map.bool("static", false) || map.has("constant_time");
        DataSource source = new DataSource(name, located.apply(FeaturesYaml.origin(map, name, constant)),
                constant ? "event_timestamp" : map.text("timestamp_field", ""),
                map.optionalText("created_timestamp_column"), map.textMap("field_mapping"), map.text("description", ""), map.textMap("tags"),
                        map.text("owner", ""));
        if (!constant && !map.has("timestamp_field")) {
            map.fault("source '%s' has no timestamp_field: name the column that tells when its values were known, or say static: true", name);
        }
        if (constant && map.has("timestamp_field")) {
            map.faultAt("timestamp_field", "source '%s' is static and has a timestamp_field: leave out one of them", name);
        }
        if (pushSources.containsKey(name)) {
            map.fault("the name '%s' is used twice", name);
        }
        unique(map, sources, name, "source", source);
    }

    private void readPushSource(YamlMap map) {
        String name = FeaturesYaml.name(map);
        String batch = map.text("batch_source");
        if (!batch.isEmpty() && !sources.containsKey(batch)) {
            map.faultAt("batch_source", "there is no source '%s'.%s", batch, Suggestion.sentence(batch, sources.keySet()));
        }
        if (sources.containsKey(name)) {
            map.fault("the name '%s' is used twice", name);
        }
        PushSource source = new PushSource(name, sources.getOrDefault(batch, NO_SOURCE), map.text("description", ""), map.textMap("tags"),
                map.text("owner", ""));
        unique(map, pushSources, name, "push source", source);
    }

    private void readView(YamlMap map) {
        String name = FeaturesYaml.name(map);
        List<Entity> keys = new ArrayList<>();
        for (String entity : map.texts("entities")) {
            if (!entities.containsKey(entity)) {
                map.faultAt("entities", "there is no entity '%s'.%s", entity, Suggestion.sentence(entity, entities.keySet()));
            }
            keys.addAll(entities.getOrDefault(entity, List.of()));
        }
        String sourceName = map.text("source");
        Optional<PushSource> push = Optional.ofNullable(pushSources.get(sourceName));
        DataSource source = push.map(PushSource::batchSource).orElseGet(() -> sources.getOrDefault(sourceName, NO_SOURCE));
        if (source == NO_SOURCE && push.isEmpty() && !sourceName.isEmpty()) {
            List<String> known = new ArrayList<>(sources.keySet());
            known.addAll(pushSources.keySet());
            map.faultAt("source", "there is no source '%s'.%s", sourceName, Suggestion.sentence(sourceName, known));
        }
        Duration ttl = map.duration("ttl", Duration.ZERO);
        if (ttl.isNegative() || ttl.getNano() != 0) {
            map.faultAt("ttl", "'ttl' must be whole seconds, and not less than 0");
        }
        if (ttl.compareTo(LONGEST_TTL) > 0) {
            map.faultAt("ttl", "'ttl' is longer than the 10,000 years that Feast's registry can hold: write 0s for any age");
        }
        List<Field> features = FeaturesYaml.fields(map, "schema");
        if (features.isEmpty()) {
            map.fault("feature view '%s' has no features: list them under schema", name);
        }
        List<Field> joinKeys = keys.stream().map(Entity::joinKey).toList();
        List<String> taken = new ArrayList<>(List.of(source.timestampField()));
        for (Field key : joinKeys) {
            if (taken.contains(key.name())) {
                map.faultAt("entities", "the join key '%s' is there twice", key.name());
            }
            taken.add(key.name());
        }
        features.stream().map(Field::name).filter(taken::contains)
                .forEach(taking -> map.faultAt("schema", "feature '%s' has the name of a join key or of the timestamp: rename it", taking));
        FeatureView view = new FeatureView(name, keys.stream().map(Entity::name).toList(), joinKeys, features, ttl, source, push, map.bool("online", true),
                map.text("description", ""), map.textMap("tags"), map.text("owner", ""), List.of(), Map.of());
        requireNewViewName(map, name);
        unique(map, views, name, "feature view", view);
    }

    private void readOnDemandView(YamlMap map) {
        String name = FeaturesYaml.name(map);
        List<Projection> sources = new ArrayList<>();
        for (String source : map.texts("sources")) {
            if (views.containsKey(source)) {
                sources.add(new Projection(source, views.get(source).features().stream().map(Field::name).toList(), Optional.empty(), Map.of()));
            } else {
                map.faultAt("sources", "there is no feature view '%s'.%s", source, Suggestion.sentence(source, views.keySet()));
            }
        }
        List<YamlMap> features = map.maps("features");
        List<OnDemandView.Computed> computed = features.stream()
                .map(feature -> new OnDemandView.Computed(FeaturesYaml.field(feature), Optional.of(feature.text("expression")))).toList();
        OnDemandView view = new OnDemandView(name, sources, FeaturesYaml.fields(map, "request"), computed, map.text("description", ""),
                map.textMap("tags"), map.text("owner", ""));
        if (computed.isEmpty()) {
            map.fault("on-demand view '%s' has no features", name);
        }
        FeaturesYaml.requireDistinct(map, "features", computed.stream().map(one -> one.field().name()).toList());
        Map<String, ValueType> inputs = new OnDemandNames(definitions(), view).types();
        features.forEach(feature -> FeaturesYaml.requireComputable(feature, inputs));
        requireNewViewName(map, name);
        unique(map, onDemandViews, name, "on-demand view", view);
    }

    private void readService(YamlMap map) {
        String name = FeaturesYaml.name(map);
        List<Projection> projections = map.maps("features", "view").stream().map(this::projection).toList();
        if (projections.isEmpty()) {
            map.fault("feature service '%s' has no features", name);
        }
        FeaturesYaml.requireDistinct(map, "features", projections.stream().map(one -> one.alias().orElse(one.view())).toList());
        FeatureService service = new FeatureService(name, projections, map.text("description", ""), map.textMap("tags"), map.text("owner", ""));
        unique(map, services, name, "feature service", service);
    }

    private Projection projection(YamlMap map) {
        String view = map.text("view");
        List<String> known = new ArrayList<>(views.keySet());
        known.addAll(onDemandViews.keySet());
        List<String> all = views.containsKey(view) ? views.get(view).features().stream().map(Field::name).toList()
                : onDemandViews.containsKey(view) ? onDemandViews.get(view).features().stream().map(one -> one.field().name()).toList() : List.of();
        if (!view.isEmpty() && !known.contains(view)) {
            map.faultAt("view", "there is no view '%s'.%s", view, Suggestion.sentence(view, known));
        }
        List<String> wanted = map.has("features") ? map.texts("features") : all;
        wanted.stream().filter(feature -> known.contains(view) && !all.contains(feature))
                .forEach(feature -> map.faultAt("features", "view '%s' has no feature '%s'.%s", view, feature, Suggestion.sentence(feature, all)));
        return new Projection(view, wanted, map.optionalText("alias"), map.textMap("join_key_map"));
    }

    private static final DataSource NO_SOURCE = DataSource.table("", "", "", Optional.empty());

    /** Feast does not tell the names of views apart by their case. */
    private void requireNewViewName(YamlMap map, String name) {
        List<String> taken = new ArrayList<>(views.keySet());
        taken.addAll(onDemandViews.keySet());
        taken.stream().filter(other -> !other.equals(name) && other.toLowerCase(Locale.ROOT).equals(name.toLowerCase(Locale.ROOT))).findFirst()
                .ifPresent(other -> map.fault("the views '%s' and '%s' differ only in case", other, name));
        if (onDemandViews.containsKey(name) || views.containsKey(name)) {
            map.fault("the view name '%s' is used twice", name);
        }
    }

    private static <T> void unique(YamlMap map, Map<String, T> all, String name, String kind, T value) {
        if (all.putIfAbsent(name, value) != null && !name.isEmpty() && !kind.endsWith("view")) {
            map.fault("the %s '%s' is declared twice", kind, name);
        }
    }
}
