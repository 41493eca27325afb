package cyclo.features;

import cyclo.common.Sha256;
import cyclo.common.table.ValueType;
import cyclo.features.definitions.Registry;
import cyclo.features.online.StoredRow;
import cyclo.features.online.ViewFeatures;
import cyclo.features.online.ViewRead;
import cyclo.services.PostgresAddress;
import cyclo.services.RedisAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * A view of many entities with three features and two rows each, to be materialized by this process or by another one that may be killed: its main method
 * does it once.
 */
final class ManyDrivers {
    static final Instant START = Instant.parse("2024-01-01T00:00:00Z");
    static final Instant END = Instant.parse("2024-01-31T00:00:00Z");
    private static final Field DRIVER = Field.of("driver_id", ValueType.INT64);
    private static final FeatureView VIEW = FeatureView.of("stats", List.of(DRIVER),
            List.of(Field.of("rate", ValueType.DOUBLE), Field.of("share", ValueType.FLOAT), Field.of("trips", ValueType.INT32)), Duration.ZERO,
            DataSource.table("stats_source", "stats", "event_timestamp", Optional.of("created")));

    private final TestProject project;
    private final int drivers;

    ManyDrivers(TestProject project, int drivers) {
        this.project = project;
        this.drivers = drivers;
    }

    public static void main(String[] args) {
        PostgresAddress postgres = new PostgresAddress(args[1], Integer.parseInt(args[2]), args[3], args[4], args[5]);
        ManyDrivers many = new ManyDrivers(TestProject.on(args[0], postgres, new RedisAddress(args[6], Integer.parseInt(args[7]), args[8])), 0);
        try (FeatureStore store = many.open()) {
            store.materialize(List.of(), START, END);
        }
    }

    /** The arguments with which another process materializes this project. */
    static List<String> arguments(String project, PostgresAddress postgres, RedisAddress redis) {
        return List.of(project, postgres.host(), String.valueOf(postgres.port()), postgres.database(), postgres.user(), postgres.password(), redis.host(),
                String.valueOf(redis.port()), redis.password());
    }

    void make() {
        project.sql("CREATE SCHEMA offline");
        project.sql("""
                CREATE TABLE offline.stats AS
                SELECT d AS driver_id, timestamptz '2024-01-01 00:00:00Z' + (d % 1000 + v * 100000) * interval '1 s' AS event_timestamp,
                       timestamptz '2024-02-01 00:00:00Z' AS created, (d * 7919 % 1000003) / 8.0::float8 + v AS rate,
                       (v / 4.0)::float4 AS share, d::int4 AS trips
                FROM generate_series(0::int8, {last}) d, generate_series(0, 1) v ORDER BY d * 7919 % 1000003""".replace("{last}", String.valueOf(drivers - 1)));
        project.sql("ANALYZE offline.stats");
        project.apply(new Definitions("", List.of(new Entity("driver_id", DRIVER, "", Map.of(), "")), List.of(VIEW.source()), List.of(),
                List.of(VIEW), List.of(), List.of()));
    }

    FeatureStore open() {
        return project.open(END);
    }

    int runsRecorded() {
        return Registry.open(project.config(), Clock.systemUTC()).read().view("stats").materialized().size();
    }

    /** A digest of all that the online store holds of all drivers. */
    String state(FeatureStore store) {
        MessageDigest digest = Sha256.newDigest();
        OnlineKeys keys = new OnlineKeys(VIEW);
        for (int from = 0; from < drivers; from += 5000) {
            List<byte[]> some = LongStream.range(from, Math.min(drivers, from + 5000)).mapToObj(driver -> keys.encode(List.of(driver)).orElseThrow()).toList();
            for (StoredRow row : store.online().read(List.of(new ViewRead(ViewFeatures.of(VIEW), some))).get(0)) {
                digest.update(row.eventTime().toString().getBytes(StandardCharsets.UTF_8));
                row.values().forEach(value -> value.ifPresent(digest::update));
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
