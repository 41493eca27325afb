package cyclo.featureserver;

import cyclo.common.CycloException;
import cyclo.common.Env;
import cyclo.common.Json;
import cyclo.common.Suggestion;
import cyclo.common.Yaml;
import cyclo.features.FeatureStoreConfig;
import cyclo.features.definitions.Registry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "list", mixinStandardHelpOptions = true, description = "Lists what the registry holds.")
final class ListDefinitions extends RegistryVerb {
    private static final Map<String, String> KINDS = new LinkedHashMap<>();

    static {
        KINDS.put("entities", "entity");
        KINDS.put("sources", "source");
        KINDS.put("push-sources", "push source");
        KINDS.put("views", "feature view");
        KINDS.put("on-demand-views", "on-demand view");
        KINDS.put("services", "feature service");
        KINDS.put("stream-views", "stream view");
        KINDS.put("label-views", "label view");
        KINDS.put("datasets", "saved dataset");
        KINDS.put("validation-references", "validation reference");
        KINDS.put("permissions", "permission");
    }

    static final class Kinds extends ArrayList<String> {
        private static final long serialVersionUID = 1L;

        Kinds() {
            super(KINDS.keySet());
        }
    }

    @Parameters(paramLabel = "WHAT", arity = "0..1", defaultValue = "all", completionCandidates = Kinds.class,
            description = "entities, sources, push-sources, views, on-demand-views, services, stream-views, label-views, datasets, validation-references "
                    + "or permissions [all of them]")
    private String what;

    @Mixin private Shown shown;

    @Override void run(FeatureStoreConfig config, Registry registry, Env env) {
        if (!what.equals("all") && !KINDS.containsKey(what)) {
            throw CycloException.usage("Cannot list '%s'.%s", what, Suggestion.sentence(what, KINDS.keySet()));
        }
        List<Map<String, Object>> rows = Described.all(registry).stream()
                .filter(one -> what.equals("all") || KINDS.get(what).equals(one.get("kind"))).toList();
        print(shown.asYaml() ? Yaml.write(rows) : json() ? Json.pretty(rows) : rows.isEmpty() ? "There are no %s.".formatted(what)
                : TextTable.of(List.of("KIND", "NAME", "SAYS"), rows.stream()
                        .map(row -> List.of(row.get("kind").toString(), row.get("name").toString(), summary(row))).toList()));
    }

    private static String summary(Map<String, Object> row) {
        return switch (row.get("kind").toString()) {
            case "entity" -> "%s %s".formatted(row.get("join_key"), row.get("type"));
            case "source" -> row.entrySet().stream().filter(entry -> List.of("table", "query", "file", "foreign").contains(entry.getKey())).findFirst()
                    .map(entry -> entry.getKey() + " " + entry.getValue().toString().strip().replaceAll("\\s+", " ")).orElse("");
            case "push source" -> "over " + row.get("batch_source");
            case "feature view" -> "%s by %s, ttl %s".formatted(names(row, "features"), names(row, "join_keys"), row.get("ttl"));
            case "on-demand view" -> "%s of %s".formatted(names(row, "features"), names(row, "request"));
            case "stream view", "label view" -> "%s, kept for Python".formatted(names(row, "features"));
            case "saved dataset" -> row.containsKey("feature_service_name") ? "of " + row.get("feature_service_name")
                    : String.valueOf(row.getOrDefault("features", ""));
            case "validation reference" -> "of " + row.getOrDefault("reference_dataset_name", "");
            case "permission" -> "%s on %s".formatted(row.getOrDefault("actions", "nothing"), row.getOrDefault("types", "nothing"));
            default -> String.join(", ", ((List<?>) row.get("features")).stream().map(one -> ((Map<?, ?>) one).get("view").toString()).toList());
        };
    }

    private static String names(Map<String, Object> row, String key) {
        List<String> names = ((List<?>) row.getOrDefault(key, List.of())).stream().map(one -> ((Map<?, ?>) one).get("name").toString()).toList();
        return names.isEmpty() ? "nothing" : names.size() > 4 ? "%s and %d more".formatted(String.join(", ", names.subList(0, 3)), names.size() - 3)
                : String.join(", ", names);
    }
}
