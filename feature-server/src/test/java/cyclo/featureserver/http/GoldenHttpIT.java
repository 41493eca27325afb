package cyclo.featureserver.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import cyclo.common.Json;
import cyclo.common.web.WebAddress;
import cyclo.common.web.WebServer;
import cyclo.featureserver.ReadObserver;
import cyclo.features.FeatureStore;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Feast 0.67 answered, request by request in the order they were sent. */
class GoldenHttpIT {
    private final HttpClient client = HttpClient.newHttpClient();
    @TempDir private Path folder;

    private record Pair(String name, JsonNode request, JsonNode response) {}

    @Test void everyAnswerIsFeastsInItsCompatibility() throws Exception {
        List<String> different = new ArrayList<>();
        int compared = 0;
        try (WebServer server = serve(Compatibility.FEAST)) {
            for (Pair pair : pairs()) {
                HttpResponse<String> answer = send(server, pair.request());
                JsonNode expected = pair.response().get("json");
                String got = answer.body();
                boolean same = answer.statusCode() == pair.response().get("status").intValue()
                        && (pair.response().get("raw").asText().isEmpty() ? got.isEmpty() : comparable(expected).equals(comparable(Json.parse(got))));
                compared++;
                if (!same) {
                    different.add("%s: %d %s%n   Feast: %d %s".formatted(pair.name(), answer.statusCode(), got, pair.response().get("status").intValue(),
                            pair.response().get("raw").asText()));
                }
            }
        }
        System.out.printf("golden/feast/http: %d pairs compared, %d differ%n", compared, different.size());
        assertThat(different).isEmpty();
        assertThat(compared).isEqualTo(60);
    }

    @Test void ourOwnAnswersHaveTheShapeOfFeastsAndTellTheTruth() throws Exception {
        List<String> wrong = new ArrayList<>();
        int truths = 0;
        int sentences = 0;
        try (WebServer server = serve(Compatibility.CYCLO)) {
            for (Pair pair : pairs()) {
                HttpResponse<String> answer = send(server, pair.request());
                int feast = pair.response().get("status").intValue();
                String got = answer.statusCode() + " " + answer.body();
                if (feast == 200 && pair.request().get("path").asText().equals("/get-online-features")) {
                    truths++;
                    if (answer.statusCode() != 200 || !names(Json.parse(answer.body())).equals(names(pair.response().get("json"))) || !truthful(Json.parse(answer.body()))) {
                        wrong.add(pair.name() + ": " + got);
                    }
                } else if (feast == 500) {
                    boolean refusedByFeastAlone = pair.name().contains("push_offline") || pair.name().contains("push_online_and_offline")
                            || pair.name().contains("entity_null");
                    sentences++;
                    if (refusedByFeastAlone ? answer.statusCode() != 200 : answer.statusCode() / 100 != 4 || !answer.body().contains("Cannot ")) {
                        wrong.add(pair.name() + ": " + got);
                    }
                } else if (answer.statusCode() != feast) {
                    wrong.add(pair.name() + ": " + got);
                }
            }
        }
        System.out.printf("our own answers: %d reads of Feast's shape with truthful statuses, %d told as 4xx with a sentence or done where Feast gives 500%n",
                truths, sentences);
        assertThat(wrong).isEmpty();
    }

    /** Features stand in any order within a view of Feast, so they are compared by name; the members of a set in a message too. */
    private static Object comparable(JsonNode json) {
        if (json.has("results")) {
            JsonNode names = json.get("metadata").get("feature_names");
            TreeMap<String, Object> byName = new TreeMap<>();
            for (int i = 0; i < names.size(); i++) {
                byName.put(names.get(i).asText(), numbers(json.get("results").get(i)));
            }
            return List.of(byName, json.get("metadata").path("feature_view_metadata"), json.size(), json.get("results").size());
        }
        if (json.isTextual() && json.asText().contains("[")) {
            String text = json.asText();
            String listed = text.substring(text.indexOf('[') + 1, text.indexOf(']'));
            return text.replace(listed, new TreeSet<>(List.of(listed.split(", "))).toString());
        }
        return numbers(json);
    }

    /** A number is what it says, however it is written. */
    private static JsonNode numbers(JsonNode json) {
        if (json instanceof ArrayNode array) {
            ArrayNode same = Json.mapper().createArrayNode();
            array.forEach(element -> same.add(numbers(element)));
            return same;
        }
        if (json instanceof ObjectNode object) {
            ObjectNode same = Json.mapper().createObjectNode();
            object.properties().forEach(field -> same.set(field.getKey(), numbers(field.getValue())));
            return same;
        }
        return json.isIntegralNumber() ? Json.mapper().getNodeFactory().numberNode(json.bigIntegerValue())
                : json.isNumber() ? Json.mapper().getNodeFactory().numberNode(json.doubleValue()) : json;
    }

    private static TreeSet<String> names(JsonNode answer) {
        TreeSet<String> names = new TreeSet<>();
        answer.path("metadata").path("feature_names").forEach(name -> names.add(name.asText()));
        return names;
    }

    /** A value is there exactly where it is PRESENT; what was never stored has no time. */
    private static boolean truthful(JsonNode answer) {
        boolean truthful = true;
        for (JsonNode result : answer.get("results")) {
            for (int row = 0; row < result.get("values").size(); row++) {
                String status = result.get("statuses").get(row).asText();
                truthful &= result.get("values").get(row).isNull() != status.equals("PRESENT");
                truthful &= !status.equals("NOT_FOUND") || result.get("event_timestamps").get(row).asText().equals("1970-01-01T00:00:00Z");
            }
        }
        return truthful;
    }

    private WebServer serve(Compatibility compatibility) throws Exception {
        FeatureStore store = GoldenProject.open(folder, Clock.systemUTC());
        return FeatureServer.of(store, Clock.systemUTC(), new ServeSettings(WebAddress.loopback(0), compatibility, Duration.ZERO, Optional.empty(),
                10 << 20, 10_000, 100_000, 2, false, Optional.empty(), Duration.ofSeconds(5)), ReadObserver.NONE).start();
    }

    private HttpResponse<String> send(WebServer server, JsonNode request) throws IOException, InterruptedException {
        JsonNode raw = request.get("raw");
        String body = raw.isTextual() ? raw.asText() : request.get("json").isNull() ? "" : request.get("json").toString();
        return client.send(HttpRequest.newBuilder(URI.create(server.url() + request.get("path").asText())).header("Content-Type", "application/json")
                .method(request.get("method").asText(), BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
    }

    private static List<Pair> pairs() throws IOException {
        try (Stream<Path> files = Files.list(GoldenProject.GOLDEN.resolve("http"))) {
            return files.sorted().map(Json::read).map(json -> new Pair(json.get("name").asText(), json.get("request"), json.get("response"))).toList();
        }
    }
}
