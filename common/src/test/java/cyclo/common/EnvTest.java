package cyclo.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnvTest {
    private record Settings(int port, Duration timeout, String token) {
        static Settings from(Env env) {
            return env.check(new Settings(
                    env.port("SERVING_PORT", 8080, "port of POST /predict"),
                    env.duration("FEATURE_TIMEOUT", Duration.ofMillis(50), "longest wait for one read of features"),
                    env.text("SERVING_TOKEN", "who may ask")));
        }
    }

    @TempDir Path project;

    @Test void theEnvironmentWinsOverServicesEnvAndThatOverTheDefault() throws Exception {
        Files.createDirectories(project.resolve(".cyclo"));
        Files.writeString(project.resolve(".cyclo/services.env"), "# written by cyclo up\nSERVING_PORT=1111\nSERVING_TOKEN=from-services\n");
        Settings settings = Settings.from(Env.of(Map.of("SERVING_PORT", "2222"), project));
        assertThat(settings).isEqualTo(new Settings(2222, Duration.ofMillis(50), "from-services"));
    }

    @Test void allFaultsAreToldAtOnceWithTheWayOut() {
        Map<String, String> environment = Map.of("SERVNG_PORT", "80", "FEATURE_TIMEOUT", "50");
        assertThatThrownBy(() -> Settings.from(Env.of(environment, project)))
                .isInstanceOf(CycloException.class)
                .hasMessageContaining("3 settings are wrong:")
                .hasMessageContaining("SERVNG_PORT is not a setting. Did you mean SERVING_PORT?")
                .hasMessageContaining("FEATURE_TIMEOUT is '50': add a unit, for example 50ms.")
                .hasMessageContaining("SERVING_TOKEN is not set (who may ask): set it, or start the embedded services with ./cyclo up.")
                .extracting(e -> ((CycloException) e).exitCode()).isEqualTo(ExitCode.USAGE);
    }

    @Test void aWrongNumberAndAPortOutOfRangeAreNamedWithTheirValue() {
        assertThatThrownBy(() -> Settings.from(Env.of(Map.of("SERVING_PORT", "http", "SERVING_TOKEN", "t"), project)))
                .hasMessageContaining("SERVING_PORT is 'http': a whole number is expected");
        assertThatThrownBy(() -> Settings.from(Env.of(Map.of("SERVING_PORT", "70000", "SERVING_TOKEN", "t"), project)))
                .hasMessageContaining("SERVING_PORT is '70000': a port is between 0 (any free one) and 65535.");
    }

    @Test void theSameLinesDescribeTheSettingsForHelp() {
        List<Env.Setting> described = Env.describe(Settings::from);
        assertThat(described).extracting(Env.Setting::name).containsExactly("SERVING_PORT", "FEATURE_TIMEOUT", "SERVING_TOKEN");
        assertThat(described).extracting(Env.Setting::defaultValue).containsExactly("8080", "50ms", "(required)");
    }

    @Test void secretsAreMaskedWhereSettingsAreShown() {
        Env env = Env.of(Map.of("SERVING_TOKEN", "s3cret", "STORE_URI", "postgresql://cyclo:s3cret@localhost/x"), project);
        env.text("SERVING_TOKEN", "who may ask");
        env.text("STORE_URI", "where");
        assertThat(env.declared()).extracting(Env.Setting::value).containsExactly("****", "postgresql://cyclo:****@localhost/x");
    }

    @Test void variablesExpandAsInPythonAndUnknownOnesStay() {
        Env env = Env.of(Map.of("HOST", "db"), project);
        assertThat(env.expand("${HOST}:$HOST/${UNKNOWN}/$1/$$")).isEqualTo("db:db/${UNKNOWN}/$1/$$");
    }

    @Test void theHomeIsTheNearestOneUpwards() throws Exception {
        Path nested = Files.createDirectories(project.resolve("a/b"));
        Files.createDirectories(project.resolve(".cyclo"));
        assertThat(CycloHome.of(nested, Map.of()).folder()).isEqualTo(project.resolve(".cyclo"));
        assertThat(CycloHome.of(nested, Map.of("CYCLO_HOME", "/elsewhere")).folder()).isEqualTo(Path.of("/elsewhere"));
    }
}
