package cyclo.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cyclo.common.CycloException;
import cyclo.common.ExitCode;
import cyclo.common.web.WebServer;
import cyclo.features.FeatureStore;
import cyclo.services.Ports;
import cyclo.services.TestServices;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** All that holds of predictions on Redis holds through a feature server's gRPC and Feast's Java client too. */
class FeatureServerIT extends OnlineServingIT {
    private final List<ServedFeatures> servers = new ArrayList<>();

    @AfterEach void stop() {
        servers.forEach(ServedFeatures::close);
    }

    @Override WebServer start(FlightsProject project, Instant now, Optional<Integer> port) throws IOException {
        ServedFeatures features = new ServedFeatures(project.open(now), Optional.of("s3cret"), Duration.ZERO);
        servers.add(features);
        return Main.start(folder, SERVING, project.with(Map.of("FEATURE_SERVER", "127.0.0.1:" + features.port(), "FEATURE_SERVER_TOKEN", "s3cret")).env(now), port);
    }

    @Test void aWrongTokenAndNoServerAreToldAtTheStart() throws Exception {
        FlightsProject project = new FlightsProject(folder, TestServices.redis());
        Instant now = FlightsProject.START;
        try (ServedFeatures features = new ServedFeatures(project.open(now), Optional.of("s3cret"), Duration.ZERO)) {
            project.with(Map.of("FEATURE_SERVER", "127.0.0.1:" + features.port(), "FEATURE_SERVER_TOKEN", "guessed"));
            assertThatThrownBy(() -> Main.start(folder, SERVING, project.env(now), Optional.empty())).hasMessageContaining("Set FEATURE_SERVER_TOKEN");
        }
        project.with(Map.of("FEATURE_SERVER", "127.0.0.1:" + Ports.free()));
        assertThatThrownBy(() -> Main.start(folder, SERVING, project.env(now), Optional.empty())).isInstanceOf(CycloException.class)
                .hasMessageContaining("Is it running").extracting(e -> ((CycloException) e).exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
        project.with(Map.of("FEATURE_SERVER", "feature-server"));
        assertThatThrownBy(() -> Main.start(folder, SERVING, project.env(now), Optional.empty())).hasMessageContaining("write host:port");
    }

    @Test void aFeatureServerThatIsSlowEndsInTheDeadline() throws Exception {
        FlightsProject project = new FlightsProject(folder, TestServices.redis());
        Instant now = FlightsProject.START;
        try (ServedFeatures features = new ServedFeatures(project.open(now), Optional.empty(), Duration.ofSeconds(20));
                FeatureStore store = project.open(now);
                FeatureServerReader reader = FeatureServerReader.connect(new FeatureServerAddress("127.0.0.1", features.port(), Optional.empty(), Optional.empty()),
                        store.service("delay_v1"), Duration.ofMillis(300))) {
            long began = System.nanoTime();
            assertThatThrownBy(() -> reader.read(List.of(Map.of("origin", "EWR", "tailnum", "N3", "sched_dep", now)))).isInstanceOf(CycloException.class)
                    .hasMessageContaining("127.0.0.1:" + features.port())
                    .satisfies(e -> assertThat(((CycloException) e).exitCode()).isEqualTo(ExitCode.UNAVAILABLE));
            long millis = (System.nanoTime() - began) / 1_000_000;
            System.out.printf("a feature server that needs 20 s: told after %d ms, deadline 300 ms%n", millis);
            assertThat(millis).isBetween(250L, 5000L);
        }
    }
}
