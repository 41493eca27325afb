package cyclo.featureserver;

import cyclo.common.Env;
import cyclo.common.Sha256;
import cyclo.features.Definitions;
import cyclo.features.FeatureStoreConfig;
import cyclo.features.definitions.FeaturesFile;
import cyclo.features.definitions.Plan;
import cyclo.features.definitions.Registry;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;

@Command(name = "apply", mixinStandardHelpOptions = true,
        description = "Makes the registry say what features.yaml says. Applied twice, the second time changes nothing.")
final class Apply extends RegistryVerb {
    private static final Logger LOG = LoggerFactory.getLogger(Apply.class);

    @Override void run(FeatureStoreConfig config, Registry registry, Env env) {
        Path file = folder().resolve(FeaturesFile.NAME);
        Definitions wanted = FeaturesFile.read(file, config.project());
        Plan plan = registry.apply(wanted, Sha256.of(file));
        LOG.info("applied project '{}': {} changes", config.project(), plan.changes().size());
        print(PlanText.of(plan, json(), "Nothing to change: project '%s' is as %s says.".formatted(config.project(), FeaturesFile.NAME)));
    }
}
