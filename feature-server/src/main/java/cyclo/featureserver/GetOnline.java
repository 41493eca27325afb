package cyclo.featureserver;

import com.fasterxml.jackson.databind.JsonNode;
import cyclo.common.CycloException;
import cyclo.common.Json;
import cyclo.common.Suggestion;
import cyclo.common.table.ValueType;
import cyclo.features.FeatureSelection;
import cyclo.features.FeatureStore;
import cyclo.features.Lookup;
import cyclo.features.OnlineFeatures;
import cyclo.features.types.ColumnCast;
import cyclo.features.types.JsonValues;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "get-online", mixinStandardHelpOptions = true,
        description = "Reads the latest features of entities, each with its status.")
final class GetOnline extends StoreVerb {
    @Mixin private WantedFeatures wanted;

    @Option(names = {"-e", "--entity"}, required = true, paramLabel = "KEY=VALUE[,KEY=VALUE]",
            description = "one entity: its join keys and what on-demand features ask for, or a JSON object of them; give it again for more")
    private List<String> entities = List.of();

    @Override void run(FeatureStore store) {
        FeatureSelection selection = wanted.of(store);
        List<Map<String, Object>> rows = entities.stream().map(entity -> parsed(entity, selection.given())).toList();
        OnlineFeatures found = store.online(rows, selection);
        print(json() ? Json.pretty(maps(rows, found)) : text(rows, found));
    }

    private static Map<String, Object> parsed(String entity, Map<String, ValueType> given) {
        Map<String, Object> values = new LinkedHashMap<>();
        try {
            if (entity.startsWith("{")) {
                JsonNode json = Json.parse(entity);
                json.properties().forEach(field -> values.put(known(field.getKey(), given), JsonValues.fromJson(field.getValue(), given.get(field.getKey()))));
                return values;
            }
            for (String part : entity.split(",")) {
                String[] pair = part.split("=", 2);
                if (pair.length != 2) {
                    throw new IllegalArgumentException("write KEY=VALUE, for example driver_id=1001");
                }
                values.put(known(pair[0].strip(), given), ColumnCast.parse(pair[1].strip(), given.get(pair[0].strip())));
            }
            return values;
        } catch (IllegalArgumentException e) {
            throw CycloException.usage("Cannot use --entity '%s': %s.", entity, e.getMessage(), e);
        }
    }

    private static String known(String name, Map<String, ValueType> given) {
        if (!given.containsKey(name)) {
            throw new IllegalArgumentException("'%s' is not asked for.%s".formatted(name, Suggestion.sentence(name, given.keySet())).replaceFirst("\\.$", ""));
        }
        return name;
    }

    private static List<Map<String, Object>> maps(List<Map<String, Object>> rows, OnlineFeatures found) {
        List<Map<String, Object>> all = new ArrayList<>();
        for (int row = 0; row < found.rows(); row++) {
            Map<String, Object> features = new LinkedHashMap<>();
            for (int i = 0; i < found.names().size(); i++) {
                Lookup lookup = found.lookup(row, i);
                Map<String, Object> feature = new LinkedHashMap<>();
                feature.put("value", JsonValues.toJson(shown(lookup).orElse(null)));
                feature.put("status", lookup.status().name());
                eventTime(lookup).ifPresent(time -> feature.put("event_timestamp", time.toString()));
                features.put(found.names().get(i), feature);
            }
            Map<String, Object> entity = new LinkedHashMap<>();
            rows.get(row).forEach((name, value) -> entity.put(name, JsonValues.toJson(value)));
            all.add(Map.of("entity", entity, "features", features));
        }
        return all;
    }

    private static String text(List<Map<String, Object>> rows, OnlineFeatures found) {
        List<String> keys = rows.stream().flatMap(row -> row.keySet().stream()).distinct().toList();
        List<String> header = new ArrayList<>(keys);
        header.addAll(List.of("feature", "value", "status", "event time"));
        List<List<String>> lines = new ArrayList<>();
        for (int row = 0; row < found.rows(); row++) {
            for (int i = 0; i < found.names().size(); i++) {
                Lookup lookup = found.lookup(row, i);
                List<String> line = new ArrayList<>();
                for (String key : keys) {
                    line.add(String.valueOf(JsonValues.toJson(rows.get(row).get(key))));
                }
                line.add(found.names().get(i));
                line.add(shown(lookup).map(JsonValues::toJson).map(String::valueOf).orElse(""));
                line.add(lookup.status().name());
                line.add(eventTime(lookup).map(Instant::toString).orElse(""));
                lines.add(line);
            }
        }
        return TextTable.of(header, lines);
    }

    /** An expired value is shown: its status says that no model may use it. */
    private static Optional<Object> shown(Lookup lookup) {
        return lookup instanceof Lookup.Expired expired ? Optional.of(expired.value()) : lookup.usable();
    }

    private static Optional<Instant> eventTime(Lookup lookup) {
        return lookup instanceof Lookup.Present present ? Optional.of(present.eventTime())
                : lookup instanceof Lookup.NullValue missing ? Optional.of(missing.eventTime())
                : lookup instanceof Lookup.Expired expired ? Optional.of(expired.eventTime()) : Optional.empty();
    }
}
