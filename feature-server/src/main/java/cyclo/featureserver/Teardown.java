package cyclo.featureserver;

import cyclo.common.Clocks;
import cyclo.common.CycloException;
import cyclo.common.Env;
import cyclo.common.Json;
import cyclo.features.FeatureStore;
import cyclo.features.FeatureStoreConfig;
import cyclo.features.definitions.Registry;
import java.io.Console;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "teardown", mixinStandardHelpOptions = true,
        description = "Removes the project from the online store and the registry. The offline store's tables stay.")
final class Teardown extends RegistryVerb {
    @Option(names = "--yes", description = "do not ask")
    private boolean yes;

    @Override void run(FeatureStoreConfig config, Registry registry, Env env) {
        registry.read();
        if (!yes && !confirmed(config.project())) {
            throw CycloException.usage("Cannot tear down project '%s' without a yes: nothing was removed. Answer yes, or give --yes.", config.project());
        }
        long entities;
        try (FeatureStore store = FeatureStore.open(folder(), env, Clocks.of(env))) {
            entities = store.online().removeProject();
        }
        List<String> removed = registry.teardown();
        print(json() ? Json.pretty(Map.of("online_entities", entities, "removed", removed))
                : "Removed %d entities from the online store, and %d objects from the registry.".formatted(entities, removed.size()));
    }

    private static boolean confirmed(String project) {
        Console console = System.console();
        String question = "Remove all of project '%s' from the online store and the registry? [yes/no] ";
        return console != null && "yes".equalsIgnoreCase(String.valueOf(console.readLine(question, project)).strip());
    }
}
