package cyclo.featureserver;

import cyclo.common.Clocks;
import cyclo.common.Env;
import cyclo.features.FeatureStore;

/** A verb about the two stores. */
abstract class StoreVerb extends ProjectVerb {
    @Override final void run(Env env) {
        try (FeatureStore store = FeatureStore.open(folder(), env, Clocks.of(env))) {
            run(store);
        }
    }

    abstract void run(FeatureStore store);
}
