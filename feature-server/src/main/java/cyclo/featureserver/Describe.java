package cyclo.featureserver;

import cyclo.common.CycloException;
import cyclo.common.Env;
import cyclo.common.Json;
import cyclo.common.Suggestion;
import cyclo.common.Yaml;
import cyclo.features.FeatureStoreConfig;
import cyclo.features.definitions.Registry;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "describe", mixinStandardHelpOptions = true, description = "Tells all that the registry says of one name.")
final class Describe extends RegistryVerb {
    @Parameters(paramLabel = "NAME", description = "of an entity, source, view, service, saved dataset or permission")
    private String name;

    @Mixin private Shown shown;

    @Override void run(FeatureStoreConfig config, Registry registry, Env env) {
        List<Map<String, Object>> all = Described.all(registry);
        List<Map<String, Object>> found = all.stream().filter(one -> one.get("name").equals(name)).toList();
        if (found.isEmpty()) {
            throw CycloException.usage("Cannot find '%s' in project '%s'.%s", name, config.project(),
                    Suggestion.sentence(name, all.stream().map(one -> one.get("name").toString()).distinct().toList()));
        }
        print(shown.asYaml() ? Yaml.write(found.size() == 1 ? found.get(0) : found) : json() ? Json.pretty(found)
                : found.stream().map(one -> text(one, "")).collect(Collectors.joining(System.lineSeparator())));
    }

    /** Indented as in YAML; a map without inner maps takes one line. */
    private static String text(Map<?, ?> map, String indent) {
        return map.entrySet().stream().map(entry -> {
            if (entry.getValue() instanceof List<?> list && !list.isEmpty() && list.get(0) instanceof Map) {
                return "%s%s:%n%s".formatted(indent, entry.getKey(), list.stream()
                        .map(item -> "%s  - %s%n".formatted(indent, flat((Map<?, ?>) item))).collect(Collectors.joining()));
            }
            if (entry.getValue() instanceof String text && text.contains("\n")) {
                return "%s%s:%n%s".formatted(indent, entry.getKey(), text.strip().lines()
                        .map(line -> "%s  %s%n".formatted(indent, line)).collect(Collectors.joining()));
            }
            return "%s%s: %s%n".formatted(indent, entry.getKey(), entry.getValue() instanceof Map<?, ?> inner ? "{" + flat(inner) + "}" : entry.getValue());
        }).collect(Collectors.joining());
    }

    private static String flat(Map<?, ?> map) {
        return map.entrySet().stream().map(entry -> "%s: %s".formatted(entry.getKey(),
                entry.getValue() instanceof Map<?, ?> inner ? "{" + flat(inner) + "}" : entry.getValue()))
                .collect(Collectors.joining(", "));
    }
}
