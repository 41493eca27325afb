package cyclo.serving;

import static org.assertj.core.api.Assertions.assertThat;

import cyclo.services.TestServices;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
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
    private static final int SPACES = 2000;
    @TempDir Path folder;

    @Test @Timeout(120) void aRequestInFlightIsAnsweredBeforeTheProgramStops() throws Exception {
        FlightsProject project = new FlightsProject(folder, TestServices.redis());
        Process program = start(project);
        try (BufferedReader out = new BufferedReader(new InputStreamReader(program.getInputStream(), StandardCharsets.UTF_8))) {
            URI url = URI.create(out.readLine());
            byte[] body = "{\"origin\": \"EWR\", \"tailnum\": \"N3\", \"sched_dep\": 1386000000}".getBytes(StandardCharsets.UTF_8);
            try (Socket request = new Socket(url.getHost(), url.getPort())) {
                OutputStream to = request.getOutputStream();
                to.write("POST /predict HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\nConnection: close\r\n\r\n".formatted(SPACES + body.length)
                        .getBytes(StandardCharsets.US_ASCII));
                to.flush();
                waitUntilServed(url);
                program.destroy();
                int sent = sendSpacesUntilClosed(url, to);

                to.write(" ".repeat(SPACES - sent).getBytes(StandardCharsets.US_ASCII));
                to.write(body);
                to.flush();

                assertThat(new String(request.getInputStream().readAllBytes(), StandardCharsets.UTF_8)).startsWith("HTTP/1.1 200").contains("\"probability\"");
            }
            assertThat(program.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(program.exitValue()).isEqualTo(SIGTERM);
            assertThat(Files.readString(folder.resolve(".cyclo/logs/online-serving.log")))
                    .contains("POST /predict 200", "\"service.name\":\"online-serving\"", "CYCLO_NOW=");
        } finally {
            program.destroyForcibly();
        }
    }

    private Process start(FlightsProject project) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m", "-cp",
                System.getProperty("java.class.path"),
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

    /** A slow client: the server ends connections that are silent for a second while it stops. */
    private static int sendSpacesUntilClosed(URI url, OutputStream to) throws IOException {
        for (int sent = 1; sent < SPACES; sent++) {
            to.write(' ');
            to.flush();
            long sentAt = System.nanoTime();
            try (Socket another = new Socket()) {
                another.connect(new InetSocketAddress(url.getHost(), url.getPort()), 200);
            } catch (ConnectException closed) {
                return sent;
            } catch (SocketTimeoutException busy) {
                // the next round asks again
            }
            while (System.nanoTime() - sentAt < 20_000_000L) {
                Thread.onSpinWait();
            }
        }
        throw new AssertionError("the server still takes connections");
    }
}
