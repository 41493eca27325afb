package cyclo.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cyclo.common.CycloException;
import cyclo.common.Env;
import cyclo.common.Sha256;
import cyclo.common.web.WebAddress;
import cyclo.common.web.WebServer;
import cyclo.models.ModelFolder;
import cyclo.models.ServableModel;
import cyclo.models.serving.ModelReference;
import cyclo.models.serving.ServedModel;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model that predicts here something else than where it was written, as on a machine that computes otherwise. */
class ReadinessTest {
    @TempDir Path folder;
    private Path model;

    @BeforeEach void writeModel() throws IOException {
        model = folder.resolve("model");
        FlightsProject.model(model, "flights");
        Path golden = model.resolve("golden_rows.json");
        String before = Sha256.of(golden);
        Files.writeString(golden, Files.readString(golden).replaceFirst("\"expected\":\\[[^,]+", "\"expected\":[0.5"));
        Path sums = model.resolve("SHA256SUMS");
        Files.writeString(sums, Files.readString(sums).replace(before, Sha256.of(golden)));
    }

    @Test void aServerWhosePredictionsDifferFromTheGoldenRowsIsNotReady() throws Exception {
        ServableModel differing = ModelFolder.open(model);
        try (WebServer server = new WebServer(WebAddress.loopback(0))) {
            server.readyWhen(() -> Main.problems(List.of(differing::verifyGoldenRows, () -> { }))).start();
            HttpResponse<String> ready = HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(URI.create(server.url() + "/readyz")).build(), BodyHandlers.ofString());
            assertThat(ready.statusCode()).isEqualTo(503);
            assertThat(ready.body()).contains("golden row 0 gives").contains("but 0.5 where the model was written");
        }
    }

    @Test void itIsNotServedAtAll() {
        assertThatThrownBy(() -> ServedModel.load(new ModelReference.Folder(model), Env.of(Map.of(), folder), folder.resolve("cache")))
                .isInstanceOf(CycloException.class).hasMessageContaining("golden row 0 gives");
    }
}
