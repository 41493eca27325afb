package cyclo.serving;

import cyclo.features.OnlineFeatures;
import java.util.List;
import java.util.Map;

/** Reads the latest features of entities in one round trip: {@link cyclo.features.FeatureStore#online} with its selection fixed, or a feature server. */
@FunctionalInterface
interface OnlineReader extends AutoCloseable {
    OnlineFeatures read(List<Map<String, Object>> entities);

    @Override default void close() {}
}
