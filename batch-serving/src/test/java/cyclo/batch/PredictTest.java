package cyclo.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cyclo.common.WorkFolder;
import cyclo.common.table.Column;
import cyclo.common.table.Table;
import cyclo.common.table.ValueType;
import cyclo.features.FeatureSelection;
import cyclo.features.Field;
import cyclo.features.files.TableFiles;
import cyclo.models.InputColumn;
import cyclo.models.Predictor;
import cyclo.models.Task;
import cyclo.models.serving.MissingPolicy;
import cyclo.models.serving.ModelInfo;
import cyclo.models.serving.Scorer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PredictTest {
    private static final Instant NOW = Instant.parse("2013-12-20T00:00:00Z");
    private static final FeatureSelection SELECTION = new FeatureSelection("s", List.of(), List.of(Field.of("driver_id", ValueType.INT64)), List.of());
    @TempDir Path folder;

    @Test void everyEntityRowHasItsRowInOrderAcrossPartsAlsoWithoutAPrediction() {
        extracted("s", List.of(part(3, 0.75), part(1, null), part(2, 0.25)));

        Predict.Done done = predict("{file: \"out/p.parquet\"}", "", Task.BINARY).run(work(), NOW);

        Table result = TableFiles.read(folder.resolve("out/p.parquet"));
        assertThat(result.names()).containsExactly("driver_id", "at", "note", "prediction", "probability", "missing", "model_name", "model_version",
                "run_id", "batch", "predicted_at");
        assertThat(values(result, "driver_id")).containsExactly(3L, 1L, 2L);
        assertThat(values(result, "prediction")).containsExactly(1.0, null, 0.0);
        assertThat(values(result, "probability")).containsExactly(0.75, null, 0.25);
        assertThat(values(result, "missing")).containsExactly(null, "rate", null);
        assertThat(result.row(0)).containsEntry("model_version", "3").containsEntry("batch", "DATE=2013-12-20").containsEntry("predicted_at", NOW);
        assertThat(done).isEqualTo(new Predict.Done(folder.resolve("out/p.parquet").toString(), 3, 1));
    }

    @Test void keysAndTimeStayWhateverIsKept() {
        extracted("s", List.of(part(3, 0.75)));

        predict("{file: p.parquet}", "  keep: []\n", Task.REGRESSION).run(work(), NOW);

        assertThat(TableFiles.read(folder.resolve("p.parquet")).names())
                .containsExactly("driver_id", "at", "prediction", "missing", "model_name", "model_version", "run_id", "batch",
                "predicted_at");
    }

    @Test void aTableTakesTheRowsOfOneRunInPlaceOfItsEarlierOnes() {
        extracted("s", List.of(part(3, 0.75)));
        List<String> written = new ArrayList<>();

        Predict.TableWriter tables = (table, file, runColumn) -> {
            written.add("%s %d %s".formatted(table, TableFiles.read(file).rows(), runColumn));
            return 1;
        };
        new Predict(tables, BatchSectionTest.read(yaml("{table: predictions}", "")), SELECTION,
                new Scorer(new Rate(Task.BINARY), MissingPolicy.REFUSE_ALL), info(Task.BINARY),
                folder).run(work(), NOW);

        assertThat(written).containsExactly("predictions 1 Optional[batch]");
    }

    @Test void aFailureLeavesNothingAndTheEarlierResultStays() throws Exception {
        extracted("s", List.of(part(3, 0.75)));
        predict("{file: p.parquet}", "", Task.BINARY).run(work(), NOW);
        byte[] before = Files.readAllBytes(folder.resolve("p.parquet"));
        extracted("s", List.of(part(3, 0.5), part(4, 0.5)));
        Files.write(work().read(ExtractData.STEP).resolve("part-00001.parquet"), new byte[] {1, 2, 3});

        assertThatThrownBy(() -> predict("{file: p.parquet}", "", Task.BINARY).run(work(), NOW)).hasMessageContaining("part-00001.parquet");

        assertThat(Files.readAllBytes(folder.resolve("p.parquet"))).isEqualTo(before);
        assertThat(TableFiles.read(work().read(Predict.STEP).resolve("predictions.parquet")).column("probability").value(0)).isEqualTo(0.75);
    }

    @Test void whatDoesNotFitTogetherIsRefused() {
        extracted("other", List.of(part(3, 0.75)));
        assertThatThrownBy(() -> predict("{file: p.parquet}", "", Task.BINARY).run(work(), NOW))
                .hasMessage("Cannot predict with model 'm' version 3: it wants feature service 's', "
                        + "but batch-extract-data was done for 'other'. Run extract-data again.");
        extracted("s", List.of(part(3, 0.75)));
        assertThatThrownBy(() -> predict("{file: p.parquet}", "  keep: [nte]\n", Task.BINARY).run(work(), NOW)).hasMessageContaining("Cannot keep [nte]");
        assertThatThrownBy(() -> Predictions.checkNames(List.of("flight_id", "run_id"))).hasMessageContaining("Cannot keep the entity rows' columns [run_id]");
    }

    private Predict predict(String output, String more, Task task) {
        return new Predict((table, file, runColumn) -> 0, BatchSectionTest.read(yaml(output, more)), SELECTION,
                new Scorer(new Rate(task), MissingPolicy.REFUSE_ALL), info(task), folder);
    }

    private static String yaml(String output, String more) {
        return "model: m\nbatch:\n  parameters: {DATE: date}\n  entities: {table: t}\n  output: %s\n%s".formatted(output, more);
    }

    private static ModelInfo info(Task task) {
        return new ModelInfo("m", "3", "run", "digest", task, 0.5);
    }

    private static Table part(long driver, Double rate) {
        return Table.of(Column.of("driver_id", ValueType.INT64, List.of(driver)), Column.of("at", ValueType.UNIX_TIMESTAMP, List.of(NOW)),
                Column.of("note", ValueType.STRING, List.of("n")), Column.of("rate", ValueType.DOUBLE, Arrays.asList(rate)));
    }

    private void extracted(String service, List<Table> parts) {
        work().write(ExtractData.STEP, notes -> {
            for (int i = 0; i < parts.size(); i++) {
                TableFiles.write(parts.get(i), PartFiles.part(notes.folder(), i));
            }
            notes.note("feature_service", service);
            notes.note("parameters", Map.of("DATE", "2013-12-20"));
            notes.note("entity_columns", List.of("driver_id", "at", "note"));
            notes.note("time_column", "at");
            notes.note("rows", parts.size());
            notes.note("parts", parts.size());
        });
    }

    private WorkFolder work() {
        return WorkFolder.of(folder.resolve("work"), "run-1");
    }

    private static List<Object> values(Table table, String column) {
        List<Object> values = new ArrayList<>();
        for (int row = 0; row < table.rows(); row++) {
            values.add(table.column(column).value(row));
        }
        return values;
    }

    /** Answers its input. */
    private record Rate(Task task) implements Predictor {
        @Override public List<InputColumn> inputs() {
            return List.of(new InputColumn("rate", ValueType.DOUBLE));
        }

        @Override public double[] predict(Table rows) {
            double[] values = new double[rows.rows()];
            Arrays.setAll(values, row -> rows.column("rate").numberAt(row));
            return values;
        }

        @Override public double predict(Map<String, ?> row) {
            throw new UnsupportedOperationException();
        }
    }
}
