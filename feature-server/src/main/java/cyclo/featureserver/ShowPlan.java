package cyclo.featureserver;

import cyclo.common.Env;
import cyclo.features.FeatureStoreConfig;
import cyclo.features.definitions.FeaturesFile;
import cyclo.features.definitions.Registry;
import picocli.CommandLine.Command;

@Command(name = "plan", mixinStandardHelpOptions = true, description = "Tells what apply would change, and changes nothing.")
final class ShowPlan extends RegistryVerb {
    @Override void run(FeatureStoreConfig config, Registry registry, Env env) {
        print(PlanText.of(registry.plan(FeaturesFile.read(folder().resolve(FeaturesFile.NAME), config.project())), json(), "Nothing to change."));
    }
}
