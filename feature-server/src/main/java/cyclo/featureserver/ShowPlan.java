package cyclo.featureserver;

import cyclo.common.Env;
import cyclo.common.Ink;
import cyclo.common.Terminal;
import cyclo.features.FeatureStoreConfig;
import cyclo.features.definitions.FeaturesFile;
import cyclo.features.definitions.Plan;
import cyclo.features.definitions.Registry;
import java.util.List;
import picocli.CommandLine.Command;

@Command(name = "plan", mixinStandardHelpOptions = true,
        description = {"Tells what apply would change, and what that would invalidate.", "It changes nothing. "
                + "The models that read what changes are named when MLFLOW_TRACKING_URI is set. NO_COLOR=1 leaves out colours."})
final class ShowPlan extends RegistryVerb {
    @Override void run(FeatureStoreConfig config, Registry registry, Env env) {
        Plan plan = registry.plan(FeaturesFile.read(config));
        List<AffectedModels.Model> models = AffectedModels.of(plan, config.project(), env);
        if (json()) {
            print(PlanText.json(plan, models));
        } else if (plan.isEmpty()) {
            print("Nothing to change.");
        } else {
            Ink ink = Terminal.ink();
            print(PlanText.text(plan, models, ink) + System.lineSeparator() + System.lineSeparator() + PlanText.counts(plan, ink));
        }
    }
}
