package cyclo.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cyclo.common.CycloException;
import cyclo.services.PostgresAddress;
import cyclo.services.TestServices;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program as a process, as {@code cyclo up} starts it. */
class ServeIT {
    @TempDir private Path home;

    @Test void makesItsDatabaseAnswersAndStopsAtSigterm() throws Exception {
        PostgresAddress database = TestServices.freshDatabase();
        Process server = serve(database.withDatabase("mlflow").uri(), "--port", "0");
        try (BufferedReader out = new BufferedReader(new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8))) {
            String url = out.readLine();
            HttpClient client = HttpClient.newHttpClient();
            assertThat(client.send(HttpRequest.newBuilder(URI.create(url + "/health")).build(), BodyHandlers.ofString()).body()).isEqualTo("OK");
            assertThat(client.send(HttpRequest.newBuilder(URI.create(url + "/readyz")).build(), BodyHandlers.ofString()).statusCode()).isEqualTo(200);
            server.destroy();
            assertThat(server.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(server.exitValue()).isEqualTo(143);
        } finally {
            server.destroyForcibly();
        }
    }

    @Test void aPortInUseIsUsage() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
            Process server = serve(TestServices.freshDatabase().uri(), "--port", String.valueOf(taken.getLocalPort()));
            assertThat(ended(server)).contains("Cannot listen on 127.0.0.1:" + taken.getLocalPort());
            assertThat(server.exitValue()).isEqualTo(2);
        }
    }

    @Test void aPostgresThatIsAwayIsUnavailableAndAWrongPasswordIsUsage() throws Exception {
        PostgresAddress real = TestServices.freshDatabase();
        try (ServerSocket free = new ServerSocket(0)) {
            int port = free.getLocalPort();
            free.close();
            Process away = serve("postgresql://u:sesame@127.0.0.1:%d/mlflow".formatted(port), "--port", "0");
            assertThat(ended(away)).contains("Cannot reach PostgreSQL at u@127.0.0.1:" + port).doesNotContain("sesame");
            assertThat(away.exitValue()).isEqualTo(4);
        }
        Process stranger = serve(new PostgresAddress(real.host(), real.port(), real.database(), real.user(), "wrong").uri(), "--port", "0");
        assertThat(ended(stranger)).contains("Cannot log in to PostgreSQL");
        assertThat(stranger.exitValue()).isEqualTo(2);
    }

    @Test void offLoopbackATokenIsRequiredAndThenAsked(@TempDir Path artifacts) throws Exception {
        String store = TestServices.freshDatabase().uri();
        assertThatThrownBy(() -> TrackingServer.start(new TrackingSettings(store, artifacts, "0.0.0.0", 0, Optional.empty(), List.of(), 2), Clock.systemUTC()))
                .isInstanceOf(CycloException.class).hasMessageContaining("without a token");
        HttpClient client = HttpClient.newHttpClient();
        try (TrackingServer server = TrackingServer.start(new TrackingSettings(store, artifacts, "127.0.0.1", 0, Optional.of("t0ken"), List.of(), 2),
                Clock.systemUTC())) {
            for (String path : List.of("/api/2.0/mlflow/experiments/search?max_results=1", "/api/2.0/mlflow-artifacts/artifacts", "/get-artifact",
                    "/nowhere")) {
                HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server.url() + path));
                assertThat(client.send(request.build(), BodyHandlers.ofString()).statusCode()).as(path).isEqualTo(401);
            }
            HttpRequest request = HttpRequest.newBuilder(URI.create(server.url() + "/api/2.0/mlflow/experiments/search?max_results=1"))
                    .header("Authorization", "Bearer t0ken").build();
            assertThat(client.send(request, BodyHandlers.ofString()).body()).contains("Default");
        }
    }

    private Process serve(String store, String... arguments) throws IOException {
        Path jar = Path.of("target", "tracking-server.jar").toAbsolutePath();
        List<String> command = new java.util.ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m",
                "-jar", jar.toString(), "serve"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(home.toFile()).redirectError(home.resolve("err.txt").toFile());
        builder.environment().put("CYCLO_HOME", home.resolve(".cyclo").toString());
        builder.environment().put("MLFLOW_BACKEND_STORE_URI", store);
        return builder.start();
    }

    private String ended(Process process) throws IOException, InterruptedException {
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return java.nio.file.Files.readString(home.resolve("err.txt"));
    }
}
