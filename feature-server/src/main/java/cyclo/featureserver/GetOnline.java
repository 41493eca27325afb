package cyclo.featureserver;

import cyclo.common.CycloException;
import cyclo.common.FileFault;
import cyclo.common.Json;
import cyclo.features.FeatureSelection;
import cyclo.features.FeatureStore;
import cyclo.features.Lookup;
import cyclo.features.OnlineFeatures;
import cyclo.features.types.JsonValues;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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

    @Option(names = {"-e", "--entity"}, paramLabel = "KEY=VALUE[,KEY=VALUE]",
            description = "one entity: its join keys and what on-demand features ask for, a value with a comma in double quotes; or a JSON object of them; "
                    + "give it again for more")
    private List<String> entities = List.of();

    @Option(names = "--json-entities", paramLabel = "FILE",
            description = "entities of a JSON file, - for standard input: a list of objects, or Feast's object with a list for each key")
    private String file;

    @Override void run(FeatureStore store) {
        if (entities.isEmpty() == (file == null)) {
            throw CycloException.usage("Cannot tell which entities are wanted: give either --entity or --json-entities.");
        }
        FeatureSelection selection = wanted.of(store);
        EntityText text = new EntityText(selection.given());
        List<Map<String, Object>> rows = file == null ? entities.stream().map(text::one).toList() : text.many(content(), "'" + file + "'");
        OnlineFeatures found = store.online(rows, selection);
        print(json() ? Json.pretty(maps(rows, found)) : text(rows, found));
    }

    private String content() {
        try {
            return file.equals("-") ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8) : Files.readString(Path.of(file));
        } catch (IOException e) {
            throw CycloException.usage("Cannot read the entities '%s': %s.", file, FileFault.why(e), e);
        }
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
