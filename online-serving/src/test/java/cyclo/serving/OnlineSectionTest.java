package cyclo.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cyclo.common.YamlFile;
import cyclo.models.serving.Serving;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OnlineSectionTest {
    @Test void limitsHaveDefaultsAndUnits() {
        assertThat(read("model: models:/m@champion")).isEqualTo(OnlineSection.STANDARD);
        assertThat(read("model: m\nonline: {max_entities: 10, max_body: 64KB, deadline: 50ms, inference: {entity: driver_id, choose: min}}"))
                .isEqualTo(new OnlineSection(10, 65536, Duration.ofMillis(50),
                        Optional.of(new OnlineSection.Inference("driver_id", OnlineSection.Choice.MIN))));
    }

    @Test void allFaultsAreToldAtOnceWithTheirLines() {
        assertThatThrownBy(() -> read("modle: x\nonline:\n  max_entities: 0\n  deadline: 50\n  inference: {entity: driver_id, choose: best}"))
                .hasMessageContaining("serving.yaml:1: unknown key 'modle'. Did you mean 'model'?")
                .hasMessageContaining("'model' is missing")
                .hasMessageContaining("serving.yaml:3: 'max_entities' is 0: write a number from 1 to 1000000")
                .hasMessageContaining("serving.yaml:4: 'online.deadline' is '50'")
                .hasMessageContaining("serving.yaml:5: 'online.inference.choose' is 'best'");
    }

    private static OnlineSection read(String yaml) {
        YamlFile file = YamlFile.parse(Path.of("serving.yaml"), yaml);
        Serving.read(file, Path.of("/project"));
        OnlineSection online = OnlineSection.read(file.root());
        file.check();
        return online;
    }
}
