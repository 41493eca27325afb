package cyclo.data;

import com.fasterxml.jackson.databind.JsonNode;
import cyclo.common.CycloException;
import cyclo.common.Progress;
import cyclo.common.Sha256;
import cyclo.common.WorkFolder;
import cyclo.data.Pipeline.Target;
import cyclo.data.check.CheckTables;
import cyclo.data.check.LastRun;
import cyclo.features.offline.LoadCounts;
import cyclo.features.offline.OfflineStore;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The step {@code load}: checked tables into the offline store, each in one transaction. Again is the same as once. */
public final class Load {
    public static final String STEP = "load";
    private static final Logger LOG = LoggerFactory.getLogger(Load.class);

    private final Pipeline pipeline;
    private final OfflineStore store;

    public Load(Pipeline pipeline, OfflineStore store) {
        this.pipeline = pipeline;
        this.store = store;
    }

    /** @throws CycloException refused when the checks of exactly these tables have not passed */
    public void run(WorkFolder work) {
        Path tables = work.read(Transform.STEP);
        requireChecked(work, tables);
        work.write(STEP, notes -> {
            Map<String, Object> counts = new LinkedHashMap<>();
            try (Progress progress = Progress.start("load: tables", pipeline.targets().size())) {
                for (Target target : pipeline.targets()) {
                    Path file = work.read(Transform.STEP, target.from() + ".parquet");
                    notes.input(file);
                    LoadCounts loaded = store.load(target.table(), file);
                    progress.add(1);
                    LOG.info("loaded {}: {} rows read, {} replaced, {} in the table", target.table().table(), loaded.read(), loaded.replaced(), loaded.total());
                    counts.put(target.table().table(), Map.of("read", loaded.read(), "replaced", loaded.replaced(), "total", loaded.total()));
                }
            }
            notes.note("tables", counts);
        });
        LastRun.write(work, work.read(CheckTables.STEP).resolve(CheckTables.JSON));
    }

    private static void requireChecked(WorkFolder work, Path tables) {
        JsonNode check = work.notes(CheckTables.STEP);
        if (!check.path("checked").asText().equals(Sha256.of(tables.resolve("step.json")))) {
            throw CycloException.refused("Cannot load: the tables in %s were made after the checks ran. Run 'check' again.", tables);
        }
        if (!check.path("passed").asBoolean()) {
            throw CycloException.refused("Cannot load: the checks of this data failed. See %s.", work.read(CheckTables.STEP).resolve(CheckTables.HTML));
        }
    }
}
