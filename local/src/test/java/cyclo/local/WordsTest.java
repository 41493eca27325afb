package cyclo.local;

import static org.assertj.core.api.Assertions.assertThat;

import cyclo.common.CycloException;
import cyclo.common.ExitCode;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class WordsTest {
    @Test void aTableIsAlignedAndHasNoTrailingBlanks() {
        assertThat(Lines.aligned(List.of(List.of("redis", "127.0.0.1:1", ""), List.of("postgresql", "127.0.0.1:22", "x"))))
                .isEqualTo("redis       127.0.0.1:1%npostgresql  127.0.0.1:22  x%n".formatted());
    }

    @Test void aPlaceIsReadFromAnyFormOfAddress() {
        assertThat(StatusCommand.place("127.0.0.1:5432").getPort()).isEqualTo(5432);
        assertThat(StatusCommand.place("my_db:5432").getHostString()).isEqualTo("my_db");
        assertThat(StatusCommand.place("http://me:pw@localhost:5000/mlflow").getPort()).isEqualTo(5000);
        assertThat(StatusCommand.place("https://localhost/").getPort()).isEqualTo(443);
        assertThat(StatusCommand.place("localhost:1,localhost:2").getPort()).isEqualTo(1);
    }

    @Test void aValueIsOneWordOfAShell() {
        assertThat(EnvCommand.quoted("a b'c$d")).isEqualTo("'a b'\\''c$d'");
    }

    @Test void aFlightIsLateAfterMoreThanFifteenMinutes() {
        assertThat(happened(OptionalDouble.of(16))).isEqualTo("late: 16 min after schedule");
        assertThat(happened(OptionalDouble.of(15))).isEqualTo("on time: 15 min after schedule");
        assertThat(happened(OptionalDouble.of(-7))).isEqualTo("on time: 7 min early");
        assertThat(happened(OptionalDouble.empty())).isEqualTo("cancelled or diverted");
    }

    @Test void theExitCodeOfAStepIsPassedOnWithItsWords() {
        CycloException refused = StepProcess.failure("training-pipeline run", 3, "the gate refused the model");
        assertThat(refused.exitCode()).isEqualTo(ExitCode.REFUSED);
        assertThat(refused).hasMessage("Cannot go on: training-pipeline run ended with code 3.%nthe gate refused the model".formatted());
    }

    private static String happened(OptionalDouble delay) {
        return LivePredictions.happened(new Departures.Flight("UA", "EWR", "IAH", "N1", Instant.EPOCH, 1400, delay));
    }
}
