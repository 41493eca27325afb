package cyclo.batch;

import cyclo.common.Progress;
import cyclo.common.WorkFolder;
import cyclo.common.table.Table;
import cyclo.features.FeatureSelection;
import cyclo.features.FeatureStore;
import cyclo.features.HistoricalFeatures;
import cyclo.features.HistoricalOptions;
import cyclo.features.files.TableFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The first step: entity rows with their features as known at each row's time, in Parquet files of {@value #PART_ROWS} rows at most. */
final class ExtractData {
    static final String STEP = "batch-extract-data";
    static final int PART_ROWS = 100_000;
    private static final Logger LOG = LoggerFactory.getLogger(ExtractData.class);

    private final FeatureStore store;
    private final EntityReader entities;
    private final FeatureSelection selection;

    ExtractData(FeatureStore store, BatchSection batch, FeatureSelection selection, Path project, int partRows) {
        this.store = store;
        this.entities = new EntityReader(batch, selection, store.offline(), project, partRows);
        this.selection = selection;
    }

    /** @param values of the parameters, checked */
    void run(WorkFolder work, Map<String, String> values) {
        work.write(STEP, notes -> {
            Extracted all = new Extracted(notes.folder());
            try (Progress progress = Progress.start("extract features: rows", 0)) {
                entities.read(values, part -> {
                    all.add(part);
                    progress.add(part.table().rows());
                });
            }
            notes.note("feature_service", selection.name());
            notes.note("registry_digest", store.registryDigest());
            notes.note("parameters", values);
            notes.note("entity_columns", all.columns);
            notes.note("time_column", all.timeColumn);
            notes.note("rows", all.rows);
            notes.note("parts", all.parts);
            notes.note("rows_without_match", all.unmatched);
            LOG.info("extracted features of {} entity rows; without a match: {}", all.rows, all.unmatched);
        });
    }

    /** What has been extracted so far. */
    private final class Extracted {
        private final Path folder;
        private final Map<String, Long> unmatched = new TreeMap<>();
        private List<String> columns = List.of();
        private String timeColumn = "";
        private int parts;
        private long rows;

        private Extracted(Path folder) {
            this.folder = folder;
        }

        private void add(EntityRows part) {
            Table entityRows = part.table();
            HistoricalFeatures features = store.historical(entityRows, selection, HistoricalOptions.standard());
            if (features.table().rows() != entityRows.rows()) {
                throw new IllegalStateException("%d entity rows became %d".formatted(entityRows.rows(), features.table().rows()));
            }
            TableFiles.write(features.table(), PartFiles.part(folder, parts++));
            features.counts().forEach((view, counts) -> unmatched.merge(view, counts.unmatched(), Long::sum));
            columns = entityRows.names();
            timeColumn = part.timeColumn();
            rows += entityRows.rows();
        }
    }
}
