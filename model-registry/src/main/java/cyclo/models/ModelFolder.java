package cyclo.models;

import com.fasterxml.jackson.databind.JsonNode;
import cyclo.common.AtomicFiles;
import cyclo.common.CycloException;
import cyclo.common.table.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** A model as a folder that Cyclo and MLflow's Python both load. No Java serialization, no pickle. */
public final class ModelFolder {
    static final String MODEL = "cyclo_model.json";
    static final String CARD = "cyclo_card.json";
    static final String GOLDEN = "golden_rows.json";

    private ModelFolder() {}

    /**
     * Writes MLmodel, Cyclo's model file, the ONNX graph with its loader, the card, an input example, the golden rows with the
     * model's predictions, and the SHA-256 of every file. The folder appears complete or not at all, in place of one that was there.
     * Equal models, cards and rows give equal bytes.
     *
     * @param goldenRows a few rows with the model's inputs, the first of which are the input example; other columns are left out
     */
    public static void write(Path folder, CycloModel model, ModelCard card, Table goldenRows) {
        if (goldenRows.rows() == 0) {
            throw new IllegalArgumentException("a model folder needs golden rows");
        }
        Path target = folder.toAbsolutePath().normalize();
        Path building = target.resolveSibling("." + target.getFileName() + "." + ProcessHandle.current().pid() + ".part");
        try {
            AtomicFiles.deleteFolder(building);
            Files.createDirectories(building);
            Table golden = goldenRows.select(model.inputs().stream().map(InputColumn::name).toList());
            Files.write(building.resolve(MODEL), model.toJson());
            Files.write(building.resolve(CARD), card(model, card));
            Files.write(building.resolve(GOLDEN), golden(model, golden));
            MlflowFiles.write(building, model, card, golden);
            FolderSums.write(building);
            open(building).verifyGoldenRows();
            AtomicFiles.moveFolder(building, target);
        } catch (IOException e) {
            throw CycloException.usage("Cannot write the model folder %s: %s. Check the free space and the rights of the folder.", folder, e, e);
        } finally {
            AtomicFiles.deleteFolder(building);
        }
    }

    /**
     * Verifies every file, then reads.
     *
     * @throws CycloException (refused) that names the file and both digests; (usage) if it is no model folder
     */
    public static ServableModel open(Path folder) {
        FolderSums.verify(folder);
        try {
            CycloModel model = CycloModel.parse(Files.readAllBytes(folder.resolve(MODEL)));
            JsonNode card = CanonicalJson.parse(Files.readAllBytes(folder.resolve(CARD)));
            String digest = model.digest();
            if (!card.path("digest").asText().equals(digest)) {
                throw CycloException.refused("Cannot use the model in %s: '%s' has the digest %s, but its card says %s. Register the model anew.",
                        folder, MODEL, digest, card.path("digest").asText());
            }
            JsonNode golden = CanonicalJson.parse(Files.readAllBytes(folder.resolve(GOLDEN)));
            double[] expected = new double[golden.path("expected").size()];
            for (int i = 0; i < expected.length; i++) {
                expected[i] = CanonicalJson.number(golden.path("expected").get(i));
            }
            return new ServableModel(model, digest, card(card), TableJson.parse(golden), expected);
        } catch (IOException | IllegalArgumentException e) {
            throw CycloException.refused("Cannot read the model in %s: %s. Register the model anew.", folder, e.getMessage(), e);
        }
    }

    private static byte[] card(CycloModel model, ModelCard card) {
        Map<String, Object> content = new TreeMap<>();
        content.put("digest", model.digest());
        content.put("project", card.project());
        content.put("feature_service", card.featureService());
        content.put("registry_digest", card.registryDigest());
        content.put("threshold", card.threshold());
        content.put("created", card.created().toString());
        content.put("notes", card.notes());
        return CanonicalJson.write(content);
    }

    private static ModelCard card(JsonNode node) {
        Map<String, String> notes = new TreeMap<>();
        node.path("notes").properties().forEach(note -> notes.put(note.getKey(), note.getValue().asText()));
        return new ModelCard(node.path("project").asText(), node.path("feature_service").asText(), node.path("registry_digest").asText(),
                CanonicalJson.number(node.path("threshold")), Instant.parse(node.path("created").asText()), notes);
    }

    private static byte[] golden(CycloModel model, Table rows) {
        Map<String, Object> content = new LinkedHashMap<>(TableJson.describe(rows));
        content.put("expected", model.predict(rows));
        return CanonicalJson.write(content);
    }
}
