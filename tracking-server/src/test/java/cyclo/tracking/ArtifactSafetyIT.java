package cyclo.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArtifactSafetyIT {
    private static final List<String> WAYS_OUT = List.of("../secret", "..%2Fsecret", "..%2fsecret", "%2e%2e/secret", "%2e%2e%2fsecret", "%252e%252e%252fsecret",
            "%25252e%25252e%25252fsecret", "a/../../secret", "a/%2e%2e/%2e%2e/secret", "..%5csecret", "..%255csecret", "..;/secret", "..;x=1/secret",
                    "%2Fetc/passwd",
            "//etc/passwd", ".incoming/x", "a%00b", "..%c0%afsecret", "link/secret", "linkfile");

    @TempDir private Path folder;
    private Path artifacts;
    private TestServer server;

    @BeforeEach void start() throws IOException {
        artifacts = folder.resolve("artifacts");
        Files.writeString(folder.resolve("secret"), "secret");
        server = new TestServer(artifacts);
        Files.createSymbolicLink(artifacts.resolve("link"), folder);
        Files.createSymbolicLink(artifacts.resolve("linkfile"), folder.resolve("secret"));
    }

    @AfterEach void stop() {
        server.close();
    }

    @Test void noVerbLeavesTheFolderByAnyPath() throws IOException {
        String files = "/api/2.0/mlflow-artifacts/artifacts";
        for (String way : WAYS_OUT) {
            for (String request : List.of("GET " + files + "/" + way, "PUT " + files + "/" + way, "DELETE " + files + "/" + way,
                    "GET /ajax-api/2.0/mlflow-artifacts/artifacts/" + way, "GET " + files + "?path=" + way)) {
                String answer = send(request, "overwritten");
                assertThat(answer).as(request).doesNotContain("secret\"").doesNotContain("root:").doesNotContain("\r\n\r\nsecret");
                assertThat(answer.split(" ")[1]).as(request + " -> " + answer).isIn(request.contains("?") ? List.of("200", "400") : List.of("400", "404"));
                assertThat(answer).as(request).doesNotContain("is_dir");
            }
        }
        assertThat(Files.readString(folder.resolve("secret"))).isEqualTo("secret");
        try (Stream<Path> beside = Files.list(folder)) {
            assertThat(beside.map(path -> path.getFileName().toString())).containsExactlyInAnyOrder("artifacts", "secret");
        }
        try (Stream<Path> inside = Files.list(artifacts)) {
            assertThat(inside.map(path -> path.getFileName().toString())).containsExactlyInAnyOrder(".incoming", "link", "linkfile");
        }
    }

    @Test void theArtifactsOfARunAreListedAndReadInsideTheRunOnly() throws Exception {
        String run = server.newRun(server.newExperiment("safety"));
        for (String way : List.of("..", "../..", "..%2F..", "%252e%252e")) {
            assertThat(server.send("GET", "/api/2.0/mlflow/artifacts/list?run_id=" + run + "&path=" + way, null).statusCode()).isEqualTo(400);
            assertThat(server.send("GET", "/get-artifact?run_id=" + run + "&path=" + way + "/secret", null).statusCode()).isEqualTo(400);
        }
    }

    @Test void aVersionsSourceIsNeverALocalPathOrAnotherHost() throws Exception {
        String experiment = server.newExperiment("sources");
        String run = server.newRun(experiment);
        server.call("POST", "registered-models/create", "{\"name\":\"m\"}");
        for (String source : List.of("/etc", "file:///etc", "FILE:/etc", "file://localhost/etc", "etc", "../x", "http://example.org/x", "https://example.org/x",
                "ftp://example.org/x", "jar:file:/x", "mlflow-artifacts:/" + experiment + "/" + run + "/artifacts/../x",
                "mlflow-artifacts:/" + experiment + "/" + run + "/artifacts/%2e%2e/x", "mlflow-artifacts:/" + experiment + "/" + run
                        + "/artifacts/%252e%252e/x",
                "mlflow-artifacts:/" + experiment + "/" + run + "/artifacts\\..\\x", "mlflow-artifacts:/" + experiment + "/" + run + "/artifacts/a#b",
                "mlflow-artifacts:/" + experiment + "/" + run + "/artifacts/a?b", "mlflow-artifacts:/" + experiment + "/" + run + "/artifactsX",
                "mlflow-artifacts://example.org/" + experiment + "/" + run + "/artifacts", "runs:/" + run + "/../x", "runs:/" + run + "/..;/x",
                        "s3://bucket/../x")) {
            String body = "{\"name\":\"m\",\"run_id\":\"%s\",\"source\":\"%s\"}".formatted(run, source.replace("\\", "\\\\"));
            var answer = server.send("POST", "/api/2.0/mlflow/model-versions/create", body, "Content-Type", "application/json");
            assertThat(answer.statusCode()).as(source + " " + answer.body()).isEqualTo(400);
        }
        for (String location : List.of("/tmp", "file:///tmp", "http://example.org", "mlflow-artifacts:/../x", "mlflow-artifacts://host/x")) {
            var answer = server.send("POST", "/api/2.0/mlflow/experiments/create", "{\"name\":\"n\",\"artifact_location\":\"%s\"}".formatted(location),
                    "Content-Type", "application/json");
            assertThat(answer.statusCode()).as(location).isEqualTo(400);
        }
    }

    @Test void aFileIsThereWholeOrNotAtAll() throws Exception {
        URI uri = URI.create(server.url());
        try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
            socket.getOutputStream().write(("PUT /api/2.0/mlflow-artifacts/artifacts/1/half.bin HTTP/1.1\r\nHost: localhost\r\nContent-Length: "
                    + "1000\r\n\r\nhalf")
                    .getBytes(StandardCharsets.UTF_8));
            socket.shutdownOutput();
            socket.getInputStream().readAllBytes();
        }
        assertThat(server.send("GET", "/api/2.0/mlflow-artifacts/artifacts/1/half.bin", null).statusCode()).isEqualTo(404);
        try (Stream<Path> incoming = Files.list(artifacts.resolve(".incoming"))) {
            assertThat(incoming).isEmpty();
        }
    }

    @Test void aFolderIsNotOverwrittenByAFileNorAFileByAFolder() throws Exception {
        String files = "/api/2.0/mlflow-artifacts/artifacts/";
        assertThat(server.send("PUT", files + "1/a/b.txt", "b").statusCode()).isEqualTo(200);
        assertThat(server.send("PUT", files + "1/a", "x").body()).contains("it is a folder");
        assertThat(server.send("PUT", files + "1/a/b.txt/c", "x").statusCode()).isEqualTo(400);
        assertThat(server.send("GET", files + "1/a/b.txt", null).body()).isEqualTo("b");
    }

    @Test void namesWithSpacesAndOtherLettersComeBackAsTheyWere() throws Exception {
        String files = "/api/2.0/mlflow-artifacts/artifacts";
        assertThat(server.send("PUT", files + "/1/%C3%BCber%20all%2Bes%25.html", "<script>").statusCode()).isEqualTo(200);
        assertThat(server.send("GET", files + "?path=1", null).body()).contains("über all+es%.html");
        var answer = server.send("GET", files + "/1/%C3%BCber%20all%2Bes%25.html", null);
        assertThat(answer.body()).isEqualTo("<script>");
        assertThat(answer.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/plain");
        assertThat(answer.headers().firstValue("Content-Disposition").orElseThrow()).startsWith("attachment");
        assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    }

    @Test void aLongFileComesBackWholeAlsoToAClientThatTakesGzip() throws Exception {
        String text = "0123456789".repeat(300_000);
        String file = "/api/2.0/mlflow-artifacts/artifacts/1/long.txt";
        assertThat(server.send("PUT", file, text).statusCode()).isEqualTo(200);
        assertThat(server.send("GET", file, null, "Accept-Encoding", "gzip").body()).isEqualTo(text);
    }

    /** Over a socket: no client library sends such paths as they are. */
    private String send(String request, String body) throws IOException {
        URI uri = URI.create(server.url());
        boolean sends = request.startsWith("PUT");
        try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
            OutputStream out = socket.getOutputStream();
            out.write((request + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + (sends ? "Content-Length: " + body.length() + "\r\n\r\n"
                    + body : "\r\n"))
                    .getBytes(StandardCharsets.UTF_8));
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
