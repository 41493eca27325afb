package cyclo.featureserver.http;

import com.fasterxml.jackson.databind.JsonNode;
import cyclo.common.Env;
import cyclo.common.Json;
import cyclo.common.Logging;
import cyclo.features.FeatureStore;
import cyclo.services.PostgresAddress;
import cyclo.services.RedisAddress;
import cyclo.services.TestServices;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import redis.clients.jedis.Jedis;

/** The project of which Feast's HTTP answers were taken: its registry as Python wrote it, its tables, and its Redis after materialize. */
public final class GoldenProject {
    public static final Path GOLDEN = Path.of("src/test/resources/golden/feast");

    private GoldenProject() {}

    public static FeatureStore open(Path folder, Clock clock) throws IOException, SQLException {
        Logging.configure("test", Optional.empty());
        PostgresAddress postgres = TestServices.freshDatabase();
        String url = "jdbc:postgresql://%s:%d/%s".formatted(postgres.host(), postgres.port(), postgres.database());
        try (Connection connection = DriverManager.getConnection(url, postgres.user(), postgres.password()); Statement statement = connection.createStatement()) {
            statement.execute(Files.readString(GOLDEN.resolve("seed.sql")));
        }
        fillRedis();
        Files.createDirectories(folder.resolve("data"));
        Files.copy(GOLDEN.resolve("registry/registry.after_materialize.db"), folder.resolve("data/registry.db"));
        Files.writeString(folder.resolve("feature_store.yaml"), """
                project: driver_ranking
                provider: local
                registry: {registry_type: file, path: data/registry.db}
                offline_store: {type: postgres, host: "%s", port: %d, database: "%s", db_schema: public, user: "%s", password: "%s", sslmode: disable}
                online_store: {type: redis, connection_string: "%s"}
                entity_key_serialization_version: 3
                """.formatted(postgres.host(), postgres.port(), postgres.database(), postgres.user(), postgres.password(), TestServices.redis().connectionString()));
        return FeatureStore.open(folder, Env.of(Map.of(), folder), clock);
    }

    /** What was pushed by the test before is gone. */
    private static void fillRedis() {
        RedisAddress address = TestServices.redis();
        try (Jedis redis = new Jedis(address.host(), address.port())) {
            if (!address.password().isEmpty()) {
                redis.auth(address.password());
            }
            redis.keys("*driver_ranking".getBytes(StandardCharsets.UTF_8)).forEach(redis::del);
            for (JsonNode key : Json.read(GOLDEN.resolve("redis/redis_dump.json")).get("keys")) {
                for (JsonNode field : key.get("fields")) {
                    redis.hset(bytes(key.get("key_hex")), bytes(field.get("field_hex")), bytes(field.get("value_hex")));
                }
            }
        }
    }

    private static byte[] bytes(JsonNode hex) {
        return HexFormat.of().parseHex(hex.asText());
    }
}
