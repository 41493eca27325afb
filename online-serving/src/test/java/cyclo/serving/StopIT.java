package cyclo.serving;

import static org.assertj.core.api.Assertions.assertThat;

import cyclo.services.TestServices;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The program as a process of its own, as a container runs it. */
class StopIT {
    private static final int SIGTERM = 128 + 15;
    @TempDir Path folder;

    @Test @Timeout(120) void aRequestInFlightIsAnsweredBeforeTheProgramStops() throws Exception {
        FlightsProject project = new FlightsProject(folder, TestServices.redis());
        Process program = start(project);
        try (BufferedReader out = new BufferedReader(new InputStreamReader(program.getInputStream(), StandardCharsets.UTF_8))) {
            URI url = URI.create(out.readLine());
            byte[] body = "{\"origin\": \"EWR\", \"tailnum\": \"N3\", \"sched_dep\": 1386000000}".getBytes(StandardCharsets.UTF_8);
            try (Socket request = new Socket(url.getHost(), url.getPort())) {
                OutputStream to = request.getOutputStream();
                to.write("POST /predict HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\nConnection: close\r\n\r\n".formatted(body.length).getBytes(StandardCharsets.US_ASCII));
                to.write(body, 0, 10);
                to.flush();
                waitUntilServed(url);
                program.destroy();
                waitUntilClosed(url);

                to.write(body, 10, body.length - 10);
                to.flush();

                assertThat(new String(request.getInputStream().readAllBytes(), StandardCharsets.UTF_8)).startsWith("HTTP/1.1 200").contains("\"probability\"");
            }
            assertThat(program.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(program.exitValue()).isEqualTo(SIGTERM);
            assertThat(Files.readString(folder.resolve(".cyclo/logs/online-serving.log"))).contains("POST /predict 200", "\"service.name\":\"online-serving\"", "CYCLO_NOW=");
        } finally {
            program.destroyForcibly();
        }
    }

    private Process start(FlightsProject project) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m", "-cp", System.getProperty("java.class.path"),
                Main.class.getName(), "serve", "--project", folder.toString());
        builder.environment().putAll(project.environment());
        builder.environment().put("CYCLO_NOW", FlightsProject.START.toString());
        builder.redirectError(folder.resolve("stderr").toFile());
        return builder.start();
    }

    /** The connection made before this one has been accepted when this one is answered: the server takes them in order. */
    private static void waitUntilServed(URI url) throws IOException {
        assertThat(url.resolve("/livez").toURL().openStream().readAllBytes()).isNotEmpty();
    }

    private static void waitUntilClosed(URI url) throws IOException {
        while (true) {
            try (Socket another = new Socket(url.getHost(), url.getPort())) {
                Thread.onSpinWait();
            } catch (ConnectException closed) {
                return;
            }
        }
    }
}
