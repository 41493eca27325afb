package cyclo.features;

import cyclo.common.table.Table;
import cyclo.common.table.TableStream;
import cyclo.features.definitions.Registry;
import cyclo.features.offline.LoadCounts;
import cyclo.features.offline.OfflineStore;
import cyclo.features.offline.TableTarget;
import cyclo.features.online.RedisOnlineStore;
import cyclo.services.PostgresAddress;
import cyclo.services.RedisAddress;
import cyclo.services.TestServices;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A project of its own on real PostgreSQL and Redis, or in files with DuckDB. */
final class TestProject {
    private final FeatureStoreConfig config;

    private TestProject(FeatureStoreConfig config) {
        this.config = config;
    }

    static TestProject fresh() {
        PostgresAddress postgres = TestServices.freshDatabase();
        return on(TestServices.freshName("project"), postgres, TestServices.redis());
    }

    /** On servers of the test's own, which it may kill. */
    static TestProject on(String project, PostgresAddress postgres, RedisAddress redis) {
        return of(project, new PostgresConfig(postgres.host(), postgres.port(), postgres.database(), "offline", postgres.user(), postgres.password(), "disable"),
                RedisConfig.parse(redis.connectionString(), false, Optional.empty()));
    }

    /** In a folder, its registry too; only what is online is in Redis. */
    static TestProject inFiles(Path folder) {
        return new TestProject(inFiles(TestServices.freshName("project"), folder,
                RedisConfig.parse(TestServices.redis().connectionString(), false, Optional.empty())));
    }

    /** As {@link #inFiles(Path)}, without any service: nothing may be read or written online. */
    static TestProject offlineInFiles(Path folder) {
        return new TestProject(inFiles("offline_only", folder, RedisConfig.NONE));
    }

    /** Another project on the same offline store. */
    TestProject sibling() {
        String name = TestServices.freshName("project");
        return config.offline() instanceof DuckDbConfig duck ? new TestProject(inFiles(name, duck.folder(), config.online()))
                : of(name, postgres(), config.online());
    }

    private static FeatureStoreConfig inFiles(String project, Path folder, RedisConfig redis) {
        return new FeatureStoreConfig(project, folder, new FeatureStoreConfig.FileRegistryConfig(folder.resolve(project + ".db"), Duration.ZERO),
                new DuckDbConfig(folder), redis);
    }

    private static TestProject of(String project, PostgresConfig postgres, RedisConfig redis) {
        PostgresConfig registry = new PostgresConfig(postgres.host(), postgres.port(), postgres.database(), "public", postgres.user(), postgres.password(),
                "disable");
        return new TestProject(new FeatureStoreConfig(project, Path.of("."), new FeatureStoreConfig.SqlRegistryConfig(registry, Duration.ZERO, true), postgres, redis));
    }

    FeatureStoreConfig config() {
        return config;
    }

    private PostgresConfig postgres() {
        return (PostgresConfig) config.offline();
    }

    OfflineStore offline() {
        return OfflineStore.open(config);
    }

    /** A source of the rows that lie in a table of the offline store, as it is applied. */
    DataSource table(String name, String table, String timestampField, Optional<String> created) {
        DataSource.Origin origin = new DataSource.Table(table);
        return new DataSource(name, config.offline() instanceof DuckDbConfig duck ? duck.located(origin) : origin, timestampField, created, Map.of(), "",
                Map.of(), "");
    }

    RedisOnlineStore online() {
        return RedisOnlineStore.of(config.online(), config.project());
    }

    void apply(Definitions definitions) {
        Registry.open(config, Clock.systemUTC()).apply(new Definitions(config.project(), definitions.entities(), definitions.sources(),
                definitions.pushSources(), definitions.views(), definitions.onDemandViews(), definitions.services()), "of a test");
    }

    /** The store as it is read at {@code now}. */
    FeatureStore open(Instant now) {
        Clock clock = Clock.fixed(now, ZoneOffset.UTC);
        return new FeatureStore(config, Registry.open(config, clock), offline(), online(), clock);
    }

    LoadCounts load(String table, List<String> keys, Optional<String> created, Table rows) {
        return offline().load(new TableTarget(table, keys, "event_timestamp", created, TableTarget.Mode.MERGE), TableStream.of(rows), "rows of a test");
    }

    void sql(String statement) {
        try (Connection connection = postgres().connect(); Statement sql = connection.createStatement()) {
            sql.execute(statement);
        } catch (SQLException e) {
            throw new IllegalStateException(statement, e);
        }
    }
}
