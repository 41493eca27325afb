package cyclo.featureserver;

import cyclo.common.Env;
import cyclo.common.Sha256;
import cyclo.common.Terminal;
import cyclo.features.Definitions;
import cyclo.features.FeatureStoreConfig;
import cyclo.features.FeatureView;
import cyclo.features.definitions.FeaturesFile;
import cyclo.features.definitions.Plan;
import cyclo.features.definitions.Registry;
import cyclo.features.online.OnlineStore;
import cyclo.features.online.RedisOnlineStore;
import cyclo.features.online.ViewFeatures;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;

@Command(name = "apply", mixinStandardHelpOptions = true,
        description = {"Makes the registry say what features.yaml says.", "Applied twice, the second time changes nothing. "
                + "What a removed feature view has online is removed too. Of two that apply at once one wins, and the other says so."})
final class Apply extends RegistryVerb {
    private static final Logger LOG = LoggerFactory.getLogger(Apply.class);

    @Override void run(FeatureStoreConfig config, Registry registry, Env env) {
        Path file = folder().resolve(FeaturesFile.NAME);
        Definitions wanted = FeaturesFile.read(config);
        Plan shown = registry.plan(wanted);
        Plan plan = registry.apply(wanted, Sha256.of(file), agreed -> {
            agreed.requireSameBasis(shown);
            removeOnline(config, agreed.before(), wanted);
        });
        LOG.info("applied project '{}': {} changes", config.project(), plan.changes().size());
        List<AffectedModels.Model> models = AffectedModels.of(plan, config.project(), env);
        if (json()) {
            print(PlanText.json(plan, models));
        } else if (plan.isEmpty()) {
            print(shown.isEmpty() ? "Nothing to change: project '%s' is as %s says.".formatted(config.project(), FeaturesFile.NAME)
                    : "Nothing left to change: another apply has just made project '%s' as %s says.".formatted(config.project(), FeaturesFile.NAME));
        } else {
            print(PlanText.text(plan, models, Terminal.ink()));
        }
    }

    /** As Feast does: a view that is no more leaves nothing behind that a later one of its name would give back as its own. */
    private static void removeOnline(FeatureStoreConfig config, Definitions before, Definitions wanted) {
        List<FeatureView> gone = before.views().stream()
                .filter(view -> view.materializedUntil().isPresent() && wanted.findView(view.name()).isEmpty()).toList();
        if (!gone.isEmpty()) {
            try (OnlineStore online = RedisOnlineStore.of(config.online(), config.project())) {
                for (FeatureView view : gone) {
                    long entities = online.removeView(ViewFeatures.of(view));
                    LOG.info("removed feature view '{}' of {} entities from the online store", view.name(), entities);
                }
            }
        }
    }
}
