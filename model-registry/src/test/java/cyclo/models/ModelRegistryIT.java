package cyclo.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import cyclo.common.CycloException;
import cyclo.common.Env;
import cyclo.common.ExitCode;
import cyclo.common.Json;
import cyclo.models.FakeMlflow.Answer;
import cyclo.models.FakeMlflow.Asked;
import cyclo.models.serving.ModelReference;
import cyclo.models.serving.ServedModel;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The client against recorded answers of MLflow 3.17.2. */
class ModelRegistryIT {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-23T22:00:00Z"), ZoneOffset.UTC);
    private static final String ROOT = "13/models/" + FakeMlflow.MODEL + "/artifacts/";

    @TempDir Path temp;
    private FakeMlflow mlflow;
    private ModelRegistry registry;

    @BeforeEach void start() throws IOException {
        mlflow = new FakeMlflow();
        registry = connect(mlflow.uri(), Duration.ofSeconds(20));
    }

    @AfterEach void stop() {
        registry.close();
        mlflow.close();
    }

    @Test void aModelIsLoggedRegisteredAndAliasedInTheTenStepsOfMlflow3() throws Exception {
        TrackedRun run = registry.startRun("flights", "trees", Optional.empty(), Map.of("cyclo.git", "abc"));
        LoggedModel model = registry.logModel(run, "flight_delay", folder(), Map.of("auc", 0.736, "gap", Double.NaN));
        ModelVersion version = registry.register("flight_delay", model, run, Map.of("gate", "passed"));
        registry.alias("flight_delay", "champion", version.version());
        run.finish();

        assertThat(run.id()).isEqualTo(FakeMlflow.RUN);
        assertThat(run.url()).isEqualTo(mlflow.uri() + "/#/experiments/13/runs/" + FakeMlflow.RUN + "?workflowType=machine_learning");
        assertThat(version.version()).isEqualTo("1");
        assertThat(version.modelId()).isEqualTo(FakeMlflow.MODEL);
        JsonNode created = only("POST runs/create");
        assertThat(created.path("start_time").asLong()).isEqualTo(CLOCK.millis());
        assertThat(created.path("tags").toString()).contains("mlflow.source.type", "LOCAL", "mlflow.user", "mlflow.source.name", "cyclo.git");
        assertThat(only("POST logged-models").path("source_run_id").asText()).isEqualTo(FakeMlflow.RUN);
        assertThat(mlflow.artifacts).containsKeys(ROOT + "MLmodel", ROOT + "model.onnx", ROOT + "code/cyclo_columns.py", ROOT + "SHA256SUMS");
        assertThat(only("PATCH logged-models/" + FakeMlflow.MODEL).path("status").asText()).isEqualTo("LOGGED_MODEL_READY");
        assertThat(only("POST runs/outputs").toString()).isEqualTo(
                "{\"models\":[{\"model_id\":\"%s\",\"step\":0}],\"run_id\":\"%s\"}".formatted(FakeMlflow.MODEL, FakeMlflow.RUN));
        JsonNode metrics = only("POST runs/log-batch").path("metrics");
        assertThat(metrics.get(0).path("model_id").asText()).isEqualTo(FakeMlflow.MODEL);
        assertThat(metrics.get(1).path("value").asText()).isEqualTo("NaN");
        JsonNode registered = only("POST model-versions/create");
        assertThat(registered.path("source").asText()).isEqualTo("models:/" + FakeMlflow.MODEL);
        assertThat(registered.path("tags").toString()).contains("gate", RegisteredModels.SUMS_TAG, model.sumsDigest());
        assertThat(only("POST registered-models/alias").path("alias").asText()).isEqualTo("champion");
        assertThat(only("POST runs/update").path("status").asText()).isEqualTo("FINISHED");
    }

    @Test void aChildRunNamesItsParentAndAMissingExperimentIsMade() {
        mlflow.golden("GET experiments/get-by-name", "009_experiments_get_by_name_ERR_missing");
        TrackedRun parent = registry.startRun("new", "search", Optional.empty(), Map.of());
        registry.startRun("new", "trial 1", Optional.of(parent), Map.of());
        assertThat(only("POST experiments/create").path("name").asText()).isEqualTo("new");
        assertThat(mlflow.asked("POST runs/create").get(1).body()).contains("mlflow.parentRunId");
    }

    @Test void aRunIsGoneOnWithInAnotherProcess() {
        assertThat(registry.run(FakeMlflow.RUN).experimentId()).isEqualTo("13");
        mlflow.golden("GET runs/get", "037_runs_get_ERR_missing");
        assertFails(() -> registry.run("0"), ExitCode.REFUSED, "Cannot go on with run '0': the tracking server at " + mlflow.uri() + " does not know it");
    }

    @Test void manyAndLongValuesAreSplitAndCut() {
        TrackedRun run = registry.startRun("flights", "r", Optional.empty(), Map.of());
        Map<String, String> params = new TreeMap<>(Map.of("long", "x".repeat(7000)));
        Map<String, Double> metrics = new TreeMap<>();
        for (int i = 0; i < 1001; i++) {
            params.put("p" + i, "v");
            metrics.put("m" + i, 1.0);
        }
        run.params(params);
        run.metrics(metrics, 3);
        List<Asked> batches = mlflow.asked("POST runs/log-batch");
        assertThat(batches.stream().map(batch -> batch.json().path("params").size())).containsExactly(
                100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 2, 0, 0);
        assertThat(batches.stream().map(batch -> batch.json().path("metrics").size()).toList().subList(11, 13)).containsExactly(1000, 1);
        String cut = batches.get(0).json().path("params").get(0).path("value").asText();
        assertThat(cut).hasSize(6000).endsWith("x ... (cut: 7000 characters)");
    }

    @Test void aDatasetIsNamedWithItsContext() {
        registry.startRun("flights", "r", Optional.empty(), Map.of()).dataset("flights", "a".repeat(64), "labels.sql", "{}", "{}", "training");
        JsonNode dataset = only("POST runs/log-inputs").path("datasets").get(0);
        assertThat(dataset.path("dataset").path("digest").asText()).hasSize(32);
        assertThat(dataset.path("dataset").path("source").asText()).isEqualTo("{\"uri\":\"labels.sql\"}");
        assertThat(dataset.path("tags").get(0).path("value").asText()).isEqualTo("training");
    }

    @Test void aVersionIsFoundByAliasByNumberAndAsTheLatest() {
        assertThat(registry.version("models:/m@champion").version()).isEqualTo("2");
        assertThat(registry.version("models:/m/1").tags()).containsEntry("a", "b");
        assertThat(registry.version("models:/m/latest").version()).isEqualTo("7");
        assertThat(mlflow.asked("GET model-versions/search").get(0).query()).contains("filter=name='m'");
    }

    @Test void whatIsNotThereIsEmptyAndThenASentence() {
        mlflow.golden("GET registered-models/alias", "123_registered_models_alias_get_ERR_missing");
        mlflow.golden("GET model-versions/get", "107_model_versions_get_ERR_missing");
        assertThat(registry.find("models:/m@nope")).isEmpty();
        assertThat(registry.find("models:/m/99")).isEmpty();
        assertFails(() -> registry.version("models:/m@nope"), ExitCode.REFUSED, "Cannot find the model 'models:/m@nope' in the registry at " + mlflow.uri());
        assertFails(() -> registry.find("m@nope"), ExitCode.USAGE, "Cannot read the model address 'm@nope'");
    }

    @Test void aRegisteredModelThatExistsGetsAnotherVersion() throws Exception {
        mlflow.golden("POST registered-models/create", "085_registered_models_create_ERR_exists");
        TrackedRun run = registry.startRun("flights", "r", Optional.empty(), Map.of());
        assertThat(registry.register("m", new LoggedModel(FakeMlflow.MODEL, "m", "", "00"), run, Map.of()).version()).isEqualTo("1");
    }

    @Test void aDownloadedModelIsTheOneThatWasLoggedAndIsReused() throws Exception {
        ModelVersion version = logged();
        Path folder = registry.download(version, temp.resolve("cache"));
        assertThat(ModelFolder.open(folder).digest()).isEqualTo(Models.trees(Task.BINARY).digest());
        int before = downloads();
        assertThat(registry.download(version, temp.resolve("cache"))).isEqualTo(folder);
        assertThat(downloads()).isEqualTo(before);

        Files.writeString(folder.resolve("cyclo_card.json"), "{}");
        ModelFolder.open(registry.download(version, temp.resolve("cache")));
        assertThat(downloads()).isGreaterThan(before);
    }

    @Test void aModelIsServedFromTheRegistry() throws Exception {
        logged();
        Env env = Env.of(Map.of("CYCLO_HOME", temp.toString(), "MLFLOW_TRACKING_URI", mlflow.uri().toString(), "MLFLOW_TRACKING_TOKEN", "secret"), temp);
        ServedModel served = ServedModel.load(new ModelReference.Registered("models:/m/1"), env, temp.resolve("cache"));
        assertThat(served.version()).isEqualTo("1");
        assertThat(served.runId()).isEqualTo(FakeMlflow.RUN);
        assertThat(served.model().digest()).isEqualTo(Models.trees(Task.BINARY).digest());
        mlflow.golden("GET registered-models/alias", "123_registered_models_alias_get_ERR_missing");
        assertFails(() -> ServedModel.load(new ModelReference.Registered("models:/m@champion"), env, temp.resolve("cache")), ExitCode.REFUSED,
                "Cannot find the model 'models:/m@champion' in the registry");
    }

    @Test void aModelOfARunIsFoundBelowTheRunsArtifacts() throws Exception {
        logged();
        Map.copyOf(mlflow.artifacts).forEach((path, content) ->
                mlflow.artifacts.put(path.replace(ROOT, "13/" + FakeMlflow.RUN + "/artifacts/model/"), content));
        mlflow.artifacts.keySet().removeIf(path -> path.startsWith(ROOT));
        mlflow.golden("GET model-versions/get-download-uri", "110_model_versions_get_download_uri_runs");
        ModelFolder.open(registry.download(registry.version("models:/m/1"), temp.resolve("cache")));
    }

    @Test void aFlippedBitOnTheServerIsRefusedAndNothingIsKept() throws Exception {
        ModelVersion version = logged();
        mlflow.artifacts.get(ROOT + "model.onnx")[100] ^= 1;
        assertFails(() -> registry.download(version, temp.resolve("cache")), ExitCode.REFUSED, "'model.onnx' has the SHA-256");
        assertThat(temp.resolve("cache")).isEmptyDirectory();
    }

    @Test void anotherModelThatAgreesWithItselfIsNotTheRegisteredOne() throws Exception {
        ModelVersion version = logged();
        ModelFolder.write(temp.resolve("other"), Models.linear(Task.BINARY), ModelFolderTest.CARD, Rows.random(3, 1));
        mlflow.artifacts.clear();
        registry.logModel(registry.startRun("flights", "r", Optional.empty(), Map.of()), "m", temp.resolve("other"), Map.of());
        assertFails(() -> registry.download(version, temp.resolve("cache")), ExitCode.REFUSED, "'SHA256SUMS' has the SHA-256");
    }

    @Test void aListingThatLeadsOutOfTheFolderIsRefused() throws Exception {
        ModelVersion version = logged();
        for (String path : List.of("../evil", "/etc/evil", "a/../../evil", "a\\\\..\\\\evil")) {
            mlflow.answer("GET /api/2.0/mlflow-artifacts/artifacts", 200, "{\"files\":[{\"path\":\"%s\",\"is_dir\":false,\"file_size\":1}]}".formatted(path));
            assertFails(() -> registry.download(version, temp.resolve("cache")), ExitCode.REFUSED, "it may lead out of its folder");
        }
    }

    @Test void artifactsThatTheServerDoesNotServeAreAUsageError() throws Exception {
        ModelVersion version = logged();
        mlflow.answer("GET model-versions/get-download-uri", 200, "{\"artifact_uri\":\"s3://bucket/x\"}");
        assertFails(() -> registry.download(version, temp.resolve("cache")), ExitCode.USAGE, "Cannot use the artifacts at s3://bucket/x");
    }

    @Test void anInterruptedUploadLeavesAModelThatIsNotReady() throws Exception {
        TrackedRun run = registry.startRun("flights", "r", Optional.empty(), Map.of());
        mlflow.answer("PUT /api/2.0/mlflow-artifacts/artifacts/" + ROOT + "model.onnx", 507, "disk full");
        assertThatThrownBy(() -> registry.logModel(run, "m", folder(), Map.of())).hasMessageContaining("answered 507: disk full");
        assertThat(only("PATCH logged-models/" + FakeMlflow.MODEL).path("status").asText()).isEqualTo("LOGGED_MODEL_UPLOAD_FAILED");
    }

    @Test void whatPassesIsTriedAgainUnlessItWouldBeDoneTwice() {
        mlflow.first("GET registered-models/alias", new Answer(503, "starting"), new Answer(429, "slow down"));
        assertThat(registry.version("models:/m@champion").version()).isEqualTo("2");
        mlflow.first("POST runs/create", new Answer(503, "starting"));
        assertFails(() -> registry.startRun("flights", "r", Optional.empty(), Map.of()), ExitCode.UNAVAILABLE, "answered 503: starting (tried 1 time)");
        assertThat(mlflow.asked("POST runs/create")).hasSize(1);
    }

    @Test void everyRequestCarriesTheToken() throws Exception {
        logged();
        assertThat(mlflow.asked).extracting(Asked::token).containsOnly("Bearer secret");
        mlflow.answer("GET model-versions/get", 401, "{\"error\":\"no\"}");
        assertFails(() -> registry.find("models:/m/1"), ExitCode.USAGE, "Check MLFLOW_TRACKING_TOKEN");
    }

    @Test void aServerThatIsSilentOrGoneIsUnavailableAndNamed() throws IOException {
        mlflow.answer("GET model-versions/get", 0, "");
        mlflow.answer("GET runs/get", 0, "");
        try (ModelRegistry impatient = connect(mlflow.uri(), Duration.ofMillis(300))) {
            assertFails(() -> impatient.find("models:/m/1"), ExitCode.UNAVAILABLE, "did not answer GET /api/2.0/mlflow/model-versions/get");
            assertFails(() -> impatient.run("r"), ExitCode.UNAVAILABLE, "did not answer within 300 ms");
        }
        try (ModelRegistry lost = connect(free(), Duration.ofSeconds(5))) {
            for (ThrowingCallable call : List.<ThrowingCallable>of(lost::ping, () -> lost.find("models:/m/1"),
                    () -> lost.startRun("flights", "r", Optional.empty(), Map.of()))) {
                assertFails(call, ExitCode.UNAVAILABLE,
                        "does not answer (tried 4 times). Check MLFLOW_TRACKING_URI, or start the embedded one with ./cyclo up.");
            }
        }
    }

    @Test void anAddressThatIsMissingOrNoServerIsAUsageError() {
        assertFails(() -> ModelRegistry.connect(Env.of(Map.of("CYCLO_HOME", temp.toString()), temp)), ExitCode.USAGE, "MLFLOW_TRACKING_URI is not set");
        assertFails(() -> ModelRegistry.connect(Env.of(Map.of("CYCLO_HOME", temp.toString(), "MLFLOW_TRACKING_URI", "./mlruns"), temp)),
                ExitCode.USAGE, "Cannot use MLFLOW_TRACKING_URI './mlruns'");
        mlflow.answer("GET model-versions/get", 200, "<html>a router</html>");
        assertFails(() -> registry.find("models:/m/1"), ExitCode.USAGE, "something that is not JSON: is it an MLflow server?");
    }

    private ModelRegistry connect(URI uri, Duration timeout) {
        return new ModelRegistry(uri, Optional.of("secret"), timeout, Duration.ofMillis(1), CLOCK);
    }

    /** Logs a model, and gives the version as the server would tell it: with the tags it was created with. */
    private ModelVersion logged() throws Exception {
        TrackedRun run = registry.startRun("flights", "r", Optional.empty(), Map.of());
        registry.register("m", registry.logModel(run, "m", folder(), Map.of()), run, Map.of());
        JsonNode answer = Json.parse(FakeMlflow.recorded("106_model_versions_get").body());
        ((com.fasterxml.jackson.databind.node.ObjectNode) answer.path("model_version")).set("tags", only("POST model-versions/create").path("tags"));
        mlflow.answer("GET model-versions/get", 200, answer.toString());
        return registry.version("models:/m/1");
    }

    private Path folder() throws Exception {
        Path folder = temp.resolve("model");
        ModelFolder.write(folder, Models.trees(Task.BINARY), ModelFolderTest.CARD, Rows.random(5, 1));
        return folder;
    }

    private int downloads() {
        return (int) mlflow.asked.stream().filter(asked -> asked.method().equals("GET") && asked.path().endsWith("cyclo_card.json")).count();
    }

    private JsonNode only(String call) {
        assertThat(mlflow.asked(call)).hasSize(1);
        return mlflow.asked(call).get(0).json();
    }

    private static URI free() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return URI.create("http://127.0.0.1:" + socket.getLocalPort());
        }
    }

    private static void assertFails(ThrowingCallable call, ExitCode exitCode, String sentence) {
        assertThatThrownBy(call).isInstanceOf(CycloException.class).hasMessageContaining(sentence)
                .extracting(e -> ((CycloException) e).exitCode()).isEqualTo(exitCode);
    }
}
