package cyclo.features.definitions;

import cyclo.common.YamlFile;
import cyclo.features.Definitions;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Samples that Feast 0.67 wrote, and the same definitions as a features.yaml. */
final class Golden {
    static final String PROJECT = "driver_ranking";

    private Golden() {}

    static byte[] bytes(String name) {
        try (InputStream in = Golden.class.getResourceAsStream("/golden/" + name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String text(String name) {
        return new String(bytes(name), StandardCharsets.UTF_8);
    }

    static Definitions definitions(String project) {
        return definitions(project, text("feast/features.yaml"));
    }

    static Definitions definitions(String project, String yaml) {
        return FeaturesFile.read(YamlFile.parse(Path.of("features.yaml"), yaml), project);
    }
}
