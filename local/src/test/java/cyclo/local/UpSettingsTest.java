package cyclo.local;

import static org.assertj.core.api.Assertions.assertThat;

import cyclo.common.CycloHome;
import cyclo.common.Env;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UpSettingsTest {
    private static final CycloHome NOWHERE = new CycloHome(Path.of("nowhere"));

    @Test void anAddressInTheEnvironmentMeansThatOneIsUsed() {
        UpSettings settings = UpSettings.from(Env.ofProcess(Map.of("POSTGRES_HOST", "db.example.org", "KAFKA_PORT", "9092"), NOWHERE));
        assertThat(settings.postgresHost()).contains("db.example.org");
        assertThat(settings.redis()).isEmpty();
        assertThat(settings.kafkaPort()).isEqualTo(9092);
        assertThat(settings.redisPort()).isZero();
    }

    @Test void whatAShellGotFromCycloEnvNamesOurOwnServices() {
        Map<String, String> ours = Map.of("POSTGRES_HOST", "127.0.0.1", "REDIS_CONNECTION_STRING", "127.0.0.1:6379,password=x");
        Map<String, String> shell = Map.of("POSTGRES_HOST", "127.0.0.1", "REDIS_CONNECTION_STRING", "redis.example.org:6379", "HOME", "/root");
        assertThat(UpSettings.withoutOurs(shell, ours)).containsOnlyKeys("REDIS_CONNECTION_STRING", "HOME");
    }
}
