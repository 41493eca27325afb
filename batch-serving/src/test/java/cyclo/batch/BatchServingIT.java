package cyclo.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cyclo.common.CycloException;
import cyclo.common.ExitCode;
import cyclo.common.WorkFolder;
import cyclo.common.table.Table;
import cyclo.features.FeatureStore;
import cyclo.features.FeatureSelection;
import cyclo.features.files.TableFiles;
import cyclo.models.ModelFolder;
import cyclo.models.serving.Missing;
import cyclo.models.serving.MissingPolicy;
import cyclo.models.serving.ModelInfo;
import cyclo.models.serving.Scorer;
import cyclo.models.Task;
import cyclo.services.Ports;
import cyclo.services.PostgresAddress;
import cyclo.services.TestServices;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BatchServingIT {
    private static final String BY_DAY = """
            missing: {otherwise: model, features: {acc_rate: refuse}}
            batch:
              parameters: {DATE: date}
              entities: {sql: "select order_id, event_timestamp, driver_id from orders where event_timestamp::date = ${DATE} order by order_id desc"}
              output: {%s}
            """;
    @TempDir Path folder;

    @Test void aDayOfOrdersBecomesOneRowEachInTheOrderOfTheQuery() throws Exception {
        DriversProject project = new DriversProject(folder, TestServices.freshDatabase()).loaded();
        project.serving(BY_DAY.formatted("file: \"out/${DATE}.parquet\""));

        run(project, Map.of("DATE", "2021-07-02"));

        Table result = TableFiles.read(folder.resolve("out/2021-07-02.parquet"));
        assertThat(result.names()).containsExactly("order_id", "event_timestamp", "driver_id", "prediction", "missing", "model_name", "model_version",
                "run_id", "batch", "predicted_at");
        assertThat(values(result, "order_id")).isEqualTo(LongStream.range(30, 60).mapToObj(i -> 89 - i).map(Object.class::cast).toList());
        assertThat(result.rows()).isEqualTo(30);
        for (int row = 0; row < result.rows(); row++) {
            boolean refused = result.column("missing").value(row) != null;
            assertThat(result.column("prediction").isNull(row)).as("row %d", row).isEqualTo(refused);
            assertThat(result.column("missing").value(row)).isIn(null, "acc_rate");
            if (result.column("driver_id").isNull(row) || result.column("driver_id").longAt(row) > 1004) {
                assertThat(refused).as("nobody, or nothing of him within 6 hours").isTrue();
            }
        }
        assertThat(result.row(0)).containsEntry("run_id", "run-7").containsEntry("batch", "DATE=2021-07-02")
                .containsEntry("predicted_at", Instant.parse("2021-07-05T00:00:00Z"));
    }

    @Test void aRunThatIsDoneAgainReplacesItsRowsAndNoOthers() throws Exception {
        DriversProject project = new DriversProject(folder, TestServices.freshDatabase()).loaded();
        project.serving(BY_DAY.formatted("table: predictions"));

        run(project, Map.of("DATE", "2021-07-01"));
        run(project, Map.of("DATE", "2021-07-02"));
        run(project, Map.of("DATE", "2021-07-02"));

        try (FeatureStore store = project.open()) {
            assertThat(store.offline().rows("predictions")).isEqualTo(60);
            Table rows = store.offline().query("select batch, count(*) as n, count(prediction) as predicted from predictions group by batch order by batch");
            assertThat(values(rows, "n")).containsExactly(30L, 30L);
            assertThat(values(rows, "predicted")).doesNotContain(0L);
        }
    }

    @Test void manyPartsAreTheSameAsOne() throws Exception {
        DriversProject project = new DriversProject(folder, TestServices.freshDatabase()).loaded();
        BatchSection batch = BatchSectionTest.read("model: m\nbatch:\n  entities: {table: orders}\n  output: {file: p.parquet}\n");
        List<Table> results = new ArrayList<>();
        try (FeatureStore store = project.open()) {
            FeatureSelection selection = store.service("quality_v1");
            for (int partRows : new int[] {100, 90, 7, 1}) {
                WorkFolder work = WorkFolder.of(folder.resolve("work"), "parts-" + partRows);
                new ExtractData(store, batch, selection, folder, partRows).run(work, Map.of());
                Scorer scorer = new Scorer(ModelFolder.open(folder.resolve("model")), new MissingPolicy(Missing.MODEL, Map.of()));
                new Predict(store.offline()::write, batch, selection, scorer, new ModelInfo("m", "1", "r", "d", Task.REGRESSION, 0), folder)
                        .run(work, DriversProject.START);
                results.add(TableFiles.read(folder.resolve("p.parquet")));
                assertThat(work.notes(Predict.STEP).get("rows").asInt()).isEqualTo(90);
            }
        }
        assertThat(values(results.get(0), "prediction")).doesNotContainNull().hasSizeGreaterThan(80);
        for (Table result : results) {
            assertThat(values(result, "prediction")).isEqualTo(values(results.get(0), "prediction"));
            assertThat(values(result, "driver_id")).isEqualTo(values(results.get(0), "driver_id"));
        }
    }

    @Test void aFileOfRequestsIsReadWithTheTypesOfTheRegistry() throws Exception {
        DriversProject project = new DriversProject(folder, TestServices.freshDatabase()).loaded();
        Files.writeString(folder.resolve("request.csv"), "event_timestamp\tdriver_id\n2021-07-01 05:30:00+00:00\t1001\n2021-07-01 05:30:00\t1002\n");
        project.serving("missing: model\nbatch:\n  entities: {file: request.csv, format: tsv}\n  output: {file: p.parquet}\n");

        run(project, Map.of());

        Table result = TableFiles.read(folder.resolve("p.parquet"));
        assertThat(values(result, "driver_id")).containsExactly(1001L, 1002L);
        assertThat(values(result, "event_timestamp")).containsOnly(Instant.parse("2021-07-01T05:30:00Z"));
        assertThat(values(result, "batch")).containsOnly("all");
    }

    @Test void whatCannotBeReadIsASentenceAndTheEarlierResultStays() throws Exception {
        DriversProject project = new DriversProject(folder, TestServices.freshDatabase()).loaded();
        Path request = folder.resolve("request.parquet");
        TableFiles.write(DriversProject.orders(), request);
        project.serving("missing: model\nbatch:\n  entities: {file: request.parquet}\n  output: {file: p.parquet}\n");
        run(project, Map.of());
        byte[] before = Files.readAllBytes(folder.resolve("p.parquet"));

        byte[] whole = Files.readAllBytes(request);
        Files.write(request, Arrays.copyOf(whole, whole.length / 2));
        assertFails(project, ExitCode.USAGE, "request.parquet");
        Files.write(request, new byte[0]);
        assertFails(project, ExitCode.USAGE, "it is empty");
        TableFiles.write(DriversProject.orders().without("driver_id"), request);
        assertFails(project, ExitCode.REFUSED, "column 'driver_id' (INT64) is missing");
        TableFiles.write(DriversProject.orders().head(0), request);
        assertFails(project, ExitCode.REFUSED, "has no rows");
        Files.delete(request);
        assertFails(project, ExitCode.USAGE, "there is no such file");
        project.serving("batch:\n  entities: {sql: \"select * from nowhere\"}\n  output: {file: p.parquet}\n");
        assertFails(project, ExitCode.USAGE, "nowhere");

        assertThat(Files.readAllBytes(folder.resolve("p.parquet"))).isEqualTo(before);
    }

    @Test void withoutPostgresItSaysSo() throws Exception {
        DriversProject project = new DriversProject(folder, new PostgresAddress("127.0.0.1", Ports.free(), "d", "u", "p"));
        project.serving("batch:\n  entities: {table: orders}\n  output: {file: p.parquet}\n");

        assertFails(project, ExitCode.UNAVAILABLE, "PostgreSQL");
    }

    @Test void aFlippedBitInTheModelIsRefused() throws Exception {
        DriversProject project = new DriversProject(folder, TestServices.freshDatabase()).loaded();
        project.serving("batch:\n  entities: {table: orders}\n  output: {file: p.parquet}\n");
        Path file = folder.resolve("model/cyclo_model.json");
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);

        assertFails(project, ExitCode.REFUSED, "cyclo_model.json");
    }

    private static void run(DriversProject project, Map<String, String> set) {
        Main.ServingFile file = Main.ServingFile.read(project.folder, Path.of("serving.yaml"));
        Map<String, String> values = file.batch().values(set);
        try (Main.Batch batch = Main.Batch.open(project.folder, file, project.env())) {
            WorkFolder work = WorkFolder.of(project.folder.resolve("work"), "it");
            batch.extract(work, values);
            batch.predict(work);
        }
    }

    private static void assertFails(DriversProject project, ExitCode code, String part) {
        assertThatThrownBy(() -> run(project, Map.of())).isInstanceOf(CycloException.class).hasMessageContaining(part)
                .extracting(e -> ((CycloException) e).exitCode()).isEqualTo(code);
    }

    private static List<Object> values(Table table, String column) {
        List<Object> values = new ArrayList<>();
        for (int row = 0; row < table.rows(); row++) {
            values.add(table.column(column).value(row));
        }
        return Collections.unmodifiableList(values);
    }
}
