package cyclo.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import cyclo.common.CycloHome;
import cyclo.common.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Projects from their files to predictions, by the programs' jars as processes: the drivers of the examples, and a project of
 * another shape that lies outside of this repository and brings no line of Java.
 */
class ProjectsIT {
    private static final List<String> PROGRAMS = List.of("feature-server", "data-pipeline", "tracking-server", "training-pipeline", "batch-serving",
            "online-serving");

    @TempDir private static Path folder;
    private static UpProcess up;

    @BeforeAll static void begin() throws IOException {
        assumeThat(PROGRAMS).as("built before this module in a whole build").allMatch(program -> Files.exists(Installation.find(Map.of()).jar(program)));
        up = UpProcess.start(home(), Map.of(), "up");
        assertThat(up.until("Up in")).contains("tracking-server");
    }

    @AfterAll static void end() throws InterruptedException, IOException {
        if (up != null) {
            up.terminate();
            up.exitCode();
            DownCommand.stopLeftOvers(new CycloHome(home()));
        }
    }

    @Test void aProjectOfAnotherShapeNeedsNoJava() throws IOException, InterruptedException, SQLException {
        Path project = copy(Path.of("src/test/resources/bakery"), "bakery");
        int sales = BakerySales.write(project.resolve("daten"));
        run(0, project, "feature-server", "apply");
        assertThat(run(0, project, "feature-server", "plan")).isEqualTo("Nothing to change.");
        assertThat(run(0, project, "data-pipeline", "run")).contains("load verkauf: read %,d, replaced 0, total %<,d".formatted(sales), "check: 2 of 2 hold");

        JsonNode first = Json.parse(run(0, project, "training-pipeline", "run", "--json"));
        assertThat(first.path("outcome").asText()).isEqualTo("registered");
        assertThat(first.path("metrics").path("r2").asDouble()).isGreaterThan(0.8);
        assertThat(run(0, project, "data-pipeline", "run")).contains("total %,d".formatted(sales));
        JsonNode second = Json.parse(run(0, project, "training-pipeline", "run", "--json"));
        assertThat(second.path("outcome").asText()).isEqualTo("unchanged");
        assertThat(second.path("version")).isEqualTo(first.path("version"));
        assertThat(second.path("model_digest")).isEqualTo(first.path("model_digest"));

        run(0, project, "batch-serving", "run", "--set", "TAG=" + BakerySales.DAY);
        List<Map<String, Object>> batch = rows("""
                select filiale, artikel, to_char(verkaufstag at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as verkaufstag, prediction
                from bakery.vorhersagen order by filiale, artikel
                """);
        assertThat(batch).hasSize(20);
        List<JsonNode> online = new ArrayList<>();
        try (ProgramProcess server = serve(project, BakerySales.DAY + "T05:30:00Z")) {
            JsonNode answer = post(server.line() + "/predict", Map.of("entities", batch.stream().map(ProjectsIT::withoutPrediction).toList()));
            assertThat(answer.path("model").path("version").asText()).isEqualTo(first.path("version").asText());
            answer.path("predictions").forEach(online::add);
        }
        assertThat(online).extracting(one -> one.path("prediction").asDouble()).containsExactlyElementsOf(
                batch.stream().map(row -> (Double) row.get("prediction")).toList());
        online.forEach(one -> assertThat(statuses(one, "umsatz_gestern", "land", "wochentag"))
                .containsExactly(whatIsKnownOfSalesIn(one.path("entity").path("filiale").asText()), "PRESENT", "PRESENT"));
    }

    private static String whatIsKnownOfSalesIn(String shop) {
        return switch (shop) {
            case BakerySales.CLOSED -> "OUTSIDE_MAX_AGE";
            case BakerySales.NEW -> "NOT_FOUND";
            default -> "PRESENT";
        };
    }

    @Test void theDriversGoFromTheirFilesToTheBestOne() throws IOException, InterruptedException, SQLException {
        Path project = copy(Installation.find(Map.of()).root().resolve("examples/drivers"), "drivers");
        run(0, project, "feature-server", "apply");
        run(0, project, "data-pipeline", "run");
        assertThat(rows("select count(*) as rows from drivers.driver_stats")).containsExactly(Map.of("rows", 1805L));
        assertThat(Json.parse(run(0, project, "training-pipeline", "run", "--json")).path("outcome").asText()).isEqualTo("registered");
        assertThat(run(0, project, "batch-serving", "run")).contains("predictions of model 'driver_trip_completed' version 1");
        assertThat(project.resolve("predictions/batch_request.parquet")).isNotEmptyFile();
        try (ProgramProcess server = serve(project, "2021-08-01T00:00:00Z")) {
            String uri = server.line();
            assertThat(statuses(post(uri + "/predict", Map.of("driver_id", 1001)).path("predictions").get(0), "conv_rate")).containsExactly("PRESENT");
            JsonNode best = post(uri + "/inference", Map.of("request_id", "r", "driver_ids", List.of(1001, 1002, 1003)));
            assertThat(best.path("prediction").asInt()).isBetween(1001, 1003);
            assertThat(best.path("error").isNull()).isTrue();
        }
    }

    @Test void aProjectJustMadeRunsAtOnce() throws IOException, InterruptedException {
        try (ProgramProcess init = ProgramProcess.start(home(), Map.of(), "feature-server", "init", "rides", "--in", folder.toString())) {
            assertThat(init.endsWith(0)).contains("Made project 'rides'");
        }
        Path project = folder.resolve("rides");
        run(0, project, "feature-server", "apply");
        assertThat(run(0, project, "data-pipeline", "run")).contains("check: 4 of 4 hold", "load driver_stats: read 1,200, replaced 0, total 1,200");
        JsonNode read = Json.parse(run(0, project, "feature-server", "get-online", "--service", "driver_quality", "--entity", "driver_id=1001,distance_km=4.2",
                "--json"));
        assertThat(read.at("/0/features/conv_rate/status").asText()).isEqualTo("PRESENT");
        assertThat(read.at("/0/features/expected_km/value").asDouble()).isEqualTo(4.2 * read.at("/0/features/conv_rate/value").asDouble());
        Path page = folder.resolve("rides.html");
        assertThat(run(0, project, "feature-server", "docs", "--to", page.toString())).isEqualTo(page.toString());
        assertThat(page).content().contains("1,200", "all fresh", "conv_rate * distance_km");
    }

    @Test void ofTwoWhoApplyAtOnceOneWinsAndTheOtherSaysSo() throws IOException, InterruptedException, SQLException {
        try (ProgramProcess init = ProgramProcess.start(home(), Map.of(), "feature-server", "init", "twice", "--in", folder.toString())) {
            init.endsWith(0);
        }
        Path one = folder.resolve("twice");
        run(0, one, "feature-server", "apply");
        Path other = copy(one, "twice_too");
        String features = Files.readString(one.resolve("features.yaml"));
        Files.writeString(one.resolve("features.yaml"), features.replace("ttl: 7d", "ttl: 3d"));
        Files.writeString(other.resolve("features.yaml"), features.replace("ttl: 7d", "ttl: 4d"));
        try (Connection holder = connection(); Statement lock = holder.createStatement()) {
            holder.setAutoCommit(false);
            lock.execute("SELECT pg_advisory_xact_lock(hashtext('feast registry'))");
            try (ProgramProcess first = ProgramProcess.start(home(), Map.of(), "feature-server", "apply", "--project", one.toString());
                    ProgramProcess second = ProgramProcess.start(home(), Map.of(), "feature-server", "apply", "--project", other.toString())) {
                untilBothHavePlanned();
                holder.commit();
                List<Map.Entry<Integer, String>> ends = List.of(first.end(), second.end());
                assertThat(ends).extracting(Map.Entry::getKey).containsExactlyInAnyOrder(0, 3);
                int winner = ends.get(0).getKey() == 0 ? 0 : 1;
                assertThat(ends.get(1 - winner).getValue()).contains("Cannot apply: another apply changed project 'twice' while this one was planned."
                        + " Nothing was written.");
                assertThat(run(0, one, "feature-server", "describe", "driver_stats")).contains("ttl: " + (3 + winner) + "d");
            }
        }
    }

    /** Each has looked at the registry and waits for its turn to write. */
    private static void untilBothHavePlanned() throws SQLException {
        Instant end = Instant.now().plusSeconds(60);
        String waiting = "SELECT count(*) AS n FROM pg_locks, pg_sleep(0.1) WHERE locktype = 'advisory' AND NOT granted";
        while (!rows(waiting).equals(List.of(Map.of("n", 2L)))) {
            assertThat(Instant.now()).as("time to plan").isBefore(end);
        }
    }

    @Test void aFolderWithoutAProjectIsAnErrorOfWhoeverAsked() throws IOException, InterruptedException {
        Path empty = Files.createDirectories(folder.resolve("empty"));
        for (String words : List.of("feature-server apply", "data-pipeline run", "training-pipeline run", "batch-serving run", "online-serving serve")) {
            run(2, empty, words.split(" "));
        }
    }

    private static String run(int code, Path project, String... words) throws IOException, InterruptedException {
        String[] arguments = Stream.concat(Stream.of(words[1], "--project", project.toString()), Stream.of(words).skip(2)).toArray(String[]::new);
        try (ProgramProcess program = ProgramProcess.start(home(), Map.of(), words[0], arguments)) {
            return program.endsWith(code);
        }
    }

    private static ProgramProcess serve(Path project, String now) throws IOException {
        return ProgramProcess.start(home(), Map.of("CYCLO_NOW", now), "online-serving", "serve", "--project", project.toString(), "--port", "0");
    }

    private static JsonNode post(String uri, Object body) throws IOException, InterruptedException {
        HttpResponse<String> answer = HttpClient.newHttpClient().send(HttpRequest.newBuilder(URI.create(uri))
                .POST(HttpRequest.BodyPublishers.ofString(Json.mapper().writeValueAsString(body))).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Json.parse(answer.body());
    }

    private static Map<String, Object> withoutPrediction(Map<String, Object> row) {
        Map<String, Object> entity = new HashMap<>(row);
        entity.remove("prediction");
        return entity;
    }

    private static List<String> statuses(JsonNode prediction, String... features) {
        return Stream.of(features).map(feature -> prediction.path("features").path(feature).asText()).toList();
    }

    private static List<Map<String, Object>> rows(String sql) throws SQLException {
        List<Map<String, Object>> rows = new ArrayList<>();
        try (Connection connection = connection(); Statement statement = connection.createStatement(); ResultSet result = statement.executeQuery(sql)) {
            while (result.next()) {
                Map<String, Object> row = new LinkedHashMap<>();
                for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                    row.put(result.getMetaData().getColumnLabel(i), result.getObject(i));
                }
                rows.add(row);
            }
        }
        return rows;
    }

    private static Connection connection() throws SQLException {
        Map<String, String> services = new CycloHome(home()).services();
        String url = "jdbc:postgresql://%s:%s/%s".formatted(services.get("POSTGRES_HOST"), services.get("POSTGRES_PORT"), services.get("POSTGRES_DATABASE"));
        return DriverManager.getConnection(url, services.get("POSTGRES_USER"), services.get("POSTGRES_PASSWORD"));
    }

    private static Path copy(Path from, String name) throws IOException {
        Path to = folder.resolve(name);
        try (Stream<Path> all = Files.walk(from)) {
            for (Path path : all.filter(Files::isRegularFile).toList()) {
                Path copy = to.resolve(from.relativize(path).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(path, copy);
            }
        }
        return to;
    }

    private static Path home() {
        return folder.resolve("home");
    }
}
