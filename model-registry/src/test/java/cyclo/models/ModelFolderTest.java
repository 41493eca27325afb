package cyclo.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cyclo.common.CycloException;
import cyclo.common.ExitCode;
import cyclo.common.Sha256;
import cyclo.common.table.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFolderTest {
    static final ModelCard CARD = new ModelCard("flights", "flight_delay_v1", "ab".repeat(32), 0.4, Instant.parse("2026-11-23T21:00:00Z"), Map.of("seed", "1"));

    @TempDir Path temp;
    private Path folder;
    private CycloModel model;

    @BeforeEach void writeAModel() throws Exception {
        folder = temp.resolve("model");
        model = Models.trees(Task.BINARY);
        ModelFolder.write(folder, model, CARD, Rows.random(20, 31));
    }

    @Test void whatIsWrittenIsReadBackAndPredictsItsGoldenRows() {
        ServableModel back = ModelFolder.open(folder);
        back.verifyGoldenRows();
        Table rows = Rows.random(300, 32);
        assertThat(back.predict(rows)).containsExactly(model.predict(rows));
        assertThat(back.card()).isEqualTo(CARD);
        assertThat(back.digest()).isEqualTo(model.digest());
        assertThat(back.threshold()).isEqualTo(0.4);
        assertThat(back.goldenRows().rows()).isEqualTo(20);
    }

    @Test void theSameModelIsTheSameFolder() {
        ModelFolder.write(temp.resolve("again"), model, CARD, Rows.random(20, 31));
        assertThat(FolderSums.digest(temp.resolve("again"))).isEqualTo(FolderSums.digest(folder));
    }

    @Test void aFlippedBitInAnyFileIsFoundAndNamedWithBothDigests() throws Exception {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).filter(path -> !path.endsWith(FolderSums.FILE)).toList()) {
                byte[] good = Files.readAllBytes(file);
                byte[] bad = good.clone();
                bad[bad.length / 2] ^= 4;
                Files.write(file, bad);
                assertRefused("'" + folder.relativize(file) + "' has the SHA-256 " + Sha256.of(bad) + ", but SHA256SUMS says " + Sha256.of(good));
                Files.write(file, good);
            }
        }
        ModelFolder.open(folder);
    }

    @Test void aMissingAndAnExtraFileAreRefused() throws Exception {
        Files.writeString(folder.resolve("code/extra.py"), "import os");
        assertRefused("'code/extra.py' has the SHA-256");
        Files.delete(folder.resolve("code/extra.py"));
        Files.writeString(folder.resolve("registered_model_meta"), "written by MLflow's Python client");
        ModelFolder.open(folder);
        Files.delete(folder.resolve("model.onnx"));
        assertRefused("'model.onnx' is missing; its SHA-256 was");
    }

    @Test void aListThatLeadsOutOfTheFolderAndALinkAreRefused() throws Exception {
        Path sums = folder.resolve(FolderSums.FILE);
        String good = Files.readString(sums);
        Files.writeString(sums, good + "0".repeat(64) + "  ../secret\n");
        assertRefused("SHA256SUMS' has the line '000000");
        Files.writeString(sums, good);
        Files.move(folder.resolve("model.onnx"), temp.resolve("elsewhere"));
        Files.createSymbolicLink(folder.resolve("model.onnx"), temp.resolve("elsewhere"));
        assertRefused("'model.onnx' is a link");
    }

    @Test void goldenRowsThatPredictOtherwiseAreRefused() throws Exception {
        Path golden = folder.resolve(ModelFolder.GOLDEN);
        Files.writeString(golden, Files.readString(golden).replaceFirst("\"expected\":\\[[^,]+", "\"expected\":[0.5"));
        FolderSums.write(folder);
        assertThatThrownBy(() -> ModelFolder.open(folder).verifyGoldenRows()).isInstanceOf(CycloException.class)
                .hasMessageMatching("Cannot serve model [0-9a-f]{64}: golden row 0 gives 0\\.\\d+ here, but 0\\.5 where the model was written\\. .*");
    }

    @Test void aFolderOfSomethingElseIsAUsageError() throws IOException {
        Path other = Files.createDirectory(temp.resolve("other"));
        assertThatThrownBy(() -> ModelFolder.open(other)).isInstanceOf(CycloException.class).hasMessageContaining("has no SHA256SUMS");
    }

    @Test void theMlmodelSignsEachColumnWithItsType() throws Exception {
        List<String> lines = Files.readAllLines(folder.resolve("MLmodel"));
        assertThat(lines).contains("    loader_module: cyclo_columns", "    feature_service: 'flight_delay_v1'");
        assertThat(lines).anyMatch(line -> line.contains(
                "{\"name\":\"seats\",\"required\":false,\"type\":\"any\"},{\"name\":\"gate\",\"required\":true,\"type\":\"long\"}"));
    }

    private void assertRefused(String sentence) {
        assertThatThrownBy(() -> ModelFolder.open(folder)).isInstanceOf(CycloException.class).hasMessageContaining(sentence)
                .extracting(e -> ((CycloException) e).exitCode()).isEqualTo(ExitCode.REFUSED);
    }
}
