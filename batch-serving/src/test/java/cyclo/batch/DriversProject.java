package cyclo.batch;

import cyclo.common.Env;
import cyclo.common.Sha256;
import cyclo.common.table.Column;
import cyclo.common.table.Table;
import cyclo.common.table.ValueType;
import cyclo.features.FeatureStore;
import cyclo.features.FeatureStoreConfig;
import cyclo.features.definitions.FeaturesFile;
import cyclo.features.definitions.Registry;
import cyclo.features.files.TableFiles;
import cyclo.features.offline.TableTarget;
import cyclo.models.CycloModel;
import cyclo.models.InputColumn;
import cyclo.models.Linear;
import cyclo.models.Link;
import cyclo.models.ModelCard;
import cyclo.models.ModelFolder;
import cyclo.models.Preparation;
import cyclo.models.PreparationSpec;
import cyclo.models.Task;
import cyclo.services.PostgresAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Hourly statistics of five drivers and orders of three days, in a real PostgreSQL. Redis is nowhere: batch serving needs none. */
final class DriversProject {
    private static final Logger PROTOBUF = Logger.getLogger("com.google.protobuf.GeneratedMessage");
    static final Instant START = Instant.parse("2021-07-01T00:00:00Z");

    final Path folder;
    private final Map<String, String> environment = new HashMap<>();

    DriversProject(Path folder, PostgresAddress postgres) throws IOException {
        PROTOBUF.setLevel(Level.OFF);
        this.folder = folder;
        environment.putAll(Map.of("POSTGRES_HOST", postgres.host(), "POSTGRES_PORT", String.valueOf(postgres.port()), "POSTGRES_DATABASE", postgres.database(),
                "POSTGRES_USER", postgres.user(), "POSTGRES_PASSWORD", postgres.password(), "CYCLO_HOME", folder.resolve(".cyclo").toString(), "CYCLO_NOW",
                "2021-07-05T00:00:00Z"));
        Files.writeString(folder.resolve("feature_store.yaml"), """
                project: drivers
                provider: local
                registry: {registry_type: file, path: registry.db}
                offline_store:
                  type: postgres
                  host: ${POSTGRES_HOST}
                  port: ${POSTGRES_PORT}
                  database: ${POSTGRES_DATABASE}
                  db_schema: drivers
                  user: ${POSTGRES_USER}
                  password: ${POSTGRES_PASSWORD}
                  sslmode: disable
                online_store:
                  type: redis
                  connection_string: 127.0.0.1:1
                entity_key_serialization_version: 3
                """);
        Files.writeString(folder.resolve("features.yaml"), """
                entities: [{name: driver, join_keys: [{name: driver_id, type: Int64}]}]
                sources: [{name: stats_source, table: driver_stats, timestamp_field: event_timestamp}]
                feature_views:
                  - {name: driver_stats, entities: [driver], ttl: 6h, source: stats_source,
                     schema: [{name: acc_rate, type: Float64}, {name: trips, type: Int64}]}
                feature_services: [{name: quality_v1, features: [driver_stats]}]
                """);
        Path features = folder.resolve("features.yaml");
        Registry.open(FeatureStoreConfig.read(folder, env()), Clock.systemUTC()).apply(FeaturesFile.read(features, "drivers"), Sha256.of(features));
        model(folder.resolve("model"));
    }

    /** Loads the tables driver_stats and orders. */
    DriversProject loaded() throws IOException {
        try (FeatureStore store = open()) {
            Path file = folder.resolve("t.parquet");
            TableFiles.write(stats(), file);
            store.offline().load(new TableTarget("driver_stats", List.of("driver_id"), "event_timestamp", Optional.empty(), TableTarget.Mode.MERGE), file);
            TableFiles.write(orders(), file);
            store.offline().load(new TableTarget("orders", List.of("order_id"), "event_timestamp", Optional.empty(), TableTarget.Mode.MERGE), file);
        }
        return this;
    }

    void serving(String more) throws IOException {
        Files.writeString(folder.resolve("serving.yaml"), "model: model\n" + more);
    }

    Env env() {
        return Env.of(environment, folder);
    }

    FeatureStore open() {
        return FeatureStore.open(folder, env(), Clock.systemUTC());
    }

    static Table stats() {
        Random random = new Random(1);
        List<Object> drivers = new ArrayList<>();
        List<Object> times = new ArrayList<>();
        List<Object> rates = new ArrayList<>();
        List<Object> trips = new ArrayList<>();
        for (int hour = 0; hour < 72; hour++) {
            for (long driver = 1001; driver <= 1005; driver++) {
                if (driver != 1005 || hour < 20) {
                    drivers.add(driver);
                    times.add(START.plusSeconds(hour * 3600L));
                    rates.add(random.nextInt(10) == 0 ? null : random.nextDouble());
                    trips.add((long) random.nextInt(1000));
                }
            }
        }
        return Table.of(Column.of("driver_id", ValueType.INT64, drivers), Column.of("event_timestamp", ValueType.UNIX_TIMESTAMP, times),
                Column.of("acc_rate", ValueType.DOUBLE, rates), Column.of("trips", ValueType.INT64, trips));
    }

    /** 90 orders, 30 a day; of some nobody knows the driver, or nothing of him, or it comes twice at the same moment. */
    static Table orders() {
        List<Object> ids = new ArrayList<>();
        List<Object> times = new ArrayList<>();
        List<Object> drivers = new ArrayList<>();
        for (int i = 0; i < 90; i++) {
            ids.add((long) i);
            times.add(START.plusSeconds(i / 30 * 86_400L + i % 30 / 2 * 3600L));
            drivers.add(i % 7 == 0 ? null : 1001L + i % 6);
        }
        return Table.of(Column.of("order_id", ValueType.INT64, ids), Column.of("event_timestamp", ValueType.UNIX_TIMESTAMP, times),
                Column.of("driver_id", ValueType.INT64, drivers));
    }

    private static void model(Path folder) {
        List<InputColumn> inputs = List.of(new InputColumn("acc_rate", ValueType.DOUBLE), new InputColumn("trips", ValueType.INT64));
        Table rows = Table.of(Column.of("acc_rate", ValueType.DOUBLE, Arrays.asList(0.1, null, 0.5, 0.9)),
                Column.of("trips", ValueType.INT64, Arrays.asList(10L, 500L, null, 900L)));
        Preparation preparation = Preparation.fit(rows, PreparationSpec.forLinear(inputs, Set.of()));
        double[] weights = new Random(5).doubles(preparation.features().size(), -1, 1).toArray();
        ModelCard card = new ModelCard("drivers", "quality_v1", "unknown", 0.5, START, Map.of("run_id", "run-7"));
        ModelFolder.write(folder, new CycloModel(Task.REGRESSION, preparation, new Linear(weights, 0.1, Link.IDENTITY)), card, rows);
    }
}
