package cyclo.models;

import cyclo.common.table.Table;
import java.nio.file.Path;

/** A model as a folder that Cyclo and MLflow's Python both load. No Java serialization, no pickle. */
public final class ModelFolder {
    private ModelFolder() {}

    /**
     * Writes MLmodel, Cyclo's model file, the ONNX graph with its loader, the card, an input example, the golden rows with the
     * model's predictions, and the SHA-256 of every file. The folder appears complete or not at all.
     */
    public static void write(Path folder, CycloModel model, ModelCard card, Table goldenRows) {
        throw new UnsupportedOperationException();
    }

    /** Verifies every file, then reads. @throws cyclo.common.CycloException (refused) that names the file and both digests */
    public static ServableModel open(Path folder) {
        throw new UnsupportedOperationException();
    }
}
