package cyclo.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mlflow.api.proto.ModelRegistry.ModelVersion;
import org.mlflow.api.proto.Service.Experiment;
import org.mlflow.api.proto.Service.Metric;
import org.mlflow.api.proto.Service.Param;
import org.mlflow.api.proto.Service.Run;
import org.mlflow.api.proto.Service.RunInfo;
import org.mlflow.api.proto.Service.RunStatus;
import org.mlflow.api.proto.Service.RunTag;
import org.mlflow.api.proto.Service.ViewType;
import org.mlflow.tracking.ActiveRun;
import org.mlflow.tracking.MlflowClient;
import org.mlflow.tracking.MlflowContext;
import org.mlflow.tracking.MlflowHttpException;
import org.mlflow.tracking.RunsPage;

/** MLflow's own Java client, which knows nothing of this server. */
class MlflowClientIT {
    @TempDir private Path artifacts;
    private TestServer server;
    private MlflowClient client;

    @BeforeEach void start() {
        server = new TestServer(artifacts);
        client = new MlflowClient(server.url());
    }

    @AfterEach void stop() {
        client.close();
        server.close();
    }

    @Test void experimentsLiveAndDieAndComeBack() {
        String id = client.createExperiment("lab");
        client.setExperimentTag(id, "team", "x");

        assertThat(client.getExperiment(id).getName()).isEqualTo("lab");
        assertThat(client.getExperiment(id).getTags(0).getValue()).isEqualTo("x");
        assertThat(client.getExperimentByName("lab")).map(Experiment::getExperimentId).contains(id);
        assertThat(client.getExperimentByName("nope")).isEmpty();
        assertThat(client.searchExperiments("name LIKE 'la%'").getItems()).hasSize(1);
        client.renameExperiment(id, "laboratory");
        client.deleteExperiment(id);
        assertThat(client.getExperiment(id).getLifecycleStage()).isEqualTo("deleted");
        assertThatThrownBy(() -> client.createRun(id)).isInstanceOf(MlflowHttpException.class);
        client.restoreExperiment(id);
        assertThat(client.getExperiment(id).getName()).isEqualTo("laboratory");
    }

    @Test void aRunKeepsWhatItLogs() {
        RunInfo run = client.createRun(client.createExperiment("lab"));
        String id = run.getRunId();
        client.logParam(id, "alpha", "0.1");
        client.logMetric(id, "loss", 1, 10, 0);
        client.logMetric(id, "loss", 0.5, 20, 1);
        client.logMetric(id, "nan", Double.NaN);
        client.logBatch(id, IntStream.range(0, 900).mapToObj(i -> Metric.newBuilder().setKey("curve").setValue(i / 10.0).setTimestamp(i).setStep(i)
                .build()).toList(),
                List.of(Param.newBuilder().setKey("trainer").setValue("sgd").build()), List.of(RunTag.newBuilder().setKey("a").setValue("b").build()));
        client.setTag(id, "gone", "x");
        client.deleteTag(id, "gone");
        client.setTerminated(id, RunStatus.FINISHED);

        Run found = client.getRun(id);
        assertThat(found.getInfo().getStatus()).isEqualTo(RunStatus.FINISHED);
        assertThat(found.getInfo().getEndTime()).isPositive();
        assertThat(found.getData().getParamsList()).extracting(Param::getKey).containsExactly("alpha", "trainer");
        assertThat(found.getData().getTagsList()).extracting(RunTag::getKey).contains("a").doesNotContain("gone");
        assertThat(found.getData().getMetricsList()).extracting(Metric::getKey).containsExactly("loss", "nan", "curve");
        assertThat(found.getData().getMetrics(0).getValue()).isEqualTo(0.5);
        assertThat(found.getData().getMetrics(1).getValue()).isNaN();
        assertThat(client.getMetricHistory(id, "curve")).hasSize(900);
        assertThatThrownBy(() -> client.logParam(id, "alpha", "0.2")).hasMessageContaining("Changing param values is not allowed");
    }

    @Test void runsAreFoundByFilterInOrderAndByPages() {
        String experiment = client.createExperiment("lab");
        for (int i = 0; i < 7; i++) {
            String run = client.createRun(experiment).getRunId();
            client.logMetric(run, "rmse", i == 6 ? Double.NaN : i);
            client.logParam(run, "kind", i % 2 == 0 ? "even" : "odd");
            client.setTag(run, "n", "run-" + i);
        }
        List<String> one = List.of(experiment);

        assertThat(found(one, "metrics.rmse > 1 and params.kind = 'even'")).hasSize(2);
        assertThat(found(one, "metrics.rmse >= 0")).as("NaN is neither more nor less").hasSize(6);
        assertThat(found(one, "params.kind != 'even'")).hasSize(3);
        assertThat(found(one, "tags.n LIKE 'run-%' and tags.n ILIKE 'RUN-3'")).hasSize(1);
        assertThat(found(one, "attributes.status = 'RUNNING' and start_time > 0")).hasSize(7);
        assertThat(found(one, "tags.`n` = 'x'' or ''1''=''1'")).isEmpty();
        RunsPage page = client.searchRuns(one, "", ViewType.ACTIVE_ONLY, 3, List.of("metrics.rmse DESC"));
        assertThat(page.getItems()).extracting(MlflowClientIT::rmse).containsExactly(5.0, 4.0, 3.0);
        page = page.getNextPage() instanceof RunsPage next ? next : page;
        assertThat(page.getItems()).extracting(MlflowClientIT::rmse).containsExactly(2.0, 1.0, 0.0);
        page = (RunsPage) page.getNextPage();
        assertThat(page.getItems()).extracting(MlflowClientIT::rmse).containsExactly(Double.NaN);
        assertThat(page.hasNextPage()).isFalse();
        String first = found(one, "tags.n = 'run-0'").get(0).getRunId();
        client.deleteRun(first);
        assertThat(found(one, "")).hasSize(6);
        client.restoreRun(first);
        assertThat(found(one, "run_id IN ('" + first + "')")).hasSize(1);
    }

    @Test void registeredVersionsAreRead() throws Exception {
        String run = client.createRun(client.createExperiment("lab")).getRunId();
        client.sendPost("registered-models/create", "{\"name\":\"eta\"}");
        for (int i = 0; i < 3; i++) {
            client.sendPost("model-versions/create", "{\"name\":\"eta\",\"source\":\"runs:/%s/model\",\"run_id\":\"%s\"}".formatted(run, run));
        }
        client.sendPost("model-versions/transition-stage", "{\"name\":\"eta\",\"version\":\"2\",\"stage\":\"production\"}");
        client.sendPost("registered-models/alias", "{\"name\":\"eta\",\"alias\":\"champion\",\"version\":\"2\"}");

        assertThat(client.getRegisteredModel("eta").getLatestVersionsList()).extracting(ModelVersion::getVersion).containsExactly("2", "3");
        assertThat(client.getModelVersion("eta", "2").getCurrentStage()).isEqualTo("Production");
        assertThat(client.getLatestVersions("eta", List.of("Production"))).extracting(ModelVersion::getVersion).containsExactly("2");
        assertThat(client.getModelVersionDownloadUri("eta", "1")).isEqualTo("runs:/" + run + "/model");
        assertThat(client.searchModelVersions("name = 'eta'").getItems()).hasSize(3);
        String noPrompts = URLEncoder.encode("name LIKE 'e%' AND tag.`mlflow.prompt.is_prompt` != 'true'", StandardCharsets.UTF_8);
        assertThat(client.sendGet("registered-models/search?filter=" + noPrompts)).as("as Python's client asks").contains("\"name\":\"eta\"");
        assertThat(client.sendGet("registered-models/alias?name=eta&alias=champion")).contains("\"version\":\"2\"");
    }

    @Test void theContextOfARunWorks() {
        MlflowContext context = new MlflowContext(client);
        context.setExperimentId(client.createExperiment("lab"));
        ActiveRun run = context.startRun("parent");
        run.logParam("a", "1");
        ActiveRun child = context.startRun("child", run.getId());
        child.logMetric("m", 1);
        child.endRun();
        run.endRun();

        assertThat(client.getRun(child.getId()).getInfo().getRunName()).isEqualTo("child");
        assertThat(found(List.of(context.getExperimentId()), "tags.mlflow.parentRunId = '" + run.getId() + "'")).hasSize(1);
        assertThat(found(List.of(context.getExperimentId()), "attributes.run_name = 'parent'")).hasSize(1);
    }

    private List<RunInfo> found(List<String> experiments, String filter) {
        return client.searchRuns(experiments, filter, ViewType.ACTIVE_ONLY, 1000).getItems().stream().map(Run::getInfo).toList();
    }

    private static double rmse(Run run) {
        return run.getData().getMetrics(0).getValue();
    }
}
