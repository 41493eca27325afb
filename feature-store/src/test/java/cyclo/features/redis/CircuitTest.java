package cyclo.features.redis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CircuitTest {
    private long now;
    private final Circuit circuit = new Circuit(100, () -> now);

    @Test void afterFiveFailuresInARowItOpensAndLetsOneTryThroughAtATime() {
        fail(4);
        assertThat(circuit.lets()).isTrue();
        fail(1);
        assertThat(circuit.lets()).isFalse();
        assertThat(circuit.story()).isEqualTo("has not answered 5 times in a row (gone)");
        now = 100;
        assertThat(circuit.lets()).isTrue();
        assertThat(circuit.lets()).isFalse();
        fail(1);
        now = 199;
        assertThat(circuit.lets()).isFalse();
        now = 200;
        assertThat(circuit.lets()).isTrue();
        circuit.succeeded();
        assertThat(circuit.lets()).isTrue();
        assertThat(circuit.open()).isFalse();
    }

    @Test void aSuccessForgetsTheFailuresBeforeIt() {
        fail(4);
        circuit.succeeded();
        fail(4);
        assertThat(circuit.open()).isFalse();
    }

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            circuit.failed("gone");
        }
    }
}
