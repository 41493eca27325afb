package cyclo.batch;

import com.fasterxml.jackson.databind.JsonNode;
import cyclo.common.AtomicFiles;
import cyclo.common.CycloException;
import cyclo.common.Json;
import cyclo.common.Progress;
import cyclo.common.WorkFolder;
import cyclo.common.table.Table;
import cyclo.features.FeatureSelection;
import cyclo.features.Field;
import cyclo.features.files.TableFiles;
import cyclo.models.serving.ModelInfo;
import cyclo.models.serving.Scorer;
import cyclo.models.serving.Scores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The second step: scores what {@link ExtractData} left, part by part, and lets the result appear in one move or one transaction. */
final class Predict {
    static final String STEP = "batch-predict";
    private static final String RESULT = "predictions.parquet";
    private static final Logger LOG = LoggerFactory.getLogger(Predict.class);

    /** @param where the file or table */
    record Done(String where, long rows, int refused) {}

    /** {@link cyclo.features.offline.OfflineStore#write}: all a prediction needs of the store. */
    @FunctionalInterface
    interface TableWriter {
        long write(String table, Path parquet, Optional<String> runColumn);
    }

    private final TableWriter tables;
    private final BatchSection batch;
    private final FeatureSelection selection;
    private final Scorer scorer;
    private final ModelInfo model;
    private final Path project;

    Predict(TableWriter tables, BatchSection batch, FeatureSelection selection, Scorer scorer, ModelInfo model, Path project) {
        this.tables = tables;
        this.batch = batch;
        this.selection = selection;
        this.scorer = scorer;
        this.model = model;
        this.project = project;
    }

    Done run(WorkFolder work, Instant now) {
        JsonNode extracted = work.notes(ExtractData.STEP);
        if (!extracted.path("feature_service").asText().equals(selection.name())) {
            throw CycloException.refused("Cannot predict with %s: it wants feature service '%s', but %s was done for '%s'. Run extract-data again.",
                    model, selection.name(), ExtractData.STEP, extracted.path("feature_service").asText());
        }
        List<Done> done = new ArrayList<>();
        work.write(STEP, notes -> done.add(predict(work.read(ExtractData.STEP), extracted, notes, now)));
        return done.get(0);
    }

    private Done predict(Path extractedFolder, JsonNode extracted, WorkFolder.StepNotes notes, Instant now) throws IOException {
        Map<String, String> values = new TreeMap<>();
        extracted.path("parameters").properties().forEach(entry -> values.put(entry.getKey(), entry.getValue().asText()));
        String label = values.isEmpty() ? "all" : String.join(",", values.entrySet().stream().map(Map.Entry::toString).toList());
        List<String> kept = kept(extracted);
        Predictions.checkNames(kept);
        Predictions predictions = new Predictions(model, label, now);
        int parts = extracted.path("parts").asInt();
        int refused = 0;
        Map<String, Integer> defaulted = new TreeMap<>();
        try (Progress progress = Progress.start("predict: rows", extracted.path("rows").asLong())) {
            for (int number = 0; number < parts; number++) {
                Table rows = TableFiles.read(PartFiles.part(extractedFolder, number));
                Scores scores = scorer.score(rows);
                TableFiles.write(predictions.of(rows.select(kept), scores), PartFiles.part(notes.folder(), number));
                refused += scores.refused().size();
                scores.defaulted().forEach((input, count) -> defaulted.merge(input, count, Integer::sum));
                progress.add(rows.rows());
            }
        }
        Path result = notes.folder().resolve(RESULT);
        long rows = PartFiles.join(notes.folder(), parts, result);
        if (rows != extracted.path("rows").asLong()) {
            throw new IllegalStateException("%s entity rows became %d predictions".formatted(extracted.path("rows"), rows));
        }
        notes.input(extractedFolder.resolve("step.json"));
        notes.note("model", Map.of("name", model.name(), "version", model.version(), "run_id", model.runId(), "digest", model.digest()));
        notes.note("rows", rows);
        notes.note("refused", refused);
        notes.note("defaulted", defaulted);
        String where = publish(result, values);
        notes.note("output", where);
        LOG.info("predicted {} rows with {} into {}: {} without a prediction for missing values, defaults: {}", rows, model, where, refused,
                Json.write(defaulted));
        return new Done(where, rows, refused);
    }

    /** Join keys and time first as they come, then what batch.keep lists; without it, every entity column. */
    private List<String> kept(JsonNode extracted) {
        List<String> columns = new ArrayList<>();
        extracted.path("entity_columns").forEach(name -> columns.add(name.asText()));
        if (batch.keep().isEmpty()) {
            return columns;
        }
        List<String> always = new ArrayList<>(selection.joinKeys().stream().map(Field::name).toList());
        always.add(extracted.path("time_column").asText());
        List<String> unknown = batch.keep().get().stream().filter(name -> !columns.contains(name)).toList();
        if (!unknown.isEmpty()) {
            throw CycloException.usage("Cannot keep %s (serving.yaml, batch.keep): the entity rows have the columns %s.", unknown, columns);
        }
        return columns.stream().filter(name -> always.contains(name) || batch.keep().get().contains(name)).toList();
    }

    private String publish(Path result, Map<String, String> values) {
        if (batch.output() instanceof BatchSection.Output.File file) {
            Path target = project.resolve(BatchSection.path(file.path(), values));
            AtomicFiles.write(target, temporary -> Files.copy(result, temporary));
            return target.toString();
        }
        String table = ((BatchSection.Output.OfTable) batch.output()).table();
        tables.write(table, result, Optional.of(Predictions.BATCH));
        return "table " + table;
    }
}
