package cyclo.featureserver.grpc;

import cyclo.common.CycloException;
import cyclo.common.Sentence;
import cyclo.common.table.Column;
import cyclo.common.table.Table;
import cyclo.common.table.ValueType;
import cyclo.features.Entity;
import cyclo.features.FeatureSelection;
import cyclo.features.FeatureStore;
import cyclo.features.Field;
import cyclo.features.OnlineFeatures;
import cyclo.features.SelectedFeature;
import cyclo.features.types.ColumnCast;
import cyclo.features.types.TypeCodec;
import cyclo.featureserver.Questions;
import cyclo.featureserver.ReadObserver;
import cyclo.featureserver.http.Compatibility;
import cyclo.featureserver.http.FeastMetrics;
import cyclo.featureserver.http.ServeSettings;
import feast.proto.serving.ServingAPIProto.GetOnlineFeaturesRequest;
import feast.proto.types.ValueProto.RepeatedValue;
import feast.proto.types.ValueProto.Value;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** {@code GetOnlineFeatures}: a message in, the bytes of one out. Knows no gRPC. Thread safe. */
public final class OnlineAnswers {
    private static final String ENDPOINT = "/feast.serving.ServingService/GetOnlineFeatures";

    private final FeatureStore store;
    private final Clock clock;
    private final ServeSettings settings;
    private final FeastMetrics metrics;
    private final ReadObserver observer;
    private final Questions<Question, Wanted> questions;

    /** @param service empty for features by reference */
    private record Question(String service, List<String> features, boolean fullNames) {}

    /** @param joinKeys of all entities: what an answer repeats when it is given */
    private record Wanted(FeatureSelection selection, Set<String> joinKeys) {}

    public OnlineAnswers(FeatureStore store, Clock clock, ServeSettings settings, FeastMetrics metrics, ReadObserver observer) {
        this.store = store;
        this.clock = clock;
        this.settings = settings;
        this.metrics = metrics;
        this.observer = observer;
        this.questions = new Questions<>(store);
    }

    /** @throws CycloException (usage) for what is wrong with the request, (unavailable) when the online store does not answer */
    byte[] answer(GetOnlineFeaturesRequest request) {
        long began = System.nanoTime();
        boolean answered = false;
        int features = 0;
        int views = 0;
        try {
            Question question = new Question(request.getFeatureService(), List.copyOf(request.getFeatures().getValList()), request.getFullFeatureNames());
            Wanted known = questions.answer(question, () -> wanted(question));
            FeatureSelection wanted = known.selection();
            features = wanted.features().size();
            views = (int) wanted.features().stream().map(SelectedFeature::view).distinct().count();
            Map<String, RepeatedValue> given = new TreeMap<>(request.getEntitiesMap());
            request.getRequestContextMap().forEach(given::putIfAbsent);
            Table entities = entities(wanted, given);
            Instant now = settings.compatibility() == Compatibility.FEAST ? Questions.BEFORE_ALL : clock.instant();
            long asked = System.nanoTime();
            OnlineFeatures found = store.online(entities, wanted, now);
            metrics.found(found, System.nanoTime() - asked);
            observer.answered(wanted, entities, found, now);
            Map<String, RepeatedValue> repeated = new LinkedHashMap<>();
            given.forEach((name, values) -> {
                if (known.joinKeys().contains(name)) {
                    repeated.put(name, values);
                }
            });
            byte[] bytes = new AnswerBytes(settings.compatibility()).write(repeated, found);
            answered = true;
            return bytes;
        } finally {
            metrics.read(ENDPOINT, features, views, answered, System.nanoTime() - began);
        }
    }

    private Wanted wanted(Question question) {
        if (question.service().isEmpty() && question.features().isEmpty()) {
            throw CycloException.usage("Cannot read features: none is asked for. Give 'features' or a 'feature_service'.");
        }
        FeatureSelection selection = question.service().isEmpty() ? store.features(question.features(), question.fullNames())
                : store.service(question.service(), question.fullNames());
        return new Wanted(selection, store.definitions().entities().stream().map(entity -> entity.joinKey().name()).collect(Collectors.toSet()));
    }

    private Table entities(FeatureSelection wanted, Map<String, RepeatedValue> given) {
        int rows = given.isEmpty() && wanted.given().isEmpty() ? 1 : given.values().stream().mapToInt(RepeatedValue::getValCount).max().orElse(0);
        given.forEach((name, values) -> {
            if (values.getValCount() != rows) {
                throw CycloException.usage("Cannot read features: '%s' has %d values, another has %d.", name, values.getValCount(), rows);
            }
        });
        if (rows == 0) {
            throw CycloException.usage("Cannot read features: no entity is given. Give %s in 'entities'.", String.join(", ", wanted.given().keySet()));
        }
        if (rows > settings.maxEntities()) {
            throw CycloException.usage("Cannot read features of %d entities at once: ask for at most %d.", rows, settings.maxEntities());
        }
        List<String> keys = wanted.joinKeys().stream().map(Field::name).toList();
        List<Column> columns = new ArrayList<>();
        wanted.given().forEach((name, type) -> {
            if (given.containsKey(name)) {
                columns.add(column(name, type, given.get(name)));
            } else if (keys.contains(name) && keys.stream().anyMatch(given::containsKey)) {
                columns.add(Column.ofNulls(name, type, rows)); // one of two keys may be missing, as in Feast: nothing is found then
            } else {
                throw CycloException.usage("Cannot read features: 'entities' gives no '%s'.", name);
            }
        });
        return new Table(columns.isEmpty() ? List.of(Column.ofNulls(Entity.NONE_KEY, ValueType.STRING, rows)) : columns);
    }

    private static Column column(String name, ValueType type, RepeatedValue values) {
        Column.Builder column = Column.builder(name, type, values.getValCount());
        for (Value value : values.getValList()) {
            if (type == ValueType.INT64 && value.getValCase() == Value.ValCase.INT64_VAL) {
                column.addLong(value.getInt64Val());
                continue;
            }
            try {
                ValueType sent = ValueType.ofNumber(value.getValCase().getNumber()).orElse(type);
                column.add(ColumnCast.value(TypeCodec.fromFeast(sent, value).orElse(null), type));
            } catch (IllegalArgumentException | ArithmeticException | DateTimeException e) {
                throw CycloException.usage("Cannot read features: '%s': %s", name, Sentence.ended(e.getMessage()), e);
            }
        }
        return column.build();
    }
}
