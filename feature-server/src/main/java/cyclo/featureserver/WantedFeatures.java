package cyclo.featureserver;

import cyclo.common.CycloException;
import cyclo.features.FeatureSelection;
import cyclo.features.FeatureStore;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which features are asked for (a picocli mixin). */
final class WantedFeatures {
    @Option(names = {"-s", "--service"}, paramLabel = "NAME", description = "the features of a feature service")
    private String service;

    @Option(names = {"-f", "--features"}, split = ",", paramLabel = "VIEW:FEATURE", description = "features by reference")
    private List<String> features = List.of();

    @Option(names = "--full-feature-names", description = "call them view__feature")
    private boolean fullNames;

    FeatureSelection of(FeatureStore store) {
        if ((service == null) == features.isEmpty()) {
            throw CycloException.usage("Cannot tell which features are wanted: give either --service or --features.");
        }
        return service == null ? store.features(features, fullNames) : store.service(service, fullNames);
    }

    /** The feature service that is asked for, if one is. */
    Optional<String> service() {
        return Optional.ofNullable(service);
    }

    boolean fullNames() {
        return fullNames;
    }
}
