package cyclo.models;

import cyclo.common.AtomicFiles;
import cyclo.common.CycloException;
import cyclo.common.FileFault;
import cyclo.common.Sha256;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Models on this machine, each in a folder named by its registered name, its version and where it came from. */
final class ModelCache {
    private static final Logger log = LoggerFactory.getLogger(ModelCache.class);

    private final URI server;
    private final RegisteredModels models;
    private final ArtifactStore store;
    private final Path cache;

    ModelCache(URI server, RegisteredModels models, ArtifactStore store, Path cache) {
        this.server = server;
        this.models = models;
        this.store = store;
        this.cache = cache.toAbsolutePath().normalize();
    }

    Path download(ModelVersion version) {
        String artifacts = models.artifactUri(version);
        String origin = Sha256.of(server + " " + artifacts).substring(0, 12);
        String name = version.name().replaceAll("[^A-Za-z0-9_-]", "_");
        Path folder = cache.resolve("%s-%s-%s".formatted(name, version.version().replaceAll("[^0-9]", "_"), origin));
        if (Files.exists(folder.resolve(FolderSums.FILE)) && isIntact(folder, version)) {
            return folder;
        }
        Path arriving = folder.resolveSibling(".%s.%d.%d.part".formatted(folder.getFileName(), ProcessHandle.current().pid(), Thread.currentThread().getId()));
        try {
            AtomicFiles.deleteFolder(arriving);
            Files.createDirectories(arriving);
            store.downloadFolder(artifacts, arriving);
            verify(arriving, version, "model " + version.uri() + " as the artifact store has it");
            AtomicFiles.moveFolder(arriving, folder);
            log.info("downloaded model {} to {}", version.uri(), folder);
            return folder;
        } catch (IOException e) {
            throw CycloException.usage("Cannot keep model %s in %s: %s. Check the free space and the rights of the folder.", version.uri(), folder, FileFault.why(e), e);
        } finally {
            AtomicFiles.deleteFolder(arriving);
        }
    }

    private static boolean isIntact(Path folder, ModelVersion version) {
        try {
            verify(folder, version, "model " + version.uri() + " in " + folder);
            return true;
        } catch (CycloException e) {
            log.warn("downloading {} again: {}", version.uri(), e.getMessage());
            return false;
        }
    }

    private static void verify(Path folder, ModelVersion version, String model) {
        FolderSums.verify(folder, model);
        String registered = version.tags().getOrDefault(RegisteredModels.SUMS_TAG, "");
        String actual = FolderSums.digest(folder);
        if (!registered.isEmpty() && !registered.equals(actual)) {
            throw CycloException.refused("Cannot use model %s: '%s' has the SHA-256 %s, but the registered version says %s. Register the model anew.",
                    version.uri(), FolderSums.FILE, actual, registered);
        }
    }
}
