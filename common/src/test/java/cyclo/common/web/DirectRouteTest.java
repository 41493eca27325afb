package cyclo.common.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DirectRouteTest {
    private final HttpClient client = HttpClient.newHttpClient();
    private WebServer server = new WebServer(WebAddress.loopback(0));

    @AfterEach void stop() {
        server.close();
    }

    @Test void bytesGoInAndOut() throws Exception {
        serve(body -> "<" + body + ">");
        HttpResponse<String> answer = post("/hot", BodyPublishers.ofString("grüße"));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("<grüße>");
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(post("/hot", BodyPublishers.ofInputStream(() -> new ByteArrayInputStream("in pieces".getBytes(StandardCharsets.UTF_8)))).body())
                .isEqualTo("<in pieces>");
        assertThat(post("/hot", BodyPublishers.noBody()).body()).isEqualTo("<>");
    }

    @Test void otherPathsAndMethodsGoOnToTheRoutes() throws Exception {
        server.routes(routes -> routes.get("/hot", context -> context.result("the page")));
        serve(body -> body);
        assertThat(client.send(HttpRequest.newBuilder(uri("/hot")).build(), BodyHandlers.ofString()).body()).isEqualTo("the page");
        assertThat(post("/other", BodyPublishers.noBody()).statusCode()).isEqualTo(404);
        assertThat(client.send(HttpRequest.newBuilder(uri("/metrics")).build(), BodyHandlers.ofString()).statusCode()).isEqualTo(200);
    }

    @Test void theTokenAndTheLimitCountHereToo() throws Exception {
        server = new WebServer(new WebAddress("127.0.0.1", 0, Optional.of("s3cret"))).maxBodyBytes(100);
        serve(body -> "in");
        assertThat(post("/hot", BodyPublishers.ofString("x")).statusCode()).isEqualTo(401);
        assertThat(post("/hot", BodyPublishers.ofString("x"), "Authorization", "Bearer wrong").body()).contains("Cannot let you in");
        assertThat(post("/hot", BodyPublishers.ofString("x"), "Authorization", "Bearer s3cret").body()).isEqualTo("in");
        byte[] tooLong = new byte[101];
        assertThat(post("/hot", BodyPublishers.ofByteArray(tooLong), "Authorization", "Bearer s3cret").statusCode()).isEqualTo(413);
        assertThat(post("/hot", BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(tooLong)), "Authorization", "Bearer s3cret").body())
                .contains("longer than 100 bytes");
    }

    @Test void aBodyThatIsCutShortIsToldAsSuch() throws Exception {
        serve(body -> body);
        try (Socket socket = new Socket("127.0.0.1", server.port())) {
            socket.getOutputStream().write("POST /hot HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n\r\nhalf".getBytes(StandardCharsets.US_ASCII));
            socket.shutdownOutput();
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8)).startsWith("HTTP/1.1 400 ")
                    .endsWith("Cannot read the request: its body is not whole.");
        }
    }

    @Test void aMethodThatIsMadeUpIsNoSeriesOfItsOwn() throws Exception {
        serve(body -> body);
        for (String method : List.of("FOO", "BAR")) {
            client.send(HttpRequest.newBuilder(uri("/hot")).method(method, BodyPublishers.noBody()).build(), BodyHandlers.ofString());
        }
        assertThat(client.send(HttpRequest.newBuilder(uri("/metrics")).build(), BodyHandlers.ofString()).body()).doesNotContain("FOO", "BAR")
                .containsPattern("http_server_requests_seconds_count\\{method=\"other\",.*} 2");
    }

    @Test void aBugIsToldAsOneAndCounted() throws Exception {
        serve(body -> {
            throw new IllegalStateException("secret detail");
        });
        HttpResponse<String> answer = post("/hot", BodyPublishers.noBody());
        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body()).contains("a bug in this server").doesNotContain("secret");
        assertThat(client.send(HttpRequest.newBuilder(uri("/metrics")).build(), BodyHandlers.ofString()).body())
                .contains("http_server_requests_seconds_count{method=\"POST\",route=\"/hot\",status=\"500\"} 1");
    }

    @Test void stoppingLetsItFinish() throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicBoolean closed = new AtomicBoolean();
        server.closingAfterwards(() -> closed.set(true));
        serve(body -> {
            arrived.countDown();
            await(goOn);
            return "done, store closed: " + closed.get();
        });
        CompletableFuture<HttpResponse<String>> answer = client.sendAsync(HttpRequest.newBuilder(uri("/hot")).POST(BodyPublishers.noBody()).build(),
                BodyHandlers.ofString());
        arrived.await();
        CompletableFuture<Void> stopping = CompletableFuture.runAsync(server::close);
        goOn.countDown();
        assertThat(answer.get().body()).isEqualTo("done, store closed: false");
        stopping.get();
        assertThat(closed).isTrue();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void serve(Function<String, String> answer) {
        server.direct("/hot", new Direct() {
            @Override public Reply answer(byte[] body, String client) {
                assertThat(client).isEqualTo("127.0.0.1");
                return new Reply(200, answer.apply(new String(body, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8));
            }

            @Override public Reply refusal(int status, String sentence) {
                return new Reply(status, sentence.getBytes(StandardCharsets.UTF_8));
            }
        }, false).start();
    }

    private HttpResponse<String> post(String path, BodyPublisher body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path)).POST(body);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private URI uri(String path) {
        return URI.create(server.url() + path);
    }
}
