package cyclo.local;

import com.fasterxml.jackson.databind.JsonNode;
import cyclo.common.CycloException;
import cyclo.common.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Asks online-serving about flights, and sets its answers beside what happened. */
final class LivePredictions {
    private static final DateTimeFormatter LOCAL_TIME = DateTimeFormatter.ofPattern("HH:mm").withZone(ZoneId.of("America/New_York"));
    private static final int LATE_MINUTES = 15;

    private LivePredictions() {}

    /** The rows of a table, its head first. */
    static List<List<String>> table(String server, List<Departures.Flight> flights) {
        JsonNode answers = post(server + "/predict", Map.of("entities", flights.stream().map(LivePredictions::entity).toList())).path("predictions");
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("departs", "flight", "aircraft", "chance of being late", "foreseen", "what happened"));
        for (int i = 0; i < flights.size(); i++) {
            Departures.Flight flight = flights.get(i);
            JsonNode answer = answers.path(i);
            rows.add(List.of(LOCAL_TIME.format(flight.scheduled()), "%s %s-%s".formatted(flight.carrier(), flight.origin(), flight.dest()),
                    flight.tailnum() == null ? "unknown" : flight.tailnum(), "%3.0f %%".formatted(100 * answer.path("probability").asDouble()),
                    answer.path("prediction").asInt() == 1 ? "late" : "on time", happened(flight)));
        }
        return rows;
    }

    private static Map<String, Object> entity(Departures.Flight flight) {
        Map<String, Object> entity = new LinkedHashMap<>();
        entity.put("origin", flight.origin());
        entity.put("dest", flight.dest());
        entity.put("carrier", flight.carrier());
        entity.put("tailnum", flight.tailnum());
        entity.put("sched_dep", flight.scheduled().toString());
        entity.put("distance", flight.distance());
        return entity;
    }

    static String happened(Departures.Flight flight) {
        if (flight.arrivalDelay().isEmpty()) {
            return "cancelled or diverted";
        }
        long minutes = Math.round(flight.arrivalDelay().getAsDouble());
        String when = minutes == 0 ? "to the minute" : "%d min %s".formatted(Math.abs(minutes), minutes > 0 ? "after schedule" : "early");
        return (minutes > LATE_MINUTES ? "late: " : "on time: ") + when;
    }

    static JsonNode post(String url, Object body) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(20))
                .header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString(Json.write(body))).build();
        try {
            HttpResponse<String> response = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw CycloException.unavailable("Cannot get predictions from %s: it answered %d: %s", url, response.statusCode(), response.body());
            }
            return Json.parse(response.body());
        } catch (IOException e) {
            throw CycloException.unavailable("Cannot reach %s: %s.", url, e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CycloException.unavailable("Cannot reach %s: interrupted.", url);
        }
    }
}
