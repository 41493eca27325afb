package cyclo.features;

import cyclo.common.YamlMap;
import java.nio.file.Path;

/** Where the history of features is kept: the block {@code offline_store} of {@code feature_store.yaml}. */
public sealed interface OfflineConfig permits PostgresConfig, DuckDbConfig {
    /** @param folder the project folder */
    static OfflineConfig of(YamlMap map, Path folder) {
        String type = map.text("type");
        if (DuckDbConfig.TYPES.contains(type)) {
            return DuckDbConfig.of(map, folder);
        }
        if (!PostgresConfig.TYPES.contains(type)) {
            map.faultAt("type", "'offline_store.type' is '%s': this version knows postgres and duckdb", type);
        }
        return PostgresConfig.ofOfflineStore(map);
    }
}
