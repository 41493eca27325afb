package cyclo.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cyclo.common.CycloException;
import cyclo.training.Gate.Kind;
import cyclo.training.metrics.Metric;
import cyclo.training.trainers.Space;
import cyclo.training.trainers.TrainerKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingFileTest {
    @TempDir Path folder;

    @Test void theExamplesAreRead() {
        TrainingFile flights = TrainingFile.read(Path.of("../examples/flights/training.yaml"));
        assertThat(flights.registeredModel()).isEqualTo("flight_delay");
        assertThat(flights.binary()).isTrue();
        assertThat(flights.split().trainUntil()).isEqualTo(Instant.parse("2013-10-01T00:00:00Z"));
        assertThat(flights.candidates()).extracting(candidate -> candidate.kind()).containsExactly(TrainerKind.BOOSTED_TREES, TrainerKind.LOGISTIC_SGD);
        assertThat(flights.gate().rules()).contains(new Gate.Rule(Metric.AUC, Kind.AT_LEAST, 0.73));
        assertThat(TrainingFile.read(Path.of("../examples/flights/training-arrival-delay.yaml")).binary()).isFalse();
        TrainingFile drivers = TrainingFile.read(Path.of("../examples/drivers/training.yaml"));
        assertThat(drivers.labels().origin()).isEqualTo(new Labels.TableOrigin("driver_orders"));
        assertThat(drivers.split().hasValidation()).isFalse();
    }

    @Test void aSettingIsAValueAListOrARange() throws IOException {
        TrainingFile file = read(WHOLE.replace("{alpha: 0.5}", "{alpha: {from: 0.01, to: 1, log: true}, l1_ratio: [0, 0.5], max_iterations: 100}")
                .replace("2021-01-01}", "2021-01-01, validation_until: 2021-02-01}"));
        assertThat(file.candidates().get(0).settings()).containsEntry("alpha", new Space.Range(0.01, 1, true))
                .containsEntry("l1_ratio", new Space.Choice(List.of(0.0, 0.5))).containsEntry("max_iterations", new Space.Choice(List.of(100L)));
    }

    @Test void everyFaultIsToldWithItsLine() {
        assertThatThrownBy(() -> read("""
                experiment: e
                registered_modle: m
                task: regression
                labels: {file: a.csv, table: b, label: y}
                feature_service: s
                split: {train_until: soon, validation_until: 2021-01-01}
                candidates:
                  - {trainer: elastic_net, settings: {alfa: 1}}
                  - {trainer: logistic_sgd}
                gate:
                  - {metric: auc, at_least: 0.7}
                  - {metric: rmse}
                """)).isInstanceOf(CycloException.class)
                .hasMessageContaining("training.yaml:2: unknown key 'registered_modle'. Did you mean 'registered_model'?")
                .hasMessageContaining("training.yaml:1: 'registered_model' is missing")
                .hasMessageContaining("training.yaml:4: 'labels' needs one of file, table and sql, not several")
                .hasMessageContaining("training.yaml:6: 'split.train_until' is 'soon': write an instant such as 2013-10-01T00:00:00Z")
                .hasMessageContaining("training.yaml:8: 'alfa' is not a setting of elastic_net. There is: alpha, l1_ratio, max_iterations, tolerance.")
                .hasMessageContaining("training.yaml:9: 'logistic_sgd' does not fit a regression task: one of [elastic_net, linear_sgd, boosted_trees] does")
                .hasMessageContaining("training.yaml:11: 'auc' does not measure a regression task: one of [rmse, mae, r2] does")
                .hasMessageContaining("training.yaml:12: a rule of the gate needs at_least");
    }

    @Test void settingsOutsideOfWhatTrainersTakeAreTold() {
        assertThatThrownBy(() -> read(WHOLE.replace("{alpha: 0.5}", "{alpha: -1, l1_ratio: [0.5, 2], max_iterations: 0, tolerance: {from: 0, to: 1}}")))
                .hasMessageContaining("'alpha' of elastic_net: -1 is not at least 0")
                .hasMessageContaining("'l1_ratio' of elastic_net: 2 is not at least 0 and at most 1")
                .hasMessageContaining("'max_iterations' of elastic_net: 0 is not at least 1")
                .hasMessageContaining("'tolerance' of elastic_net: 0 is not above 0");
    }

    @Test void trialsAreComparedOnAValidationPeriod() {
        assertThatThrownBy(() -> read(WHOLE.replace("{alpha: 0.5}", "{alpha: [0.5, 1]}")))
                .hasMessageContaining("'split.validation_until' is missing: several trials are compared on the rows between it and train_until");
    }

    @Test void aGridCannotGoThroughARange() {
        assertThatThrownBy(() -> read(WHOLE.replace("{alpha: 0.5}", "{alpha: {from: 0.1, to: 1}}") + "search: {method: grid}\n"))
                .hasMessageContaining("'alpha' of elastic_net is a range, but search.method is grid: list the values");
    }

    @Test void aGateIsNotForgotten() {
        assertThatThrownBy(() -> read(WHOLE.replace("gate: []\n", ""))).hasMessageContaining("'gate' is missing");
    }

    private static final String WHOLE = """
            experiment: e
            registered_model: m
            task: regression
            labels: {table: b, label: y}
            feature_service: s
            split: {train_until: 2021-01-01}
            candidates:
              - {trainer: elastic_net, settings: {alpha: 0.5}}
            gate: []
            """;

    private TrainingFile read(String text) throws IOException {
        return TrainingFile.read(Files.writeString(folder.resolve("training.yaml"), text));
    }
}
