package cyclo.featureserver;

import cyclo.common.Env;
import cyclo.features.FeatureStoreConfig;
import cyclo.features.definitions.Registry;
import java.time.Clock;

/** A verb about definitions: it needs the project's registry, and neither of its stores. */
abstract class RegistryVerb extends ProjectVerb {
    @Override final void run(Env env) {
        FeatureStoreConfig config = FeatureStoreConfig.read(folder(), env);
        // Registry times are real times, also when CYCLO_NOW moves the clock of the data.
        run(config, Registry.open(config, Clock.systemUTC()), env);
    }

    abstract void run(FeatureStoreConfig config, Registry registry, Env env);
}
