package cyclo.serving;

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
import cyclo.services.RedisAddress;
import cyclo.services.TestServices;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;

/** A small project on real stores: weather at three airports, aircraft of which some are unknown, an on-demand hour, and a fitted model. */
final class FlightsProject {
    private static final Logger PROTOBUF = Logger.getLogger("com.google.protobuf.GeneratedMessage");
    static final Instant START = Instant.parse("2013-12-01T00:00:00Z");
    static final List<String> AIRPORTS = List.of("EWR", "JFK", "LGA");
    private static final List<InputColumn> INPUTS = List.of(new InputColumn("temp", ValueType.DOUBLE), new InputColumn("gust", ValueType.FLOAT),
            new InputColumn("seats", ValueType.INT64), new InputColumn("dep_hour", ValueType.INT64), new InputColumn("origin", ValueType.STRING));

    final Path folder;
    final String name = TestServices.freshName("served");
    private final Map<String, String> environment = new HashMap<>();

    FlightsProject(Path folder, RedisAddress redis) throws IOException {
        PROTOBUF.setLevel(Level.OFF);
        this.folder = folder;
        PostgresAddress postgres = TestServices.freshDatabase();
        environment.putAll(Map.of("POSTGRES_HOST", postgres.host(), "POSTGRES_PORT", String.valueOf(postgres.port()), "POSTGRES_DATABASE", postgres.database(),
                "POSTGRES_USER", postgres.user(), "POSTGRES_PASSWORD", postgres.password(), "REDIS_CONNECTION_STRING", redis.connectionString(),
                "CYCLO_HOME", folder.resolve(".cyclo").toString(), "SERVING_PORT", "0"));
        Files.writeString(folder.resolve("feature_store.yaml"), """
                project: %s
                provider: local
                registry: {registry_type: file, path: registry.db}
                offline_store:
                  type: postgres
                  host: ${POSTGRES_HOST}
                  port: ${POSTGRES_PORT}
                  database: ${POSTGRES_DATABASE}
                  db_schema: flights
                  user: ${POSTGRES_USER}
                  password: ${POSTGRES_PASSWORD}
                  sslmode: disable
                online_store:
                  type: redis
                  connection_string: ${REDIS_CONNECTION_STRING}
                entity_key_serialization_version: 3
                """.formatted(name));
        Files.writeString(folder.resolve("features.yaml"), features("Int64"));
        serving("missing: model");
        apply();
        try (FeatureStore store = open(START)) {
            load(store, "weather", weather());
            load(store, "aircraft", aircraft());
        }
        model(folder.resolve("model"), name);
    }

    /** @param seats the type that features.yaml gives to one of the model's inputs */
    static String features(String seats) {
        return """
                entities:
                  - {name: airport, join_keys: [{name: origin, type: String}]}
                  - {name: aircraft, join_keys: [{name: tailnum, type: String}]}
                sources:
                  - {name: weather_source, table: weather, timestamp_field: event_timestamp}
                  - {name: aircraft_source, table: aircraft, timestamp_field: event_timestamp}
                feature_views:
                  - {name: weather, entities: [airport], ttl: 6h, source: weather_source, schema: [{name: temp, type: Float64}, {name: gust, type: Float32}]}
                  - {name: aircraft, entities: [aircraft], ttl: 0s, source: aircraft_source, schema: [{name: seats, type: %s}]}
                on_demand_views:
                  - name: departure
                    request: [{name: sched_dep, type: UnixTimestamp}]
                    features: [{name: dep_hour, type: Int64, expression: "hour(sched_dep, 'America/New_York')"}]
                feature_services:
                  - {name: delay_v1, features: [weather, aircraft, departure]}
                """.formatted(seats);
    }

    void serving(String more) throws IOException {
        Files.writeString(folder.resolve("serving.yaml"), "model: model\n" + more + "\n");
    }

    void apply() {
        Path file = folder.resolve("features.yaml");
        Registry.open(FeatureStoreConfig.read(folder, env(START)), Clock.fixed(START, ZoneOffset.UTC)).apply(FeaturesFile.read(file, name), Sha256.of(file));
    }

    /** More of the environment, from now on. */
    FlightsProject with(Map<String, String> more) {
        environment.putAll(more);
        return this;
    }

    Env env(Instant now) {
        Map<String, String> moved = new HashMap<>(environment);
        moved.put("CYCLO_NOW", now.toString());
        return Env.of(moved, folder);
    }

    Map<String, String> environment() {
        return environment;
    }

    FeatureStore open(Instant now) {
        return FeatureStore.open(folder, env(now), Clock.fixed(now, ZoneOffset.UTC));
    }

    private void load(FeatureStore store, String table, Table rows) throws IOException {
        Path file = folder.resolve(table + ".parquet");
        TableFiles.write(rows, file);
        store.offline().load(new TableTarget(table, List.of(rows.names().get(0)), "event_timestamp", Optional.empty(), TableTarget.Mode.MERGE), file);
        Files.delete(file);
    }

    /** Every two hours, now and then without a temperature; LGA reports no more after two days. */
    private static Table weather() {
        Random random = new Random(1);
        List<Object> origins = new ArrayList<>();
        List<Object> times = new ArrayList<>();
        List<Object> temps = new ArrayList<>();
        List<Object> gusts = new ArrayList<>();
        for (int hour = 0; hour < 240; hour += 2) {
            for (String airport : AIRPORTS) {
                if (!airport.equals("LGA") || hour < 48) {
                    origins.add(airport);
                    times.add(START.plusSeconds(hour * 3600L));
                    temps.add(random.nextInt(10) == 0 ? null : 20 + 30 * random.nextDouble());
                    gusts.add(random.nextInt(3) == 0 ? 10 + 20 * random.nextFloat() : null);
                }
            }
        }
        return Table.of(Column.of("origin", ValueType.STRING, origins), Column.of("event_timestamp", ValueType.UNIX_TIMESTAMP, times),
                Column.of("temp", ValueType.DOUBLE, temps), Column.of("gust", ValueType.FLOAT, gusts));
    }

    private static Table aircraft() {
        List<Object> tails = new ArrayList<>();
        List<Object> seats = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            tails.add("N" + i);
            seats.add(50L + 10 * i);
        }
        return Table.of(Column.of("tailnum", ValueType.STRING, tails),
                Column.of("event_timestamp", ValueType.UNIX_TIMESTAMP, Collections.nCopies(20, Instant.EPOCH)), Column.of("seats", ValueType.INT64, seats));
    }

    static void model(Path folder, String project) {
        Random random = new Random(2);
        Table rows = Table.of(random(random, "temp", ValueType.DOUBLE), random(random, "gust", ValueType.FLOAT), random(random, "seats", ValueType.INT64),
                random(random, "dep_hour", ValueType.INT64), random(random, "origin", ValueType.STRING));
        Preparation preparation = Preparation.fit(rows, PreparationSpec.forLinear(INPUTS, Set.of()));
        double[] weights = random.doubles(preparation.features().size(), -1, 1).toArray();
        ModelCard card = new ModelCard(project, "delay_v1", "unknown", 0.5, START, Map.of("run_id", "run-7"));
        ModelFolder.write(folder, new CycloModel(Task.BINARY, preparation, new Linear(weights, 0.1, Link.LOGISTIC)), card, rows.head(10));
    }

    private static Column random(Random random, String name, ValueType type) {
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            values.add(random.nextInt(5) == 0 ? null : switch (type) {
                case DOUBLE -> 50 * random.nextDouble();
                case FLOAT -> 30 * random.nextFloat();
                case INT64 -> (long) random.nextInt(24);
                default -> AIRPORTS.get(random.nextInt(3));
            });
        }
        return Column.of(name, type, values);
    }
}
