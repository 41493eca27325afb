package cyclo.training;

import com.fasterxml.jackson.databind.JsonNode;
import cyclo.common.Json;
import cyclo.common.table.Table;
import cyclo.models.CycloModel;
import cyclo.models.InputColumn;
import cyclo.models.LoggedModel;
import cyclo.models.ModelCard;
import cyclo.models.ModelFolder;
import cyclo.models.ModelRegistry;
import cyclo.models.ModelVersion;
import cyclo.models.TrackedRun;
import cyclo.training.Split.Period;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Registers the model as the new champion when it passed the gate and anything has changed since the present one. A refused
 * model keeps its MLflow run, which ends as failed with the reason.
 */
final class RegisterModel {
    static final String NAME = "register-model";
    private static final Logger LOG = LoggerFactory.getLogger(RegisterModel.class);

    private final ModelRegistry registry;

    RegisterModel(ModelRegistry registry) {
        this.registry = registry;
    }

    Outcome run(Training training) {
        JsonNode evaluation = Json.read(training.read(EvaluateModel.NAME).resolve(EvaluateModel.METRICS));
        TrackedRun run = registry.run(training.notes(TrainModel.NAME).path("mlflow_run_id").asText());
        durations(training, run);
        List<Outcome> outcome = new ArrayList<>();
        training.write(NAME, notes -> {
            Map<String, String> origin = origin(training);
            Optional<ModelVersion> unchanged = Champion.find(registry, training.file())
                    .filter(champion -> champion.tags().entrySet().containsAll(origin.entrySet()));
            if (unchanged.isPresent()) {
                outcome.add(unchanged(training, run, unchanged.get(), evaluation));
            } else if (evaluation.path("gate_passed").asBoolean()) {
                outcome.add(register(training, run, notes.folder().resolve("model"), origin, evaluation));
            } else {
                outcome.add(refuse(training, run, evaluation));
            }
            notes.note("outcome", outcome.get(0).toJson());
        });
        LOG.info("register-model: {}", outcome.get(0).sentence());
        return outcome.get(0);
    }

    /** What makes a second version the same as the first: equal tags of a version. */
    private static Map<String, String> origin(Training training) {
        Map<String, String> origin = new TreeMap<>();
        origin.put("dataset_digest", training.notes(ExtractData.NAME).path("dataset_digest").asText());
        origin.put("training_file_sha256", training.file().sha256());
        origin.put("trainer_versions", Json.write(Versions.trainers()));
        origin.put("model_digest", training.notes(TrainModel.NAME).path("model_digest").asText());
        return origin;
    }

    private Outcome unchanged(Training training, TrackedRun run, ModelVersion champion, JsonNode evaluation) {
        run.tags(Map.of("outcome", "unchanged", "unchanged_since_version", champion.version()));
        run.finish();
        return outcome(Outcome.Kind.UNCHANGED, training, run, champion.version(),
                "'%s' stays at version %s: data set, training file, trainers and model are the same."
                        .formatted(training.file().registeredModel(), champion.version()), evaluation);
    }

    private Outcome refuse(Training training, TrackedRun run, JsonNode evaluation) {
        List<String> failed = new ArrayList<>();
        evaluation.path("gate").forEach(finding -> {
            if (!finding.path("passed").asBoolean()) {
                failed.add(finding.path("sentence").asText());
            }
        });
        String reason = "Cannot register '%s': the gate refused the model, as %s. Its run is kept: %s".formatted(
                training.file().registeredModel(), String.join("; and ", failed), run.url());
        run.tags(Map.of("outcome", "refused"));
        run.fail(reason);
        return outcome(Outcome.Kind.REFUSED, training, run, "", reason, evaluation);
    }

    private Outcome register(Training training, TrackedRun run, Path folder, Map<String, String> origin, JsonNode evaluation) {
        TrainingFile file = training.file();
        JsonNode extracted = training.notes(ExtractData.NAME);
        JsonNode trained = training.notes(TrainModel.NAME);
        CycloModel model = EvaluateModel.model(training);
        Map<String, String> kept = new TreeMap<>(origin);
        kept.put("seed", String.valueOf(file.seed()));
        kept.put("run_id", run.id());
        kept.put("trainer", trained.path("trainer").asText() + " " + trained.path("settings"));
        kept.put("description", file.description());
        GitCommit.of(training.project()).ifPresent(commit -> kept.put("git_commit", commit));
        ModelCard card = new ModelCard(extracted.path("project").asText(), file.featureService(), extracted.path("registry_digest").asText(),
                trained.path("threshold").asDouble(), Instant.now(), kept);
        Table golden = GoldenRows.of(PrepareData.read(training, Period.TEST), model.inputs().stream().map(InputColumn::name).toList());
        ModelFolder.write(folder, model, card, golden);
        Map<String, Double> metrics = new LinkedHashMap<>();
        evaluation.path("test").properties().forEach(metric -> metrics.put("test_" + metric.getKey(), metric.getValue().asDouble()));
        LoggedModel logged = registry.logModel(run, file.registeredModel(), folder, metrics);
        ModelVersion version = registry.register(file.registeredModel(), logged, run, origin);
        registry.alias(file.registeredModel(), Champion.ALIAS, version.version());
        run.tags(Map.of("outcome", "registered", "registered_version", version.version()));
        run.finish();
        return outcome(Outcome.Kind.REGISTERED, training, run, version.version(), "'%s' version %s is registered and is the %s."
                .formatted(file.registeredModel(), version.version(), Champion.ALIAS), evaluation);
    }

    private static Outcome outcome(Outcome.Kind kind, Training training, TrackedRun run, String version, String sentence, JsonNode evaluation) {
        return new Outcome(kind, training.file().registeredModel(), version, run.id(), run.url(),
                training.notes(TrainModel.NAME).path("model_digest").asText(), sentence, evaluation);
    }

    private static void durations(Training training, TrackedRun run) {
        Map<String, Double> seconds = new LinkedHashMap<>();
        for (String verb : List.of(ExtractData.NAME, CheckData.NAME, PrepareData.NAME, TrainModel.NAME, EvaluateModel.NAME)) {
            JsonNode notes = training.notes(verb);
            Duration took = Duration.between(Instant.parse(notes.path("started").asText()), Instant.parse(notes.path("finished").asText()));
            seconds.put("seconds_" + verb.replace('-', '_'), took.toMillis() / 1000.0);
        }
        run.metrics(seconds, 0);
    }
}
