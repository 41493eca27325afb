package cyclo.featureserver;

import cyclo.common.table.Table;
import cyclo.features.FeatureSelection;
import cyclo.features.OnlineFeatures;
import java.time.Instant;

/** Is told of each online read that was answered, on the thread that answers: it must be quick, and not throw. */
@FunctionalInterface
public interface ReadObserver {
    ReadObserver NONE = (wanted, entities, found, at) -> { };

    /** @param at the time against which ages were counted */
    void answered(FeatureSelection wanted, Table entities, OnlineFeatures found, Instant at);
}
