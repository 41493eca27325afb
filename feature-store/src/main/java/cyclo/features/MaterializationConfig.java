package cyclo.features;

import cyclo.common.YamlMap;

/**
 * Feast's {@code materialization} part of {@code feature_store.yaml}.
 *
 * @param pullLatestFeatures whether the offline store itself picks each entity's newest row: less to transfer where an entity has many rows in the period,
 *                           slower where it has one. What ends in the online store is the same
 * @param batchSize entities that are written to the online store together
 */
public record MaterializationConfig(boolean pullLatestFeatures, int batchSize) {
    public static final MaterializationConfig STANDARD = new MaterializationConfig(false, 1000);
    private static final int LARGEST = 10_000;

    static MaterializationConfig of(YamlMap map) {
        int size = (int) Math.min(LARGEST, map.integer("online_write_batch_size", STANDARD.batchSize));
        if (size < 1) {
            map.faultAt("online_write_batch_size", "'materialization.online_write_batch_size' must be 1 or more");
        }
        return new MaterializationConfig(map.bool("pull_latest_features", STANDARD.pullLatestFeatures), size);
    }
}
