package cyclo.serving;

import cyclo.common.CycloException;
import cyclo.common.table.Column;
import cyclo.common.table.Table;
import cyclo.common.table.ValueType;
import cyclo.features.FeatureSelection;
import cyclo.features.Lookup;
import cyclo.features.OnlineFeatures;
import cyclo.models.Task;
import cyclo.models.serving.ModelInfo;
import cyclo.models.serving.Scorer;
import cyclo.models.serving.Scores;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** Turns entities into predictions, with one read of features for all of them. Knows no HTTP: PredictionServer is the edge. */
final class PredictionHandler {
    private static final int MOST_NAMED = 10;
    private final OnlineReader store;
    private final FeatureSelection selection;
    private final Scorer scorer;
    private final ModelInfo model;
    private final Clock clock;
    private final ServingMetrics metrics;

    PredictionHandler(OnlineReader store, FeatureSelection selection, Scorer scorer, ModelInfo model, Clock clock, ServingMetrics metrics) {
        this.store = store;
        this.selection = selection;
        this.scorer = scorer;
        this.model = model;
        this.clock = clock;
        this.metrics = metrics;
    }

    /**
     * One prediction per entity, in order.
     *
     * @param entities join keys and request context of {@link FeatureSelection#given}, all present, null for unknown
     * @throws CycloException (refused) that names entities and inputs whose value is missing and may not be
     */
    Answer predict(List<Map<String, Object>> entities) {
        OnlineFeatures features = metrics.stage("features", () -> store.read(entities));
        count(features);
        Scores scores = metrics.stage("model", () -> scorer.score(rows(entities, features)));
        scores.defaulted().forEach(metrics::defaulted);
        if (!scores.refused().isEmpty()) {
            metrics.refused(scores.refused().size());
            throw refusal(entities, features, scores);
        }
        metrics.predicted(entities.size());
        List<Answer.Prediction> predictions = new ArrayList<>(entities.size());
        for (int row = 0; row < entities.size(); row++) {
            double score = scores.values()[row];
            predictions.add(new Answer.Prediction(UUID.randomUUID().toString(), printable(entities.get(row)), model.prediction(score),
                    model.task() == Task.BINARY ? score : null, statuses(features, row)));
        }
        return new Answer(Answer.Model.of(model), clock.instant().truncatedTo(ChronoUnit.MILLIS).toString(), predictions);
    }

    /** Features by output name, and beside them what the request gave. */
    private Table rows(List<Map<String, Object>> entities, OnlineFeatures features) {
        Table rows = features.table();
        for (Map.Entry<String, ValueType> given : selection.given().entrySet()) {
            if (!rows.has(given.getKey())) {
                Column.Builder column = Column.builder(given.getKey(), given.getValue(), entities.size());
                entities.forEach(entity -> column.add(entity.get(given.getKey())));
                rows = rows.with(column.build());
            }
        }
        return rows;
    }

    private CycloException refusal(List<Map<String, Object>> entities, OnlineFeatures features, Scores scores) {
        List<String> sentences = new ArrayList<>();
        for (Map.Entry<Integer, List<String>> row : new TreeMap<>(scores.refused()).entrySet()) {
            if (sentences.size() < MOST_NAMED) {
                Map<String, String> statuses = statuses(features, row.getKey());
                List<String> missing = row.getValue().stream().map(name -> name + " is " + statuses.getOrDefault(name, "null")).toList();
                sentences.add("for entities[%d] %s: %s".formatted(row.getKey(), printable(entities.get(row.getKey())), String.join(", ", missing)));
            }
        }
        return CycloException.refused("Cannot predict %s%s. 'missing' of serving.yaml refuses it:"
                        + " materialize these features, or ask for entities that have them.",
                String.join("; ", sentences), scores.refused().size() > MOST_NAMED ? "; and %d more".formatted(scores.refused().size() - MOST_NAMED) : "");
    }

    private void count(OnlineFeatures features) {
        for (int feature = 0; feature < features.names().size(); feature++) {
            Map<Lookup.Status, Integer> counts = new LinkedHashMap<>();
            for (int row = 0; row < features.rows(); row++) {
                counts.merge(features.lookup(row, feature).status(), 1, Integer::sum);
            }
            String name = features.names().get(feature);
            counts.forEach((status, count) -> metrics.feature(name, status.name(), count));
        }
    }

    private static Map<String, String> statuses(OnlineFeatures features, int row) {
        Map<String, String> statuses = new LinkedHashMap<>();
        List<String> names = features.names();
        for (int feature = 0; feature < names.size(); feature++) {
            statuses.put(names.get(feature), features.lookup(row, feature).status().name());
        }
        return statuses;
    }

    /** Values as JSON and a sentence show them: times as ISO 8601. */
    private static Map<String, Object> printable(Map<String, Object> entity) {
        Map<String, Object> shown = new LinkedHashMap<>();
        entity.forEach((name, value) -> shown.put(name, value instanceof Instant time ? time.toString() : value));
        return shown;
    }
}
