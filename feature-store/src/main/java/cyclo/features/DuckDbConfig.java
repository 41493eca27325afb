package cyclo.features;

import cyclo.common.YamlMap;
import java.nio.file.Path;
import java.util.List;

/**
 * An offline store of Parquet files that DuckDB reads: Feast's {@code offline_store: {type: duckdb}}.
 *
 * @param folder the project folder, from which the paths of sources start
 */
public record DuckDbConfig(Path folder) implements OfflineConfig {
    /** Where the tables of such a store lie in the project folder: {@code offline/TABLE.parquet}. */
    public static final String TABLES = "offline";
    static final List<String> TYPES = List.of("duckdb", "feast.infra.offline_stores.duckdb.DuckDBOfflineStore");

    /** A block {@code offline_store: {type: duckdb, ...}}. Where Feast stages results for the cloud is no matter of ours. */
    static DuckDbConfig of(YamlMap map, Path folder) {
        map.value("staging_location");
        map.value("staging_location_endpoint_override");
        return new DuckDbConfig(folder);
    }

    /** A source's origin as it is written to the registry: a table is the file that this store keeps it in, so that Python Feast finds it too. */
    public DataSource.Origin located(DataSource.Origin origin) {
        return origin instanceof DataSource.Table table ? new DataSource.File(Path.of(TABLES, table.table() + ".parquet")) : origin;
    }
}
