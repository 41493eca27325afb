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
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The first step: entity rows with their features as known at each row's time, in Parquet files of {@value #PART_ROWS} rows at most. */
final class ExtractData {
    static final String STEP = "batch-extract-data";
    static final int PART_ROWS = 100_000;
    private static final Logger LOG = LoggerFactory.getLogger(ExtractData.class);

    private final FeatureStore store;
    private final BatchSection batch;
    private final FeatureSelection selection;
    private final Path project;
    private final int partRows;

    ExtractData(FeatureStore store, BatchSection batch, FeatureSelection selection, Path project, int partRows) {
        this.store = store;
        this.batch = batch;
        this.selection = selection;
        this.project = project;
        this.partRows = partRows;
    }

    /** @param values of the parameters, checked */
    void run(WorkFolder work, Map<String, String> values) {
        work.write(STEP, notes -> extract(values, notes));
    }

    private void extract(Map<String, String> values, WorkFolder.StepNotes notes) {
        EntityRows entities = EntityRows.read(batch, values, selection, store.offline(), project);
        Table rows = entities.table();
        Map<String, Long> unmatched = new TreeMap<>();
        int parts = 0;
        try (Progress progress = Progress.start("extract features: rows", rows.rows())) {
            for (int from = 0; from < rows.rows(); from += partRows) {
                Table part = rows.rows(IntStream.range(from, Math.min(rows.rows(), from + partRows)).toArray());
                HistoricalFeatures features = store.historical(part, selection, HistoricalOptions.standard());
                if (features.table().rows() != part.rows()) {
                    throw new IllegalStateException("%d entity rows became %d".formatted(part.rows(), features.table().rows()));
                }
                TableFiles.write(features.table(), PartFiles.part(notes.folder(), parts++));
                features.counts().forEach((view, counts) -> unmatched.merge(view, counts.unmatched(), Long::sum));
                progress.add(part.rows());
            }
        }
        notes.note("feature_service", selection.name());
        notes.note("registry_digest", store.registryDigest());
        notes.note("parameters", values);
        notes.note("entity_columns", rows.names());
        notes.note("time_column", entities.timeColumn());
        notes.note("rows", rows.rows());
        notes.note("parts", parts);
        notes.note("rows_without_match", unmatched);
        LOG.info("extracted features of {} entity rows; without a match: {}", rows.rows(), unmatched);
    }
}
