package cyclo.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ClocksTest {
    @Test void anInstantStandsStill() {
        Instant then = Instant.parse("2013-12-15T12:00:00Z");
        assertThat(Clocks.parse("2013-12-15T12:00:00Z").instant()).isEqualTo(then);
    }

    @Test void anOffsetRunsOn() {
        Clock clock = Clocks.parse("-30d");
        assertThat(Duration.between(clock.instant(), Instant.now())).isBetween(Duration.ofDays(30).minusSeconds(5), Duration.ofDays(30).plusSeconds(5));
    }

    @Test void anythingElseIsExplained() {
        assertThatThrownBy(() -> Clocks.parse("yesterday")).hasMessage(
                "Cannot use CYCLO_NOW 'yesterday': write an instant such as 2013-12-15T12:00:00Z, or an offset from now such as -30d.");
    }
}
