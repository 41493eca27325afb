package cyclo.local;

import static cyclo.local.UpProcess.WITHOUT_TRACKING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import cyclo.common.CycloHome;
import cyclo.common.Json;
import cyclo.services.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UpIT {
    @TempDir private Path folder;

    @AfterEach void leaveNothingBehind() throws IOException {
        DownCommand.stopLeftOvers(new CycloHome(home()));
    }

    @Test void upServesUntilItIsStoppedAndKeepsWhatItHeld() throws IOException, InterruptedException, SQLException {
        Map<String, String> first;
        try (UpProcess up = UpProcess.start(home(), WITHOUT_TRACKING, "up")) {
            assertThat(up.until("Up in")).contains("postgresql", "redis");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home().resolve("services.env")))).isEqualTo("rw-------");
            first = new CycloHome(home()).services();
            assertThat(first).containsOnlyKeys("POSTGRES_HOST", "POSTGRES_PORT", "POSTGRES_DATABASE", "POSTGRES_USER", "POSTGRES_PASSWORD",
                    "REDIS_CONNECTION_STRING", "MLFLOW_BACKEND_STORE_URI");
            sql(first, "create table kept as select 42 as answer");
            assertThat(sql(first, "select setting from pg_settings where name = 'fsync'")).isEqualTo("on");
            up.terminate();
            assertThat(up.exitCode()).isZero();
            assertThat(Ports.isFree(Integer.parseInt(first.get("POSTGRES_PORT")))).isTrue();
        }
        try (UpProcess up = UpProcess.start(home(), WITHOUT_TRACKING, "up")) {
            up.until("Up in");
            assertThat(new CycloHome(home()).services()).isEqualTo(first);
            assertThat(sql(first, "select answer from kept")).isEqualTo("42");
            up.terminate();
            assertThat(up.exitCode()).isZero();
        }
    }

    @Test void aSecondUpSaysThatThereIsOne() throws IOException, InterruptedException {
        try (UpProcess up = UpProcess.start(home(), WITHOUT_TRACKING, "up"); UpProcess second = secondAfter(up)) {
            assertThat(second.toTheEnd()).contains("they are up already (process");
            assertThat(second.exitCode()).isEqualTo(2);
            try (UpProcess down = UpProcess.start(home(), Map.of(), "down")) {
                assertThat(down.toTheEnd()).isEqualTo("Stopped up.");
            }
            assertThat(up.exitCode()).isZero();
        }
    }

    @Test void aDetachedUpWaitsForTheOneThatIsStarting() throws IOException, InterruptedException {
        try (UpProcess up = UpProcess.start(home(), WITHOUT_TRACKING, "up")) {
            up.until("PostgreSQL");
            try (UpProcess second = UpProcess.start(home(), WITHOUT_TRACKING, "up", "--detach")) {
                assertThat(second.toTheEnd()).contains("postgresql ", "redis ", "They were up already.");
                assertThat(second.exitCode()).isZero();
            }
            up.terminate();
            assertThat(up.exitCode()).isZero();
        }
    }

    @Test void theNextUpAdoptsWhatAKilledOneLeft() throws IOException, InterruptedException, SQLException {
        try (UpProcess up = UpProcess.start(home(), WITHOUT_TRACKING, "up")) {
            up.until("Up in");
            up.kill();
        }
        Map<Object, Object> before = processes();
        assertThat(sql(new CycloHome(home()).services(), "select 1")).as("it lives on").isEqualTo("1");
        assertThat(status().path("up").asBoolean()).isFalse();
        try (UpProcess up = UpProcess.start(home(), WITHOUT_TRACKING, "up")) {
            assertThat(up.until("Up in")).contains("adopted");
            assertThat(processes()).isEqualTo(before);
            assertThat(status().path("up").asBoolean()).isTrue();
            up.kill();
        }
        try (UpProcess down = UpProcess.start(home(), Map.of(), "down")) {
            assertThat(down.toTheEnd()).isEqualTo("Stopped redis, postgresql.");
        }
    }

    @Test void whatTheEnvironmentConfiguresIsNotStarted() throws IOException {
        Map<String, String> environment = new HashMap<>(WITHOUT_TRACKING);
        environment.putAll(Map.of("POSTGRES_HOST", "db.example.org", "REDIS_CONNECTION_STRING", "redis.example.org:6379,password=x",
                "KAFKA_BOOTSTRAP_SERVERS", "kafka.example.org:9092"));
        try (LocalServices services = new LocalServices(new CycloHome(home()), environment, new Installation(folder), name -> { })) {
            services.start(true);
            assertThat(services.services()).containsExactly(Service.configured("postgresql", "db.example.org:5432"),
                    Service.configured("redis", "redis.example.org:6379"), Service.configured("kafka", "kafka.example.org:9092"),
                    Service.configured("mlflow", "http://127.0.0.1:1"));
        }
        assertThat(new CycloHome(home()).services()).isEmpty();
        assertThat(home().resolve("postgres")).doesNotExist();
    }

    @Test void theTrackingServerAnswersWhereServicesEnvSays() throws IOException, InterruptedException {
        assumeThat(Installation.find(Map.of()).jar("tracking-server")).as("built before this module in a whole build").exists();
        try (UpProcess up = UpProcess.start(home(), Map.of(), "up")) {
            assertThat(up.until("Up in")).contains("tracking-server");
            String uri = new CycloHome(home()).services().get("MLFLOW_TRACKING_URI");
            assertThat(HttpProbe.answers(uri + "/health")).isTrue();
            up.kill();
            assertThat(HttpProbe.answers(uri + "/health")).as("it lives on").isTrue();
        }
        try (UpProcess down = UpProcess.start(home(), Map.of(), "down")) {
            assertThat(down.toTheEnd()).isEqualTo("Stopped tracking-server, redis, postgresql.");
        }
    }

    @Test void aTakenPortStopsEverything() throws IOException, InterruptedException {
        try (ServerSocket stranger = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Map<String, String> environment = new HashMap<>(WITHOUT_TRACKING);
            environment.put("REDIS_PORT", String.valueOf(stranger.getLocalPort()));
            try (UpProcess up = UpProcess.start(home(), environment, "up")) {
                assertThat(up.toTheEnd()).contains("Cannot use port '%d' of REDIS_PORT: another program listens there.".formatted(stranger.getLocalPort()));
                assertThat(up.exitCode()).isEqualTo(2);
            }
            assertThat(DownCommand.stopLeftOvers(new CycloHome(home()))).isEmpty();
        }
    }

    @Test void kafkaIsStartedForAProjectThatStreams() throws IOException {
        assertThat(UpCommand.streams(folder)).isFalse();
        Files.createDirectories(folder.resolve("examples/trips"));
        Files.writeString(folder.resolve("examples/trips/streaming.yaml"), "");
        assertThat(UpCommand.streams(folder)).isTrue();
    }

    private Path home() {
        return folder.resolve("home");
    }

    private UpProcess secondAfter(UpProcess first) throws IOException {
        first.until("Up in");
        return UpProcess.start(home(), WITHOUT_TRACKING, "up");
    }

    private JsonNode status() throws IOException {
        try (UpProcess status = UpProcess.start(home(), WITHOUT_TRACKING, "status", "--json")) {
            return Json.parse(status.toTheEnd());
        }
    }

    private Map<Object, Object> processes() {
        Map<Object, Object> processes = new HashMap<>();
        UpState.read(new CycloHome(home())).map(UpState::services).orElse(List.of()).forEach(service -> processes.put(service.name(), service.pid()));
        return processes;
    }

    private static String sql(Map<String, String> services, String sql) throws SQLException {
        String url = "jdbc:postgresql://%s:%s/%s".formatted(services.get("POSTGRES_HOST"), services.get("POSTGRES_PORT"), services.get("POSTGRES_DATABASE"));
        try (Connection connection = DriverManager.getConnection(url, services.get("POSTGRES_USER"), services.get("POSTGRES_PASSWORD"));
                Statement statement = connection.createStatement()) {
            if (!statement.execute(sql)) {
                return "";
            }
            try (ResultSet rows = statement.getResultSet()) {
                rows.next();
                return rows.getString(1);
            }
        }
    }
}
