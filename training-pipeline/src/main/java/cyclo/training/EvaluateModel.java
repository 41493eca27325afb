package cyclo.training;

import com.fasterxml.jackson.databind.JsonNode;
import cyclo.common.AtomicFiles;
import cyclo.common.Json;
import cyclo.common.WorkFolder.StepNotes;
import cyclo.common.table.Column;
import cyclo.common.table.Table;
import cyclo.features.FeatureStore;
import cyclo.models.CycloModel;
import cyclo.models.ModelRegistry;
import cyclo.models.TrackedRun;
import cyclo.training.Evaluation.Slice;
import cyclo.training.Split.Period;
import cyclo.training.metrics.Metric;
import cyclo.training.metrics.Scores;
import cyclo.training.report.ReportPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Scores the model on the test rows, against a constant and against the champion on the same rows, holds the gate against it,
 * and writes {@code report.html} and {@code metrics.json}, which also go to the MLflow run.
 */
final class EvaluateModel {
    static final String NAME = "evaluate-model";
    static final String METRICS = "metrics.json";
    static final String REPORT = "report.html";
    private static final int SLICE_VALUES = 12;
    private static final int UNSEEN_VALUES = 8;
    private static final Logger LOG = LoggerFactory.getLogger(EvaluateModel.class);

    private final ModelRegistry registry;
    private final FeatureStore features;

    EvaluateModel(ModelRegistry registry, FeatureStore features) {
        this.registry = registry;
        this.features = features;
    }

    void run(Training training) {
        JsonNode trained = training.notes(TrainModel.NAME);
        TrackedRun run = registry.run(trained.path("mlflow_run_id").asText());
        CycloModel model = model(training);
        Table test = PrepareData.read(training, Period.TEST);
        training.write(NAME, notes -> {
            try {
                write(training, trained, run, model, test, notes);
            } catch (RuntimeException e) {
                RunRecord.failed(run, e);
                throw e;
            }
        });
        JsonNode scores = Json.read(training.read(NAME).resolve(METRICS));
        LOG.info("evaluate-model: {} test rows {}, champion: {}", scores.path("rows").asLong(), scores.path("test"), scores.path("champion_note").asText());
    }

    private void write(Training training, JsonNode trained, TrackedRun run, CycloModel model, Table test, StepNotes notes) {
        Evaluation evaluation = evaluate(training, model, test, trained.path("threshold").asDouble());
        String unseen = told(model.preparation().unseen(test));
        LOG.info("evaluate-model: categories of the test rows that training never saw: {}", unseen);
        Path metrics = notes.folder().resolve(METRICS);
        Path report = notes.folder().resolve(REPORT);
        AtomicFiles.write(metrics, Json.pretty(evaluation.toJson()));
        AtomicFiles.write(report, ReportPage.html(evaluation, facts(training, trained, run, unseen), trained.path("trials")));
        notes.note("gate_passed", evaluation.passed());
        run.metrics(TrainModel.prefixed("test_", evaluation.model().byKey()), 0);
        run.metrics(TrainModel.prefixed("baseline_", evaluation.baseline().byKey()), 0);
        evaluation.champion().ifPresent(scores -> run.metrics(TrainModel.prefixed("champion_", scores.byKey()), 0));
        run.artifact(report, "evaluation");
        run.artifact(metrics, "evaluation");
        run.artifact(training.file().path(), "");
    }

    private Evaluation evaluate(Training training, CycloModel model, Table test, double threshold) {
        TrainingFile file = training.file();
        double[] labels = PrepareData.labels(test, file.labels().label());
        double[] predictions = model.predict(test);
        double[] constant = new double[labels.length];
        Arrays.fill(constant, Scores.mean(PrepareData.labels(PrepareData.read(training, Period.TRAIN), file.labels().label())));
        Scores scores = scores(file, labels, predictions, threshold);
        Scores baseline = scores(file, labels, constant, threshold);
        Champion.Scored champion = new Champion(registry, features).score(training, test, CheckData.texts(training, "label_columns"));
        Optional<Scores> championScores = champion.predictions().map(values -> scores(file, labels, values, champion.threshold()));
        List<Gate.Finding> findings = new ArrayList<>(file.gate().judge(scores, baseline, championScores));
        if (champion.version().isPresent() && champion.predictions().isEmpty() && file.gate().asksForChampion()) {
            findings.add(new Gate.Finding(false, "the champion, %s: move its alias away, or take not_worse_than_champion_by out of the gate"
                    .formatted(champion.note())));
        }
        Metric metric = Importance.metric(file.binary());
        int[] sample = Importance.sample(labels.length);
        double[] sampled = Arrays.stream(sample).mapToDouble(row -> labels[row]).toArray();
        Map<String, Double> importance = Importance.of(model, test.rows(sample),
                values -> scores(file, sampled, values, threshold).find(metric).orElseThrow(), file.seed());
        return new Evaluation(file.task(), threshold, labels, predictions, scores, baseline, championScores, champion.note(),
                slices(file, test, labels, predictions, threshold), metric, importance, findings);
    }

    private static Scores scores(TrainingFile file, double[] labels, double[] predictions, double threshold) {
        return file.binary() ? Scores.binary(labels, predictions, threshold) : Scores.regression(labels, predictions);
    }

    /** Of each slice column the most frequent values. */
    private static List<Slice> slices(TrainingFile file, Table test, double[] labels, double[] predictions, double threshold) {
        List<Slice> slices = new ArrayList<>();
        for (String name : file.slices()) {
            Column column = test.column(name);
            Map<String, List<Integer>> rows = new TreeMap<>();
            IntStream.range(0, test.rows()).forEach(row -> rows.computeIfAbsent(String.valueOf(column.value(row)), value -> new ArrayList<>()).add(row));
            rows.entrySet().stream().sorted((a, b) -> b.getValue().size() - a.getValue().size()).limit(SLICE_VALUES).forEach(slice -> {
                double[] some = slice.getValue().stream().mapToDouble(row -> labels[row]).toArray();
                double[] predicted = slice.getValue().stream().mapToDouble(row -> predictions[row]).toArray();
                slices.add(new Slice(name, slice.getKey(), scores(file, some, predicted, threshold)));
            });
        }
        return slices;
    }

    private static Map<String, String> facts(Training training, JsonNode trained, TrackedRun run, String unseen) {
        JsonNode extracted = training.notes(ExtractData.NAME);
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("Registered name", training.file().registeredModel());
        facts.put("Trainer", trained.path("trainer").asText() + " " + trained.path("settings"));
        facts.put("Model digest", trained.path("model_digest").asText());
        facts.put("Dataset digest", extracted.path("dataset_digest").asText());
        facts.put("Feature service", training.file().featureService() + ", registry digest " + extracted.path("registry_digest").asText());
        facts.put("Rows", training.notes(PrepareData.NAME).path("rows").toString());
        facts.put("Rows that would change as known then", extracted.path("rows_that_change_as_known_then").asText());
        facts.put("Categories of the test rows that training never saw", unseen);
        facts.put("Seed", String.valueOf(training.file().seed()));
        facts.put("MLflow run", run.id());
        facts.put("Versions", Versions.all().toString());
        return facts;
    }

    /** By column, the most frequent values and in how many rows there are any. */
    private static String told(Map<String, Map<String, Long>> unseen) {
        return unseen.isEmpty() ? "none" : String.join("; ", unseen.entrySet().stream().map(column -> {
            String names = column.getValue().entrySet().stream().sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                    .limit(UNSEEN_VALUES).map(Map.Entry::getKey).collect(Collectors.joining(", "));
            long rows = column.getValue().values().stream().mapToLong(Long::longValue).sum();
            String others = column.getValue().size() > UNSEEN_VALUES ? " and others" : "";
            return "%s: %s%s in %d row%s".formatted(column.getKey(), names, others, rows, rows == 1 ? "" : "s");
        }).toList());
    }

    static CycloModel model(Training training) {
        Path file = training.read(TrainModel.NAME).resolve(TrainModel.FILE);
        try {
            return CycloModel.parse(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
