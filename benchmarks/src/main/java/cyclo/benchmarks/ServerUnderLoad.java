package cyclo.benchmarks;

import cyclo.common.CycloException;
import cyclo.services.ServiceProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;

/** A server that is measured, with its children; stopped when closed. */
final class ServerUnderLoad implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final ProcessHandle process;
    private final Processes processes;
    private final int port;
    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(Duration.ofSeconds(2)).build();

    private ServerUnderLoad(ProcessHandle process, int port) {
        this.process = process;
        this.processes = new Processes(process);
        this.port = port;
    }

    /** Returns when it answers {@code GET /health}. @throws CycloException (usage) with its last words if it does not */
    static ServerUnderLoad of(ProcessHandle process, int port, Path log) {
        ServerUnderLoad server = new ServerUnderLoad(process, port);
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!server.answers()) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                server.close();
                throw CycloException.usage("Cannot measure a server that does not come up. Its last words:%n  %s", ServiceProcess.tail(log));
            }
            ServiceProcess.gone(process, Duration.ofMillis(100));
        }
        return server;
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    double cpuSeconds() {
        return processes.cpuSeconds();
    }

    String post(String path, String body) {
        try {
            HttpResponse<String> answer = client.send(HttpRequest.newBuilder(URI.create(url() + path)).header("Content-Type", "application/json")
                    .timeout(Duration.ofSeconds(30)).POST(HttpRequest.BodyPublishers.ofString(body)).build(), HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw CycloException.usage("Cannot measure %s: it answers %d: %s", url() + path, answer.statusCode(), answer.body());
            }
            return answer.body();
        } catch (IOException e) {
            throw CycloException.unavailable("Cannot reach %s: %s.", url() + path, e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CycloException.unavailable("Cannot go on: interrupted.");
        }
    }

    private boolean answers() {
        try {
            return client.send(HttpRequest.newBuilder(URI.create(url() + "/health")).timeout(Duration.ofSeconds(2)).build(),
                    HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override public void close() {
        process.descendants().forEach(ProcessHandle::destroy);
        ServiceProcess.stop(process, Duration.ofSeconds(20));
        process.descendants().forEach(ProcessHandle::destroyForcibly);
    }
}
