package cyclo.featureserver.interop;

import static org.assertj.core.api.Assertions.assertThat;

import cyclo.common.web.WebAddress;
import cyclo.common.web.WebServer;
import cyclo.featureserver.ReadObserver;
import cyclo.featureserver.http.Compatibility;
import cyclo.featureserver.http.FeatureServer;
import cyclo.featureserver.http.ServeSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Python's Feast with {@code online_store: {type: remote}} on Cyclo's feature server. */
class RemoteStoreIT {
    @TempDir private Path folder;

    @Test void pythonReadsAndWritesThroughTheFeatureServer() throws Exception {
        SharedProject project = new SharedProject(folder, "sql");
        project.sqlOf("interop/tables.sql");
        project.take("interop/features.yaml");
        assertThat(project.cyclo("apply").code()).isZero();
        assertThat(project.cyclo("materialize", "2023-12-01", "2024-01-02").code()).isZero();
        ServeSettings settings = new ServeSettings(WebAddress.loopback(0), Compatibility.CYCLO, Duration.ZERO, Optional.empty(), 10 << 20, 1000, 1000, 1, false,
                Optional.empty(), Duration.ofSeconds(5));
        try (WebServer server = FeatureServer.of(project.store(), SharedProject.CLOCK, settings, ReadObserver.NONE).start()) {
            String yaml = Files.readString(folder.resolve("feature_store.yaml"));
            Files.writeString(folder.resolve("feature_store.yaml"), yaml.replaceFirst("online_store: .*", "online_store: {type: remote, path: \"" + server.url() + "\"}"));
            try (FeastSession feast = new FeastSession(project.python, folder)) {
                List<String> wanted = List.of("stats:rate", "stats:trips");
                List<Map<String, Object>> drivers = List.of(Map.of("driver_id", 1002), Map.of("driver_id", 1001), Map.of("driver_id", 9));
                assertThat(SameValues.of(feast.ask("online", "features", wanted, "rows", drivers), List.of("rate", "trips")))
                        .isEqualTo(Map.of("rate", List.of("0.75", "0.5", "null"), "trips", List.of("9007199254740993", "8", "null")));
                feast.ask("write", "view", "stats", "rows", SharedProject.columns("driver_id", List.of(9L), "rate", List.of(0.875), "trips", List.of(3L),
                        "event_timestamp", List.of("2024-01-03T00:00:00Z"), "created", List.of("2024-01-03T00:00:00Z")));
                assertThat(SameValues.of(feast.ask("online", "features", wanted, "rows", List.of(Map.of("driver_id", 9))), List.of("rate", "trips")))
                        .isEqualTo(Map.of("rate", List.of("0.875"), "trips", List.of("3")));
            }
        }
    }
}
