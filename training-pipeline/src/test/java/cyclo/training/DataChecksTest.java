package cyclo.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cyclo.common.CycloException;
import cyclo.common.ExitCode;
import cyclo.common.table.Column;
import cyclo.common.table.Table;
import cyclo.common.table.ValueType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataChecksTest {
    @TempDir Path folder;

    @Test void goodDataHasNoFaults() throws IOException {
        assertThat(faults(table(List.of(0, 1, 0, 1), 1.0, 2.0, 3.0, 4.0))).isEmpty();
    }

    @Test void aLabelBeforeAllFeatures() throws IOException {
        assertThat(faults(table(List.of(0, 1, 0, 1), null, null, null, null)))
                .containsExactly("no label has any feature: all 4 labels are before the first feature row, of other entities, or past every ttl");
    }

    @Test void oneClassOnly() throws IOException {
        assertThat(faults(table(List.of(1, 1, 0, 1), 1.0, 2.0, 3.0, 4.0))).containsExactly("all 2 labels of the train period are 1.0: both classes are needed");
        assertThat(faults(table(List.of(0, 1, 0, 0), 1.0, 2.0, 3.0, 4.0))).containsExactly("all 2 labels of the test period are 0.0: both classes are needed");
    }

    @Test void labelsThatAreNotZeroOrOne() throws IOException {
        assertThat(faults(table(List.of(0, 2, 0, 1), 1.0, 2.0, 3.0, 4.0)))
                .containsExactly("the label 'y' of a binary task must be 0 or 1, the train period has others");
    }

    @Test void labelsThatAreInfinite() throws IOException {
        Table table = table(List.of(0, 1, 0, 1), 1.0, 2.0, 3.0, 4.0);
        assertThat(faults(table.with(Column.of("y", ValueType.DOUBLE, List.of(0.0, 1.0, 0.0, Double.POSITIVE_INFINITY)))))
                .containsExactly("the label 'y' holds an infinite number in the test period: no model can learn it");
    }

    @Test void labelsThatAreNull() throws IOException {
        assertThat(faults(table(Arrays.asList(0, 1, null, 0, 1), 1.0, 2.0, 3.0, 4.0, 5.0)))
                .containsExactly("1 of 5 labels are null (20.0 %), checks.max_label_null_share allows 0.0 %: leave them out of the query, or allow more");
    }

    @Test void tooFewRowsInAPeriod() throws IOException {
        assertThat(faults(table(List.of(0, 1, 1), 1.0, 2.0, 3.0)))
                .containsExactly("the test period has 1 labels, checks.min_rows asks for 2: move the instants of split, or bring more data");
    }

    @Test void anInputThatIsMostlyNull() throws IOException {
        assertThat(faults(table(List.of(0, 1, 0, 1), null, Double.NaN, 3.0, 4.0)))
                .containsExactly("input 'x' is null in 100.0 % of the training rows, checks.max_null_share allows 40.0 %: "
                        + "name it in inputs.without, or raise its limit");
    }

    @Test void anInputThatIsInfinite() throws IOException {
        assertThat(faults(table(List.of(0, 1, 0, 1), 1.0, Double.POSITIVE_INFINITY, 3.0, 4.0)))
                .containsExactly("input 'x' holds an infinite number: a model cannot read it");
    }

    @Test void noRowAtAll() throws IOException {
        assertThat(faults(table(List.of()))).containsExactly("there are no labels: table b gave no row");
    }

    @Test void aFeatureTheServiceLacks() throws IOException {
        TrainingFile file = file("inputs: {features: [x, speeed], also: [driver]}\n");
        assertThatThrownBy(() -> Inputs.names(file, List.of("x", "speed"), List.of("driver_id"))).isInstanceOf(CycloException.class)
                .hasMessageContaining("inputs.features names 'speeed', which is not a feature of service 's'. Did you mean 'speed'?")
                .hasMessageContaining("inputs.also names 'driver', which is not a join key or request field of service 's'.")
                .extracting(e -> ((CycloException) e).exitCode()).isEqualTo(ExitCode.REFUSED);
    }

    @Test void inputsAreTheServicesFeaturesAndWhatIsNamed() throws IOException {
        assertThat(Inputs.names(file("inputs: {also: [city], without: [z]}\n"), List.of("x", "z", "w"), List.of("city", "id")))
                .containsExactly("x", "w", "city");
        assertThatThrownBy(() -> Inputs.names(file(""), List.of("x", "y"), List.of())).hasMessageContaining("'y' is the label");
    }

    @Test void aListIsNoInput() {
        Table table = Table.of(Column.of("seen", ValueType.INT64_LIST, List.of(List.of(1L))));
        assertThatThrownBy(() -> Inputs.columns(table, List.of("seen"))).hasMessageContaining("Cannot use 'seen' as an input: it is INT64_LIST");
    }

    @Test void theDigestIsThatOfTheRowsHoweverTheyCame() {
        Table one = table(List.of(0, 1, 0, 1), 1.0, 2.0, null, 4.0);
        Table other = one.rows(new int[] {2, 0, 3, 1});
        assertThat(DatasetDigest.of(other)).isNotEqualTo(DatasetDigest.of(one));
        assertThat(DatasetDigest.of(DatasetDigest.inOrder(other, "event_timestamp")))
                .isEqualTo(DatasetDigest.of(DatasetDigest.inOrder(one, "event_timestamp")));
        assertThat(DatasetDigest.of(one.with(one.column("x").named("z")).without("x"))).isNotEqualTo(DatasetDigest.of(one));
        assertThat(DatasetDigest.of(table(List.of(0, 1, 0, 1), 1.0, 2.0, 0.0, 4.0))).isNotEqualTo(DatasetDigest.of(one));
    }

    private List<String> faults(Table table) throws IOException {
        return new DataChecks(file(""), List.of("x"), List.of("x")).faults(table);
    }

    /** Two rows of 2020 to learn from; the others are of 2021, to test on. */
    private static Table table(List<Integer> labels, Double... x) {
        List<Instant> times = new ArrayList<>();
        for (int i = 0; i < x.length; i++) {
            times.add(Instant.parse(i < 2 ? "2020-06-01T00:00:00Z" : "2021-06-01T00:00:00Z").plusSeconds(i));
        }
        return Table.of(Column.of("event_timestamp", ValueType.UNIX_TIMESTAMP, times), Column.of("y", ValueType.INT32, labels),
                Column.of("x", ValueType.DOUBLE, Arrays.asList(x)));
    }

    private TrainingFile file(String more) throws IOException {
        return TrainingFile.read(Files.writeString(folder.resolve("training.yaml"), """
                experiment: e
                registered_model: m
                task: binary
                labels: {table: b, label: y}
                feature_service: s
                checks: {min_rows: 2, max_null_share: 0.4}
                split: {train_until: 2021-01-01}
                candidates: [{trainer: boosted_trees}]
                gate: []
                """ + more));
    }
}
