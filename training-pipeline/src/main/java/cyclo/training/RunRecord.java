package cyclo.training;

import com.fasterxml.jackson.databind.JsonNode;
import cyclo.common.Json;
import cyclo.models.TrackedRun;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What an MLflow run is told of where its model comes from. */
final class RunRecord {
    private RunRecord() {}

    static Map<String, String> tags(Training training) {
        JsonNode extracted = training.notes(ExtractData.NAME);
        Map<String, String> tags = new TreeMap<>();
        tags.put("project", extracted.path("project").asText());
        tags.put("dataset_digest", extracted.path("dataset_digest").asText());
        tags.put("registry_digest", extracted.path("registry_digest").asText());
        tags.put("training_file", training.file().path().getFileName().toString());
        tags.put("training_file_sha256", training.file().sha256());
        tags.put("trainer_versions", Json.write(Versions.trainers()));
        GitCommit.of(training.project()).ifPresent(commit -> tags.put("mlflow.source.git.commit", commit));
        if (!training.file().description().isEmpty()) {
            tags.put("mlflow.note.content", training.file().description());
        }
        return tags;
    }

    /** Ends the run as failed because of {@code cause}; a tracking server that is away too does not hide it. */
    static void failed(TrackedRun run, RuntimeException cause) {
        try {
            run.fail(String.valueOf(cause.getMessage()));
        } catch (RuntimeException e) {
            cause.addSuppressed(e);
        }
    }

    /** Parameters and the dataset. */
    static void describe(TrackedRun run, Training training, List<String> inputs) {
        TrainingFile file = training.file();
        JsonNode extracted = training.notes(ExtractData.NAME);
        Map<String, String> params = new LinkedHashMap<>();
        params.put("task", file.task().name().toLowerCase(Locale.ROOT));
        params.put("seed", String.valueOf(file.seed()));
        params.put("label", file.labels().label());
        params.put("feature_service", file.featureService());
        params.put("inputs", String.join(",", inputs));
        params.put("features", String.join(",", CheckData.texts(training, "features")));
        params.put("search.method", file.search().method().name().toLowerCase(Locale.ROOT));
        params.put("search.metric", file.search().metric().key());
        params.put("search.seed", String.valueOf(file.search().seed()));
        params.put("split.train_until", file.split().trainUntil().toString());
        params.put("split.validation_until", file.split().validationUntil().toString());
        file.split().trainFrom().ifPresent(from -> params.put("split.train_from", from.toString()));
        file.split().testUntil().ifPresent(until -> params.put("split.test_until", until.toString()));
        Versions.all().forEach((name, version) -> params.put("version." + name, version));
        run.params(params);
        Map<String, Double> counts = new LinkedHashMap<>();
        training.notes(PrepareData.NAME).path("rows").properties().forEach(rows -> counts.put("rows_" + rows.getKey(), rows.getValue().asDouble()));
        counts.put("rows_that_change_as_known_then", extracted.path("rows_that_change_as_known_then").asDouble());
        run.metrics(counts, 0);
        run.dataset(extracted.path("project").asText() + "." + file.featureService(), extracted.path("dataset_digest").asText(),
                extracted.path("source").asText(), mlflowSchema(extracted.path("schema")),
                Json.write(Map.of("num_rows", extracted.path("rows").asLong())), "training");
    }

    /** As MLflow's data sets write it: a list of columns with name, type and whether they are required. */
    private static String mlflowSchema(JsonNode schema) {
        List<Map<String, Object>> columns = new ArrayList<>();
        schema.forEach(column ->
                columns.add(Map.of("name", column.path("name").asText(), "type", mlflowType(column.path("type").asText()), "required", false)));
        return Json.write(Map.of("mlflow_colspec", columns));
    }

    private static String mlflowType(String type) {
        return switch (type) {
            case "INT32" -> "integer";
            case "INT64" -> "long";
            case "DOUBLE" -> "double";
            case "FLOAT" -> "float";
            case "BOOL" -> "boolean";
            case "UNIX_TIMESTAMP" -> "datetime";
            case "BYTES" -> "binary";
            default -> "string";
        };
    }
}
