package cyclo.common.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cyclo.common.CycloException;
import cyclo.common.ExitCode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WebServerTest {
    private final HttpClient client = HttpClient.newHttpClient();
    private WebServer server = new WebServer(WebAddress.loopback(0));

    @AfterEach void stop() {
        server.close();
    }

    @Test void answersItsRoutesAndWhetherItIsAliveAndReady() throws Exception {
        server.routes(routes -> routes.get("/hello", context -> context.result("world"))).start();

        assertThat(get("/hello").body()).isEqualTo("world");
        assertThat(get("/livez").statusCode()).isEqualTo(200);
        assertThat(get("/readyz").body()).contains("ready");
        assertThat(get("/metrics").body()).contains("http_server_requests_seconds_count{method=\"GET\",route=\"/hello\",status=\"200\"} 1");
    }

    @Test void saysWhatKeepsItFromBeingReady() throws Exception {
        server.readyWhen(() -> List.of("Redis does not answer")).start();

        assertThat(get("/readyz").statusCode()).isEqualTo(503);
        assertThat(get("/readyz").body()).contains("Redis does not answer");
        assertThat(get("/livez").statusCode()).isEqualTo(200);
    }

    @Test void tellsAnErrorAsASentenceWithItsStatus() throws Exception {
        server.routes(routes -> routes
                .get("/usage", context -> { throw CycloException.usage("Cannot read 'x': give a number."); })
                .get("/refused", context -> { throw CycloException.refused("Cannot use model."); })
                .get("/gone", context -> { throw CycloException.unavailable("Cannot reach Redis."); })
                .get("/bug", context -> { throw new IllegalStateException("secret detail"); })).start();

        assertThat(get("/usage").statusCode()).isEqualTo(400);
        assertThat(get("/usage").body()).isEqualTo("{\"error\":\"Cannot read 'x': give a number.\"}");
        assertThat(get("/refused").statusCode()).isEqualTo(422);
        assertThat(get("/gone").statusCode()).isEqualTo(503);
        assertThat(get("/bug").statusCode()).isEqualTo(500);
        assertThat(get("/bug").body()).doesNotContain("secret");
        assertThat(get("/nowhere").statusCode()).isEqualTo(404);
        assertThat(get("/nowhere").body()).isEqualTo("{\"error\":\"Cannot answer GET '/nowhere': there is no such endpoint.\"}");
    }

    @Test void wantsItsTokenExceptForProbes() throws Exception {
        server = new WebServer(new WebAddress("127.0.0.1", 0, Optional.of("s3cret")))
                .routes(routes -> routes.get("/hello", context -> context.result("world"))).start();

        assertThat(get("/hello").statusCode()).isEqualTo(401);
        assertThat(get("/hello", "Authorization", "Bearer wrong").statusCode()).isEqualTo(401);
        assertThat(get("/hello", "Authorization", "Bearer s3cret").body()).isEqualTo("world");
        assertThat(get("/livez").statusCode()).isEqualTo(200);
        assertThat(get("/readyz").statusCode()).isEqualTo(200);
        assertThat(get("/metrics").statusCode()).isEqualTo(200);
    }

    @Test void refusesToListenOffLoopbackWithoutAToken() {
        assertThatThrownBy(() -> new WebAddress("0.0.0.0", 0, Optional.empty()))
                .isInstanceOf(CycloException.class).hasMessageContaining("'0.0.0.0' without a token");
        assertThat(new WebAddress("0.0.0.0", 0, Optional.of("t")).host()).isEqualTo("0.0.0.0");
    }

    @Test void aBodyThatIsTooLongIs413AlsoWhenItsLengthIsNotTold() throws Exception {
        server.maxBodyBytes(100).routes(routes -> routes.post("/in", context -> context.result(context.body()))).start();
        byte[] tooLong = new byte[1000];

        HttpRequest told = HttpRequest.newBuilder(uri("/in")).POST(BodyPublishers.ofByteArray(tooLong)).build();
        HttpRequest untold = HttpRequest.newBuilder(uri("/in"))
                .POST(BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(tooLong))).build();

        assertThat(client.send(told, BodyHandlers.ofString()).statusCode()).isEqualTo(413);
        assertThat(client.send(untold, BodyHandlers.ofString()).statusCode()).isEqualTo(413);
        assertThat(client.send(told, BodyHandlers.ofString()).body()).contains("longer than 100 bytes");
    }

    @Test void aPortInUseIsToldInASentence() {
        server.start();
        assertThatThrownBy(() -> new WebServer(WebAddress.loopback(server.port())).start())
                .isInstanceOfSatisfying(CycloException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
                .hasMessageContaining("Cannot listen on 127.0.0.1:" + server.port()).hasMessageContaining("in use");
    }

    @Test void stoppingLetsARequestInFlightFinishAndThenClosesTheStores() throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicBoolean closed = new AtomicBoolean();
        server.closingAfterwards(() -> closed.set(true)).routes(routes -> routes.get("/slow", context -> {
            arrived.countDown();
            goOn.await();
            context.result("done, store closed: " + closed.get());
        })).start();
        CompletableFuture<HttpResponse<String>> answer =
                client.sendAsync(HttpRequest.newBuilder(uri("/slow")).build(), BodyHandlers.ofString());
        arrived.await();

        CompletableFuture<Void> stopping = CompletableFuture.runAsync(server::close);
        goOn.countDown();

        assertThat(answer.get().body()).isEqualTo("done, store closed: false");
        stopping.get();
        assertThat(closed).isTrue();
    }

    private HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private URI uri(String path) {
        return URI.create(server.url() + path);
    }
}
