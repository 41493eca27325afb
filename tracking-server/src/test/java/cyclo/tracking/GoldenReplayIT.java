package cyclo.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import cyclo.common.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Sends what was sent to a real MLflow 3.17.2, in the same order, and compares each answer: status, shape and values. Ids and
 * made-up names are exchanged for those of this server; times that a server sets need only be times.
 */
class GoldenReplayIT {
    /** Where this server means to differ, and why; the status it gives instead. */
    private static final Map<String, Integer> REFUSED_HERE = Map.of(
            "020_runs_log_param_UNEXPECTEDLY_ACCEPTED_toolong", 400,
            "046_runs_update_UNEXPECTEDLY_ACCEPTED_status", 400,
            "138_logged_models_finalize_UNEXPECTEDLY_ACCEPTED_status", 400);
    /** The same status and error code in other words: no SQL, or what is wrong instead of what is missing. */
    private static final List<String> OTHER_WORDS = List.of("002_experiments_create_ERR_exists", "005_experiments_create_ERR_badjson",
            "103_model_versions_create_http_source");
    /** What this server does not have: presigned uploads and the gateway. */
    private static final String SERVER_INFO = "150_server_info";

    private static final Pattern MADE_UP_NAME = Pattern.compile("[a-z]+-[a-z]+-\\d{1,4}");
    private static final Pattern ID = Pattern.compile("(m-)?[0-9a-f]{32}");
    private static final List<String> SERVER_TIMES = List.of("creation_time", "last_update_time", "creation_timestamp", "last_updated_timestamp",
            "creation_timestamp_ms", "last_updated_timestamp_ms");

    private final Map<String, String> exchanged = new HashMap<>();

    @Test void answersAsTheRealServer(@TempDir Path artifacts) throws Exception {
        List<String> differences = new ArrayList<>();
        int replayed = 0;
        try (TestServer server = new TestServer(artifacts)) {
            for (int i = 1; i <= 12; i++) {
                server.newExperiment("before-" + i); // so that the golden experiment 13 is ours too
            }
            for (Path file : pairs()) {
                String name = file.getFileName().toString().replace(".json", "");
                JsonNode pair = Json.read(file);
                Answer answer = send(URI.create(server.url()), pair.get("request"));
                List<String> found = new ArrayList<>();
                compare(name, pair.get("response"), answer, found);
                found.forEach(difference -> differences.add(name + ": " + difference));
                replayed++;
            }
        }
        assertThat(differences).isEmpty();
        assertThat(replayed).isEqualTo(156);
    }

    private void compare(String name, JsonNode expected, Answer answer, List<String> differences) {
        int status = REFUSED_HERE.getOrDefault(name, expected.get("status").intValue());
        if (status != answer.status) {
            differences.add("status " + answer.status + " instead of " + status + ": " + answer.body);
            return;
        }
        for (String header : List.of("content-type", "content-disposition", "x-content-type-options", "x-frame-options")) {
            String wanted = expected.at("/headers/" + header).asText("");
            String got = answer.headers.getOrDefault(header, "");
            if (!wanted.isEmpty() && !got.replace(";charset", "; charset").equalsIgnoreCase(wanted)) {
                differences.add("header " + header + ": " + got + " instead of " + wanted);
            }
        }
        if (REFUSED_HERE.containsKey(name)) {
            assertThat(Json.parse(answer.body).get("error_code").textValue()).isEqualTo("INVALID_PARAMETER_VALUE");
        } else if (expected.hasNonNull("body_text")) {
            compare("body", Json.mapper().getNodeFactory().textNode(expected.get("body_text").textValue()),
                    Json.mapper().getNodeFactory().textNode(answer.body), differences);
        } else if (expected.hasNonNull("body") && !name.equals(SERVER_INFO)) {
            learn(expected.get("body"), Json.parse(answer.body));
            compare(OTHER_WORDS.contains(name) ? "other words" : "", expected.get("body"), Json.parse(answer.body), differences);
        }
    }

    private void compare(String path, JsonNode expected, JsonNode got, List<String> differences) {
        String field = path.substring(path.lastIndexOf('/') + 1);
        if (SERVER_TIMES.contains(field)) {
            if (!got.isIntegralNumber() || got.longValue() < 1_600_000_000_000L) {
                differences.add(path + ": " + got + " is no time");
            }
        } else if (expected.isObject() && got.isObject()) {
            TreeSet<String> names = new TreeSet<>();
            expected.fieldNames().forEachRemaining(names::add);
            got.fieldNames().forEachRemaining(names::add);
            for (String name : names) {
                if (!(path.startsWith("other words") && name.equals("message"))) {
                    compare(path + "/" + name, expected.path(name), got.path(name), differences);
                }
            }
        } else if (expected.isArray() && got.isArray() && expected.size() == got.size()) {
            JsonNode wanted = field.equals("tags") ? sorted(expected) : expected;
            JsonNode found = field.equals("tags") ? sorted(got) : got;
            for (int i = 0; i < wanted.size(); i++) {
                compare(path + "/" + i, wanted.get(i), found.get(i), differences);
            }
        } else if (expected.isTextual() && got.isTextual()) {
            String wanted = exchange(expected.textValue());
            if (!wanted.equals(got.textValue())) {
                differences.add(path + ": " + got + " instead of " + wanted);
            }
        } else if (expected.isNumber() && got.isNumber() ? expected.doubleValue() != got.doubleValue() : !expected.equals(got)) {
            if (!wasCut(path, expected, got)) {
                differences.add(path + ": " + got + " instead of " + expected);
            }
        }
    }

    /** Notes which id or made-up name of ours stands for which of theirs: where theirs appears for the first time. */
    private void learn(JsonNode expected, JsonNode got) {
        if (expected.isTextual() && got.isTextual()) {
            String theirs = expected.textValue();
            if ((ID.matcher(theirs).matches() || MADE_UP_NAME.matcher(theirs).matches()) && !theirs.matches("(m-)?0+")) {
                exchanged.putIfAbsent(theirs, got.textValue());
            }
        }
        expected.properties().forEach(field -> learn(field.getValue(), got.path(field.getKey())));
        for (int i = 0; expected.isArray() && i < expected.size(); i++) {
            learn(expected.get(i), got.path(i));
        }
    }

    /** The real server keeps a parameter cut to 6,000 characters, here it was refused; so lists of parameters have one less. */
    private boolean wasCut(String path, JsonNode expected, JsonNode got) {
        if (!path.endsWith("/data/params") || !expected.isArray() || expected.size() != got.size() + 1) {
            return false;
        }
        List<String> differences = new ArrayList<>();
        int at = 0;
        for (JsonNode param : expected) {
            if (!param.get("key").textValue().equals("long")) {
                compare(path + "/" + at, param, got.get(at++), differences);
            }
        }
        return differences.isEmpty() && at == got.size();
    }

    private static JsonNode sorted(JsonNode tags) {
        List<JsonNode> list = new ArrayList<>();
        tags.forEach(list::add);
        list.sort((a, b) -> a.path("key").asText().compareTo(b.path("key").asText()));
        return Json.mapper().createArrayNode().addAll(list);
    }

    private String exchange(String text) {
        String exchangedText = text;
        for (Map.Entry<String, String> entry : exchanged.entrySet()) {
            exchangedText = exchangedText.replace(entry.getKey(), entry.getValue());
        }
        return exchangedText;
    }

    private record Answer(int status, Map<String, String> headers, String body) {}

    /** By hand over a socket: a Host header of another, and a path that no client library would send. */
    private Answer send(URI server, JsonNode request) throws IOException {
        StringBuilder target = new StringBuilder(exchange(request.get("path").textValue()));
        char separator = '?';
        for (Map.Entry<String, JsonNode> parameter : request.path("query").properties()) {
            target.append(separator).append(parameter.getKey()).append('=')
                    .append(URLEncoder.encode(exchange(parameter.getValue().asText()), StandardCharsets.UTF_8));
            separator = '&';
        }
        JsonNode body = request.path("body");
        String text = body.isMissingNode() || body.isNull() ? "" : body.has("raw") ? body.get("raw").textValue() : exchange(body.toString());
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        StringBuilder head = new StringBuilder(request.get("method").textValue()).append(' ').append(target).append(" HTTP/1.1\r\n");
        Map<String, String> headers = new HashMap<>(Map.of("Host", server.getAuthority(), "Connection", "close", "Content-Length",
                String.valueOf(bytes.length)));
        request.path("headers").properties().forEach(header -> headers.put(header.getKey(), header.getValue().textValue()));
        headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            OutputStream out = socket.getOutputStream();
            out.write(head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
            out.write(bytes);
            out.flush();
            return read(socket.getInputStream());
        }
    }

    private static Answer read(InputStream in) throws IOException {
        String all = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        int end = all.indexOf("\r\n\r\n");
        String[] lines = all.substring(0, end).split("\r\n");
        Map<String, String> headers = new HashMap<>();
        for (int i = 1; i < lines.length; i++) {
            headers.put(lines[i].split(":", 2)[0].toLowerCase(java.util.Locale.ROOT), lines[i].split(":", 2)[1].strip());
        }
        String body = all.substring(end + 4);
        return new Answer(Integer.parseInt(lines[0].split(" ")[1]), headers, "chunked".equals(headers.get("transfer-encoding")) ? unchunk(body) : body);
    }

    private static String unchunk(String body) {
        StringBuilder whole = new StringBuilder();
        int at = 0;
        while (true) {
            int line = body.indexOf("\r\n", at);
            int size = Integer.parseInt(body.substring(at, line), 16);
            if (size == 0) {
                return whole.toString();
            }
            whole.append(body, line + 2, line + 2 + size);
            at = line + 2 + size + 2;
        }
    }

    private static List<Path> pairs() throws Exception {
        Path folder = Path.of(GoldenReplayIT.class.getResource("/golden/mlflow/rest").toURI());
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
        }
    }
}
