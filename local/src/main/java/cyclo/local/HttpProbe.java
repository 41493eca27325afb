package cyclo.local;

import cyclo.common.CycloException;
import cyclo.services.ServiceProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;

/** Waits for a server that was just started. */
final class HttpProbe {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final HttpClient CLIENT = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

    private HttpProbe() {}

    /**
     * Returns when {@code url} answers 200.
     *
     * @throws CycloException (unavailable) with the last words of the log if the process ends or takes longer than 90 s
     */
    static void await(String url, ProcessHandle process, String name, Path log) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!answers(url)) {
            if (!process.isAlive()) {
                throw CycloException.unavailable("Cannot start %s: it ended. Its last words:%n  %s", name, ServiceProcess.tail(log));
            }
            if (System.nanoTime() > deadline) {
                process.destroyForcibly();
                throw CycloException.unavailable("Cannot start %s: %s did not answer within %d s. Its last words:%n  %s",
                        name, url, PATIENCE.toSeconds(), ServiceProcess.tail(log));
            }
            ServiceProcess.gone(process, Duration.ofMillis(50));
        }
    }

    static boolean answers(String url) {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(5)).build();
            return CLIENT.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
