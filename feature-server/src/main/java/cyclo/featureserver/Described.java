package cyclo.featureserver;

import cyclo.features.DataSource;
import cyclo.features.Definitions;
import cyclo.features.Entity;
import cyclo.features.FeatureService;
import cyclo.features.FeatureView;
import cyclo.features.Field;
import cyclo.features.Interval;
import cyclo.features.OnDemandView;
import cyclo.features.Projection;
import cyclo.features.PushSource;
import cyclo.features.definitions.OtherObject;
import cyclo.features.definitions.Registry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Definitions as plain maps, for JSON and for people; what is empty is left out. */
final class Described {
    private Described() {}

    /** Everything there is, each with its {@code kind} and {@code name}: what {@code features.yaml} declares, then what only Python does. */
    static List<Map<String, Object>> all(Registry registry) {
        Definitions definitions = registry.read();
        List<Map<String, Object>> all = new ArrayList<>();
        definitions.entities().forEach(entity -> all.add(entity(entity)));
        definitions.sources().forEach(source -> all.add(source(source)));
        definitions.pushSources().forEach(source -> all.add(push(source)));
        definitions.views().forEach(view -> all.add(view(view)));
        definitions.onDemandViews().forEach(view -> all.add(onDemand(view)));
        definitions.services().forEach(service -> all.add(service(service)));
        registry.others().forEach(other -> all.add(other(other)));
        return all;
    }

    private static Map<String, Object> entity(Entity entity) {
        Map<String, Object> map = start("entity", entity.name(), entity.description(), entity.owner(), entity.tags());
        map.put("join_key", entity.joinKey().name());
        map.put("type", entity.joinKey().type().pythonName());
        return map;
    }

    private static Map<String, Object> source(DataSource source) {
        Map<String, Object> map = start("source", source.name(), source.description(), source.owner(), source.tags());
        if (source.origin() instanceof DataSource.Table table) {
            map.put("table", table.table());
        } else if (source.origin() instanceof DataSource.Query query) {
            map.put("query", query.sql());
        } else if (source.origin() instanceof DataSource.File file) {
            map.put("file", file.path().toString());
        } else if (source.origin() instanceof DataSource.Static fixed) {
            map.put("table", fixed.table());
            map.put("constant_time", fixed.time().toString());
        } else if (source.origin() instanceof DataSource.Foreign foreign) {
            map.put("foreign", foreign.kind());
        }
        map.put("timestamp_field", source.timestampField());
        source.createdColumn().ifPresent(column -> map.put("created_timestamp_column", column));
        if (!source.fieldMapping().isEmpty()) {
            map.put("field_mapping", source.fieldMapping());
        }
        return map;
    }

    private static Map<String, Object> push(PushSource source) {
        Map<String, Object> map = start("push source", source.name(), source.description(), source.owner(), source.tags());
        map.put("batch_source", source.batchSource().name());
        return map;
    }

    private static Map<String, Object> view(FeatureView view) {
        Map<String, Object> map = start("feature view", view.name(), view.description(), view.owner(), view.tags());
        map.put("entities", view.entities());
        map.put("join_keys", fields(view.joinKeys()));
        map.put("source", view.pushSource().map(PushSource::name).orElse(view.source().name()));
        map.put("ttl", view.ttl().equals(Duration.ZERO) ? "any age" : age(view.ttl()));
        map.put("online", view.online());
        map.put("features", fields(view.features()));
        if (!view.unsupported().isEmpty()) {
            map.put("unsupported", view.unsupported());
        }
        if (!view.materialized().isEmpty()) {
            map.put("materialized", view.materialized().stream().map(Described::interval).toList());
        }
        return map;
    }

    private static Map<String, Object> onDemand(OnDemandView view) {
        Map<String, Object> map = start("on-demand view", view.name(), view.description(), view.owner(), view.tags());
        map.put("sources", view.sources().stream().map(Projection::view).toList());
        map.put("request", fields(view.request()));
        map.put("features", view.features().stream().map(computed -> {
            Map<String, Object> feature = field(computed.field());
            feature.put("expression", computed.expression().orElse("(a Python function)"));
            return feature;
        }).toList());
        view.python().ifPresent(function -> map.put("function", function.text().strip()));
        return map;
    }

    private static Map<String, Object> service(FeatureService service) {
        Map<String, Object> map = start("feature service", service.name(), service.description(), service.owner(), service.tags());
        map.put("features", service.projections().stream().map(projection -> {
            Map<String, Object> taken = new LinkedHashMap<>();
            taken.put("view", projection.view());
            projection.alias().ifPresent(alias -> taken.put("alias", alias));
            taken.put("features", projection.features());
            return taken;
        }).toList());
        return map;
    }

    private static Map<String, Object> other(OtherObject other) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("kind", other.kind());
        map.put("name", other.name());
        other.says().forEach(map::putIfAbsent);
        return map;
    }

    private static Map<String, Object> start(String kind, String name, String description, String owner, Map<String, String> tags) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("kind", kind);
        map.put("name", name);
        Optional.of(description).filter(text -> !text.isEmpty()).ifPresent(text -> map.put("description", text));
        Optional.of(owner).filter(text -> !text.isEmpty()).ifPresent(text -> map.put("owner", text));
        if (!tags.isEmpty()) {
            map.put("tags", tags);
        }
        return map;
    }

    private static List<Map<String, Object>> fields(List<Field> fields) {
        return fields.stream().map(Described::field).toList();
    }

    private static Map<String, Object> field(Field field) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("name", field.name());
        map.put("type", field.type().pythonName());
        Optional.of(field.description()).filter(text -> !text.isEmpty()).ifPresent(text -> map.put("description", text));
        if (!field.tags().isEmpty()) {
            map.put("tags", field.tags());
        }
        return map;
    }

    private static Map<String, Object> interval(Interval interval) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("start", interval.start().toString());
        map.put("end", interval.end().toString());
        return map;
    }

    /** As features.yaml takes it. */
    private static String age(Duration ttl) {
        long seconds = ttl.toSeconds();
        if (seconds == 0) {
            return ttl.toMillis() + "ms";
        }
        return seconds % 86_400 == 0 ? seconds / 86_400 + "d" : seconds % 3_600 == 0 ? seconds / 3_600 + "h" : seconds + "s";
    }
}
