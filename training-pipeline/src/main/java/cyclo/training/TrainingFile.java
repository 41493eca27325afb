package cyclo.training;

import cyclo.common.Sha256;
import cyclo.common.YamlFile;
import cyclo.common.YamlMap;
import cyclo.models.Task;
import cyclo.training.metrics.Metric;
import cyclo.training.trainers.Candidate;
import cyclo.training.trainers.Search;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A {@code training.yaml}: what to learn from what, how, and when the result is good enough.
 *
 * @param sha256 of the file as written
 * @param description for people, kept with the model; may be empty
 * @param without features of the service that are not inputs
 * @param also join keys or request fields that are inputs, besides features
 * @param features when not empty, exactly these features of the service are inputs, in this order
 * @param categories inputs that are codes although they are numbers
 * @param threshold from which probability on to say yes; empty: where F1 is greatest on the validation rows
 * @param slices columns of the labels by whose values the test rows are looked at separately
 */
record TrainingFile(Path path, String sha256, String experiment, String registeredModel, String description, Task task, Labels labels,
        String featureService, List<String> features, List<String> also, List<String> without, List<String> categories, Checks checks, Split split,
        List<Candidate> candidates, Search search, Optional<Double> threshold, List<String> slices, Gate gate, long seed) {

    /** @throws cyclo.common.CycloException (usage) with every fault of the file, by line */
    static TrainingFile read(Path path) {
        YamlFile yaml = YamlFile.read(path);
        YamlMap root = yaml.root();
        Task task = root.choice("task", Task.class);
        long seed = root.integer("seed", 1);
        YamlMap inputs = root.optionalMap("inputs").orElseGet(() -> empty(path));
        Labels labels = labels(path, root.map("labels"));
        List<Candidate> candidates = CandidateReader.read(root, task);
        Search search = search(root, task, seed);
        CandidateReader.checkSearch(root, candidates, search);
        TrainingFile file = new TrainingFile(path, Sha256.of(path), root.text("experiment"), root.text("registered_model"), root.text("description", ""), task,
                labels, root.text("feature_service"), inputs.texts("features"), inputs.texts("also"), inputs.texts("without"), inputs.texts("categories"),
                checks(root), split(root.map("split")), candidates, search, threshold(root, task), slices(root), GateReader.read(root, task), seed);
        if (!file.split().hasValidation() && candidates.stream().mapToInt(candidate -> search.trialsOf(candidate).size()).sum() > 1) {
            root.faultAt("split", "'split.validation_until' is missing: several trials are compared on the rows between it and train_until");
        }
        yaml.check();
        return file;
    }

    boolean binary() {
        return task == Task.BINARY;
    }

    private static YamlMap empty(Path path) {
        return YamlFile.parse(path, "{}").root();
    }

    private static Labels labels(Path path, YamlMap map) {
        Optional<Path> file = map.optionalText("file").map(name -> path.toAbsolutePath().resolveSibling(name).normalize());
        Optional<String> table = map.optionalText("table");
        Optional<String> sql = map.optionalText("sql");
        long given = List.of(file, table, sql).stream().filter(Optional::isPresent).count();
        if (given != 1) {
            map.fault("'labels' needs one of file, table and sql, not %s", given == 0 ? "none" : "several");
        }
        Labels.Origin origin = Labels.origin(file, map.optionalText("format"), table, sql).orElse(new Labels.TableOrigin(""));
        return new Labels(origin, map.text("label"), map.text("event_timestamp", Training.TIME));
    }

    private static Checks checks(YamlMap root) {
        YamlMap map = root.optionalMap("checks").orElseGet(() -> empty(Path.of("checks")));
        Map<String, Double> limits = new LinkedHashMap<>();
        map.optionalMap("max_null_share_of").ifPresent(of -> of.keys().forEach(column -> limits.put(column, share(of, column, 1))));
        long minRows = map.integer("min_rows", 10);
        if (minRows < 1) {
            map.faultAt("min_rows", "'checks.min_rows' is %d: at least 1 row is needed to learn and to test", minRows);
        }
        return new Checks(minRows, share(map, "max_null_share", 0.95), limits, share(map, "max_label_null_share", 0), share(map, "max_unmatched_share", 0.5));
    }

    private static double share(YamlMap map, String key, double defaultValue) {
        double share = map.number(key, defaultValue);
        if (!(share >= 0 && share <= 1)) {
            map.faultAt(key, "'%s' is %s: a share between 0 and 1 is expected", key, share);
        }
        return share;
    }

    private static Split split(YamlMap map) {
        Instant trainUntil = instant(map, "train_until").orElseGet(() -> {
            map.text("train_until");
            return Instant.EPOCH;
        });
        try {
            return new Split(instant(map, "train_from"), trainUntil, instant(map, "validation_until").orElse(trainUntil), instant(map, "test_until"));
        } catch (IllegalArgumentException e) {
            map.fault("'split': %s", e.getMessage());
            return new Split(Optional.empty(), Instant.EPOCH, Instant.EPOCH, Optional.empty());
        }
    }

    /** An instant with its zone, or a date or a time without one, which is UTC. */
    private static Optional<Instant> instant(YamlMap map, String key) {
        Optional<String> text = map.optionalText(key);
        List<Function<String, Instant>> forms = List.of(
                value -> java.time.OffsetDateTime.parse(value.replace(' ', 'T')).toInstant(),
                value -> LocalDateTime.parse(value.replace(' ', 'T')).toInstant(ZoneOffset.UTC),
                value -> LocalDate.parse(value).atStartOfDay(ZoneOffset.UTC).toInstant());
        for (Function<String, Instant> form : forms) {
            try {
                if (text.isPresent()) {
                    return Optional.of(form.apply(text.get()));
                }
            } catch (DateTimeParseException otherForm) {
                continue;
            }
        }
        text.ifPresent(value -> map.faultAt(key, "'split.%s' is '%s': write an instant such as 2013-10-01T00:00:00Z", key, value));
        return Optional.empty();
    }

    private static Search search(YamlMap root, Task task, long seed) {
        YamlMap map = root.optionalMap("search").orElseGet(() -> empty(Path.of("search")));
        Metric standard = task == Task.BINARY ? Metric.LOG_LOSS : Metric.RMSE;
        long trials = map.integer("trials", 20);
        if (trials < 1 || trials > 10_000) {
            map.faultAt("trials", "'search.trials' is %d: between 1 and 10000 trials can be made", trials);
        }
        return new Search(map.choice("method", Search.Method.class, Search.Method.RANDOM), (int) Math.min(Math.max(trials, 1), 10_000),
                map.integer("seed", seed), GateReader.metric(map, task).orElse(standard), (int) map.integer("patience", 0), map.optionalDuration("budget"));
    }

    private static Optional<Double> threshold(YamlMap root, Task task) {
        Optional<YamlMap> evaluation = root.optionalMap("evaluation");
        Optional<Double> threshold = evaluation.flatMap(map -> map.optionalNumber("threshold"));
        threshold.filter(value -> !(value > 0 && value < 1)).ifPresent(value ->
                evaluation.get().faultAt("threshold", "'evaluation.threshold' is %s: a probability between 0 and 1 is expected", value));
        return task == Task.BINARY ? threshold : Optional.of(0.5);
    }

    private static List<String> slices(YamlMap root) {
        return root.optionalMap("evaluation").map(map -> map.texts("slices")).orElse(List.of());
    }
}
