package cyclo.featureserver.http;

import static org.assertj.core.api.Assertions.assertThat;

import cyclo.common.Json;
import cyclo.featureserver.Main;
import cyclo.features.FeatureStore;
import java.io.BufferedReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program itself: its options, its one line of output, and how it stops. */
class ServeProcessIT {
    private final HttpClient client = HttpClient.newHttpClient();
    @TempDir private Path folder;

    @Test void itPrintsWhereItListensServesAndStopsWhenAsked() throws Exception {
        project();
        Process serve = serve(List.of("--port", "0", "--grpc-port", "off", "--compatibility", "feast", "--registry_ttl_sec", "5", "--workers", "-1", "--metrics"));
        try (BufferedReader out = serve.inputReader()) {
            String url = out.readLine();
            assertThat(url).startsWith("http://127.0.0.1:");
            assertThat(client.send(HttpRequest.newBuilder(URI.create(url + "/health")).build(), BodyHandlers.ofString()).statusCode()).isEqualTo(200);
            String answer = client.send(HttpRequest.newBuilder(URI.create(url + "/get-online-features")).POST(BodyPublishers.ofString(
                    "{\"features\": [\"driver_stats:conv_rate\"], \"entities\": {\"driver_id\": [1001]}}")).build(), BodyHandlers.ofString()).body();
            assertThat(Json.parse(answer).get("results").get(1).get("statuses").toString()).as("years old, and told as Feast tells it").isEqualTo("[\"PRESENT\"]");
            serve.toHandle().destroy(); // Process.destroy would close the output that is still to be read
            assertThat(serve.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(out.readLine()).as("nothing else on standard output").isNull();
        } finally {
            serve.destroyForcibly();
        }
        assertThat(Files.readString(folder.resolve("err.log"))).contains("stopped: requests in flight were answered")
                .contains("without effect here, where one process serves on all cores: --workers -1");
    }

    @Test void whatCannotBeServedIsSaidBeforeItListens() throws Exception {
        project();
        assertThat(refusal(List.of("--key", "server.key"))).contains("Cannot serve with TLS: --cert is missing");
        assertThat(refusal(List.of("--host", "0.0.0.0"))).contains("Cannot listen on '0.0.0.0' without a token");
        assertThat(refusal(List.of("--key", "no.key", "--cert", "no.pem"))).contains("Cannot read the certificate no.pem");
    }

    private String refusal(List<String> options) throws Exception {
        Process serve = serve(options);
        assertThat(serve.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(serve.exitValue()).isEqualTo(2);
        return Files.readString(folder.resolve("err.log"));
    }

    private void project() throws Exception {
        FeatureStore written = GoldenProject.open(folder, Clock.systemUTC());
        written.close();
    }

    private Process serve(List<String> options) throws Exception {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1", "-Xmx256m",
                "-cp", System.getProperty("java.class.path"), Main.class.getName(), "serve", "--project", folder.toString()));
        command.addAll(options);
        return new ProcessBuilder(command).redirectError(folder.resolve("err.log").toFile()).start();
    }
}
