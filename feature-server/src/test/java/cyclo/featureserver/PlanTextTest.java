package cyclo.featureserver;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import cyclo.common.Env;
import cyclo.common.Ink;
import cyclo.common.Json;
import cyclo.features.Definitions;
import cyclo.features.definitions.Consequence;
import cyclo.features.definitions.Consequence.Subject;
import cyclo.features.definitions.Plan;
import cyclo.features.definitions.Plan.Action;
import cyclo.features.definitions.Plan.Change;
import cyclo.features.definitions.Plan.Difference;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PlanTextTest {
    private static final Plan PLAN = new Plan(List.of(
            new Change(Action.CREATE, "entity", "city", List.of(), List.of()),
            new Change(Action.UPDATE, "source", "s", List.of("custom_options"), List.of(
                    new Difference("query", "SELECT a\nFROM t\nWHERE true", "SELECT a\nFROM u\nWHERE true"))),
            new Change(Action.UPDATE, "feature view", "stats", List.of("ttl", "features"), List.of(
                    new Difference("ttl", "1d", "2h"), new Difference("features.rate", "Float64", ""), new Difference("features.trips", "", "Int64"))),
            new Change(Action.DELETE, "feature service", "v0", List.of(), List.of())),
            Definitions.none("p"), List.of(
                    new Consequence(Subject.ONLINE_VALUES, "stats", "are not complete: 'trips' has none yet", "Materialize 'stats' again.",
                            Set.of("stats:trips")),
                    new Consequence(Subject.FEATURE_SERVICE, "v1", "changes in stats:rate (removed)", "", Set.of("stats:rate"))), "digest");
    private static final List<AffectedModels.Model> MODELS = List.of(new AffectedModels.Model("quality", "3", List.of("champion"), "v1",
            List.of("stats:rate")));

    @Test void aPlanIsADiffWithWhatItInvalidates() {
        assertThat(PlanText.text(PLAN, MODELS, new Ink(false)).lines()).containsExactly("""
                + entity city
                ~ source s
                    ~ query
                        SELECT a
                      - FROM t
                      + FROM u
                        WHERE true
                ~ feature view stats
                    ~ ttl: 1d -> 2h
                    - features.rate: Float64
                    + features.trips: Int64
                - feature service v0

                This invalidates
                  ! online values of feature view stats: are not complete: 'trips' has none yet
                    Materialize 'stats' again.
                  ! feature service v1: changes in stats:rate (removed)
                  ! model quality version 3 (champion): reads stats:rate through feature service v1
                """.lines().toArray(String[]::new));
        assertThat(PlanText.counts(PLAN, new Ink(false))).isEqualTo("1 to add, 2 to change, 1 to remove.");
    }

    @Test void coloursAddNothingButColours() {
        String coloured = PlanText.text(PLAN, MODELS, new Ink(true));
        assertThat(coloured).contains("\u001b[32m+\u001b[0m entity", "\u001b[31m1d\u001b[0m", "\u001b[32m2h\u001b[0m");
        assertThat(coloured.replaceAll("\u001b\\[[0-9]+m", "")).isEqualTo(PlanText.text(PLAN, MODELS, new Ink(false)));
    }

    @Test void modelsThatReadWhatChangesAreAskedFromMlflow() throws IOException {
        HttpServer mlflow = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        answer(mlflow, "registered-models/search", """
                {"registered_models": [
                  {"name": "quality", "aliases": [{"alias": "champion", "version": "3"}], "latest_versions": [{"version": "4"}]},
                  {"name": "plain", "latest_versions": [{"version": "9"}, {"version": "10"}]},
                  {"name": "elsewhere", "latest_versions": [{"version": "1"}]},
                  {"name": "empty"}]}""");
        answer(mlflow, "model-versions/get", "{\"model_version\": {\"run_id\": \"$version\"}}");
        answer(mlflow, "runs/get", """
                {"run": {"data": {"params": [{"key": "feature_service", "value": "v1"}, {"key": "features", "value": "stats:rate,stats:other"}],
                                  "tags": [{"key": "project", "value": "$run_id"}]}}}""".replace("$run_id", "p"));
        mlflow.start();
        try {
            Env env = Env.of(Map.of("MLFLOW_TRACKING_URI", "http://127.0.0.1:" + mlflow.getAddress().getPort()), Path.of("."));
            assertThat(AffectedModels.of(PLAN, "p", env)).extracting(model -> model.name() + " " + model.version() + " " + model.aliases() + model.features())
                    .containsExactly("quality 3 [champion][stats:rate]", "plain 10 [][stats:rate]", "elsewhere 1 [][stats:rate]");
            assertThat(AffectedModels.of(PLAN, "another", env)).isEmpty();
        } finally {
            mlflow.stop(0);
        }
    }

    @Test void withoutAnAnswerOfMlflowThePlanIsToldAllTheSame() {
        assertThat(AffectedModels.of(PLAN, "p", Env.of(Map.of("MLFLOW_TRACKING_URI", "http://127.0.0.1:1"), Path.of(".")))).isEmpty();
    }

    @Test void jsonHoldsAll() {
        JsonNode json = Json.parse(PlanText.json(PLAN, MODELS));
        assertThat(json.at("/changes/2/differences/0/before").asText()).isEqualTo("1d");
        assertThat(json.at("/invalidates/0/what").asText()).isEqualTo("online_values");
        assertThat(json.at("/models/0/aliases/0").asText()).isEqualTo("champion");
    }

    private static void answer(HttpServer server, String call, String body) {
        server.createContext("/api/2.0/mlflow/" + call, exchange -> {
            String version = exchange.getRequestURI().getQuery().replaceFirst(".*version=(\\d+).*", "$1");
            byte[] bytes = body.replace("$version", version).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
    }
}
