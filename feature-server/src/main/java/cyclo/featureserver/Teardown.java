package cyclo.featureserver;

import cyclo.common.Clocks;
import cyclo.common.CycloException;
import cyclo.common.Env;
import cyclo.common.Json;
import cyclo.common.Terminal;
import cyclo.features.FeatureStore;
import cyclo.features.FeatureStoreConfig;
import cyclo.features.definitions.Registry;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "teardown", mixinStandardHelpOptions = true,
        description = {"Removes the project from the online store and the registry, after a yes.", "The offline store's tables stay."})
final class Teardown extends RegistryVerb {
    @Option(names = {"--force", "--yes"}, description = "do not ask; needed where nobody can answer, as in a script")
    private boolean force;

    @Override void run(FeatureStoreConfig config, Registry registry, Env env) {
        registry.read();
        if (!force) {
            boolean yes = Terminal.confirm("Remove all of project '%s' from the online store and the registry?".formatted(config.project()))
                    .orElseThrow(() -> CycloException.usage("Cannot tear down project '%s' without a yes, and there is no terminal to ask on:"
                            + " nothing was removed. Give --force.", config.project()));
            if (!yes) {
                throw CycloException.usage("Cannot tear down project '%s' without a yes: nothing was removed.", config.project());
            }
        }
        long entities;
        try (FeatureStore store = FeatureStore.open(folder(), env, Clocks.of(env))) {
            entities = store.online().removeProject();
        }
        List<String> removed = registry.teardown();
        print(json() ? Json.pretty(Map.of("online_entities", entities, "removed", removed))
                : "Removed %,d entities from the online store, and %d objects from the registry.".formatted(entities, removed.size()));
    }
}
