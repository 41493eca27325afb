package cyclo.local;

import com.fasterxml.jackson.databind.JsonNode;
import cyclo.common.CycloHome;
import cyclo.common.Env;
import cyclo.common.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The steps of the demonstration: each is a program, run as a process, as a scheduler would run it. They meet in the stores
 * alone.
 */
final class Demo {
    /** The present of the demo: what is known by then is served, what happened later is only looked up to compare. */
    static final Instant NOW = Instant.parse("2013-12-20T20:00:00Z");
    private static final LocalDate DAY = LocalDate.parse("2013-12-20");
    private static final int FLIGHTS = 10;
    private static final int WIDTH = 240;
    private static final List<String> TABLES = List.of("departures", "weather", "origin_stats", "dest_stats", "route_stats", "aircraft_last", "aircraft");

    private final Installation installation;
    private final CycloHome home;
    private final Path project;
    private final Map<String, String> environment;
    private final Shutdown shutdown;
    private final Steps steps;
    private final StepProcess process;

    Demo(Installation installation, CycloHome home, Map<String, String> environment, Shutdown shutdown, Steps steps) {
        this.installation = installation;
        this.home = home;
        this.project = installation.root().resolve("examples/flights");
        this.environment = environment;
        this.shutdown = shutdown;
        this.steps = steps;
        this.process = shutdown.add(new StepProcess(environment("-Xmx1536m"), home.logs()));
    }

    /** The server goes on until {@link Shutdown} stops it. */
    record Result(String text, ServerProcess server) {}

    Result run() throws IOException {
        step("feature-server", "apply");
        for (String verb : List.of("ingest", "transform", "check", "load")) {
            step("data-pipeline", verb);
        }
        step("data-pipeline", "materialize", "--start", "2013-01-01T00:00:00Z", "--end", NOW.toString());
        JsonNode training = Json.parse(String.join("\n", run("training-pipeline", List.of("run", "--json"), line -> { }, Demo::say)));
        List<String> batch = step("batch-serving", "run", "--set", "DATE=" + DAY);
        ServerProcess server = serve();
        steps.end();
        try (Departures departures = Departures.open(Env.of(environment, project))) {
            List<List<String>> live = LivePredictions.table(server.uri(), departures.nextAfter(NOW, FLIGHTS));
            return new Result("%nIt is %s. The next %d flights:%n%n%s%n%s".formatted(
                    NOW, FLIGHTS, Lines.aligned(live), Lines.aligned(summary(training, departures, batch, server))), server);
        }
    }

    private List<String> step(String program, String... arguments) throws IOException {
        return run(program, List.of(arguments), Demo::say, message -> { });
    }

    private static void say(String line) {
        String shorter = line.replaceAll("(\\d\\.\\d{4})\\d+", "$1");
        System.err.println("    " + (shorter.length() <= WIDTH ? shorter : shorter.substring(0, WIDTH - 3) + "..."));
    }

    private List<String> run(String program, List<String> arguments, Consumer<String> result, Consumer<String> news) throws IOException {
        List<String> words = new ArrayList<>(arguments);
        words.addAll(1, List.of("--project", project.toString()));
        String name = program + " " + arguments.get(0);
        steps.beginLine(name);
        List<String> lines = process.run(name, installation.command(program, words.toArray(String[]::new)), result, news);
        steps.endLine();
        return lines;
    }

    private ServerProcess serve() {
        Path folder = home.folder().resolve("serving");
        ServerProcess.stopLeftOver(folder);
        int port = new RememberedPort(folder.resolve("port")).choose(0, "SERVING_PORT", any -> false);
        steps.begin("online-serving serve");
        Map<String, String> here = environment("-Xmx512m");
        here.putAll(Map.of("SERVING_HOST", "127.0.0.1", "SERVING_PORT", String.valueOf(port), "CYCLO_NOW", NOW.toString()));
        return shutdown.add(ServerProcess.start("online-serving", folder,
                installation.command("online-serving", "serve", "--project", project.toString()), here, port, "/readyz"));
    }

    private Map<String, String> environment(String javaOptions) {
        Map<String, String> here = new HashMap<>(installation.environment(javaOptions));
        here.put("CYCLO_HOME", home.folder().toString());
        String own = environment.getOrDefault("CYCLO_JAVA_OPTS", "");
        if (!own.isBlank()) {
            here.put("CYCLO_JAVA_OPTS", own);
        }
        return here;
    }

    private List<List<String>> summary(JsonNode training, Departures departures, List<String> batch, ServerProcess server) {
        List<List<String>> rows = new ArrayList<>();
        departures.rows(TABLES).forEach((table, count) -> rows.add(List.of("offline store, " + table, "%,d rows".formatted(count))));
        training.path("metrics").properties().forEach(metric -> rows.add(List.of("test " + metric.getKey(),
                String.format(Locale.ROOT, "%.4f", metric.getValue().asDouble()))));
        rows.add(List.of("gate", training.path("gate_passed").asBoolean() ? "passed" : "not passed"));
        rows.add(List.of("model", "%s version %s (%s)".formatted(training.path("registered_model").asText(),
                training.path("version").asText(), training.path("outcome").asText())));
        rows.add(List.of("model digest", training.path("model_digest").asText()));
        rows.add(List.of("MLflow run", training.path("run_url").asText()));
        rows.add(List.of("flights on " + DAY, "%,d".formatted(departures.onDay(DAY))));
        rows.add(List.of("batch", String.join(" ", batch)));
        rows.add(List.of("tracking server", Env.of(environment, project).find("MLFLOW_TRACKING_URI").orElse("")));
        rows.add(List.of("online serving", server.uri() + "/predict"));
        rows.add(List.of("time", steps.seconds() + " s"));
        return rows;
    }
}
