package cyclo.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManyWritersIT {
    @TempDir private Path artifacts;
    private TestServer server;

    @BeforeEach void start() {
        server = new TestServer(artifacts);
    }

    @AfterEach void stop() {
        server.close();
    }

    @Test void batchesLoggedAtTheSameTimeAreAllThere() throws Exception {
        String run = server.newRun(server.newExperiment("many"));
        together(8, writer -> {
            for (int batch = 0; batch < 5; batch++) {
                List<String> points = new ArrayList<>();
                for (int i = 0; i < 100; i++) {
                    int step = batch * 800 + i * 8 + writer;
                    points.add("{\"key\":\"loss\",\"value\":%d,\"timestamp\":%d,\"step\":%d}".formatted(step, step, step));
                    points.add("{\"key\":\"own-%d\",\"value\":1,\"timestamp\":%d,\"step\":%d}".formatted(writer, step, step));
                }
                Collections.shuffle(points, new Random(writer)); // another order in each: locks must not
                server.call("POST", "runs/log-batch", ("{\"run_id\":\"%s\",\"metrics\":[%s],\"params\":[{\"key\":\"p\",\"value\":\"1\"}],"
                        + "\"tags\":[{\"key\":\"t\",\"value\":\"%d\"},{\"key\":\"t-%d\",\"value\":\"x\"}]}").formatted(run, String.join(",", points),
                                writer, writer));
            }
        });
        JsonNode history = server.call("GET", "metrics/get-history?run_id=" + run + "&metric_key=loss", null);
        JsonNode data = server.call("GET", "runs/get?run_id=" + run, null).at("/run/data");
        assertThat(history.get("metrics")).hasSize(4000);
        assertThat(data.get("metrics")).hasSize(9);
        assertThat(data.get("metrics").findValuesAsText("value")).contains("3999.0");
        assertThat(data.get("params")).hasSize(1);
        assertThat(data.get("tags")).hasSize(10);
    }

    @Test void versionsRegisteredAtTheSameTimeHaveNumbersOfTheirOwn() throws Exception {
        String experiment = server.newExperiment("many");
        server.call("POST", "registered-models/create", "{\"name\":\"m\"}");
        String model = server.call("POST", "logged-models", "{\"experiment_id\":\"%s\",\"name\":\"lm\"}".formatted(experiment))
                .at("/model/info/model_id").textValue();
        List<String> versions = Collections.synchronizedList(new ArrayList<>());
        together(6, writer -> {
            for (int i = 0; i < 5; i++) {
                versions.add(server.call("POST", "model-versions/create",
                        "{\"name\":\"m\",\"source\":\"models:/%s\",\"model_id\":\"%s\"}".formatted(model, model))
                        .at("/model_version/version").textValue());
            }
        });
        assertThat(new TreeSet<>(versions)).containsExactlyElementsOf(new TreeSet<>(IntStream.rangeClosed(1, 30).mapToObj(String::valueOf).toList()));
        server.call("DELETE", "model-versions/delete", "{\"name\":\"m\",\"version\":\"30\"}");
        assertThat(server.call("POST", "model-versions/create", "{\"name\":\"m\",\"source\":\"models:/%s\",\"model_id\":\"%s\"}".formatted(model, model))
                .at("/model_version/version").textValue()).as("a number is never given twice").isEqualTo("31");
    }

    @Test void aRefusedBatchLeavesNothingBehind() throws Exception {
        String run = server.newRun(server.newExperiment("many"));
        server.call("POST", "runs/log-parameter", "{\"run_id\":\"%s\",\"key\":\"p\",\"value\":\"1\"}".formatted(run));
        var answer = server.send("POST", "/api/2.0/mlflow/runs/log-batch", ("{\"run_id\":\"%s\",\"metrics\":[{\"key\":\"m\",\"value\":1,\"timestamp\":1}],"
                + "\"params\":[{\"key\":\"p\",\"value\":\"2\"}],\"tags\":[{\"key\":\"t\",\"value\":\"x\"}]}").formatted(run), "Content-Type",
                        "application/json");
        assertThat(answer.statusCode()).isEqualTo(400);
        JsonNode data = server.call("GET", "runs/get?run_id=" + run, null).at("/run/data");
        assertThat(data.has("metrics")).isFalse();
        assertThat(data.get("tags")).hasSize(1);
    }

    @Test void aRestartKeepsEverything() throws Exception {
        String experiment = server.newExperiment("kept");
        String run = server.newRun(experiment);
        server.send("PUT", "/api/2.0/mlflow-artifacts/artifacts/%s/%s/artifacts/x.txt".formatted(experiment, run), "kept");
        JsonNode before = server.call("GET", "runs/get?run_id=" + run, null);

        server.restart();

        assertThat(server.call("GET", "runs/get?run_id=" + run, null)).isEqualTo(before);
        assertThat(server.send("GET", "/get-artifact?run_id=%s&path=x.txt".formatted(run), null).body()).isEqualTo("kept");
    }

    private interface Writer {
        void write(int number) throws Exception;
    }

    private static void together(int writers, Writer writer) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(writers);
        try {
            List<Callable<Void>> tasks = new ArrayList<>();
            for (int i = 0; i < writers; i++) {
                int number = i;
                tasks.add(() -> {
                    writer.write(number);
                    return null;
                });
            }
            for (Future<Void> done : threads.invokeAll(tasks)) {
                done.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
