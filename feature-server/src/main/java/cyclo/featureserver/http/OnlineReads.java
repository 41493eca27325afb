package cyclo.featureserver.http;

import cyclo.common.CycloException;
import cyclo.common.ExitCode;
import cyclo.common.table.Column;
import cyclo.common.table.Table;
import cyclo.common.table.ValueType;
import cyclo.featureserver.ReadObserver;
import cyclo.features.Definitions;
import cyclo.features.Entity;
import cyclo.features.FeatureStore;
import cyclo.features.OnlineFeatures;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/** {@code POST /get-online-features}: bytes in, bytes out. Knows no HTTP but its statuses. Thread safe. */
final class OnlineReads {
    static final String PATH = "/get-online-features";
    private static final int MOST_QUESTIONS = 1000;
    /** A moment at which no value has outlived its ttl. */
    private static final Instant BEFORE_ALL = Instant.parse("0001-01-01T00:00:00Z");

    private final FeatureStore store;
    private final Clock clock;
    private final Compatibility compatibility;
    private final int mostRows;
    private final FeastMetrics metrics;
    private final ReadObserver observer;
    private final Optional<AccessAudit> audit;
    private final String who;
    private volatile Known known;

    /** Questions answered from one set of definitions. */
    private record Known(Definitions definitions, Map<OnlineRequest.Question, Wanted> wanted) {}

    OnlineReads(FeatureStore store, Clock clock, ServeSettings settings, FeastMetrics metrics, ReadObserver observer, Optional<AccessAudit> audit) {
        this.store = store;
        this.clock = clock;
        this.compatibility = settings.compatibility();
        this.mostRows = settings.maxEntities();
        this.metrics = metrics;
        this.observer = observer;
        this.audit = audit;
        this.who = settings.address().token().isPresent() ? "token" : "anonymous";
        this.known = new Known(store.definitions(), new ConcurrentHashMap<>());
    }

    /**
     * @param from address of the client, for the access audit
     * @throws HttpFault for what is wrong with the request
     * @throws CycloException (unavailable) when the online store does not answer
     */
    byte[] answer(byte[] body, String from) {
        long began = System.nanoTime();
        Progress read = new Progress();
        try {
            byte[] answer = answer(body, read);
            read.answered = true;
            return answer;
        } finally {
            long nanos = System.nanoTime() - began;
            int views = read.wanted == null ? 0 : read.wanted.views().size();
            int features = read.wanted == null ? 0 : read.wanted.selection().features().size();
            metrics.read(PATH, features, views, read.answered, nanos);
            if (audit.isPresent() && read.wanted != null) {
                audit.get().read(who, from, read.request.entities().keySet(), read.rows, read.wanted.views(), features, read.answered, nanos);
            }
        }
    }

    /** How far a request has come: what is counted of it even when it fails. */
    private static final class Progress {
        private OnlineRequest request;
        private Wanted wanted;
        private int rows;
        private boolean answered;
    }

    private byte[] answer(byte[] body, Progress read) {
        OnlineRequest request = parsed(body);
        read.request = request;
        Wanted wanted = wanted(request.question());
        read.wanted = wanted;
        int rows = rows(request, wanted);
        read.rows = rows;
        Map<String, Object> given = new LinkedHashMap<>();
        Table entities = entities(request, wanted, rows, given);
        Instant now = compatibility == Compatibility.FEAST ? BEFORE_ALL : clock.instant();
        long began = System.nanoTime();
        OnlineFeatures found = read(entities, wanted, now);
        metrics.found(found, System.nanoTime() - began);
        observer.answered(wanted.selection(), entities, found, now);
        return new OnlineAnswer(compatibility).write(wanted, given, found, request.question().viewMetadata());
    }

    /** What is wrong by now is wrong with this server's settings or definitions, not with the request. */
    private OnlineFeatures read(Table entities, Wanted wanted, Instant now) {
        try {
            return store.online(entities, wanted.selection(), now);
        } catch (CycloException e) {
            throw e.exitCode() == ExitCode.USAGE ? HttpFault.as(500, e.getMessage()) : e;
        }
    }

    private OnlineRequest parsed(byte[] body) {
        try {
            return OnlineRequest.parse(body, mostRows);
        } catch (JsonColumn.TooManyRows e) {
            throw HttpFault.as(413, "Cannot read features of more than %d entities at once: ask in several requests.".formatted(e.most()));
        }
    }

    private Wanted wanted(OnlineRequest.Question question) {
        Known now = known;
        if (now.definitions() != store.definitions() || now.wanted().size() >= MOST_QUESTIONS) {
            now = new Known(store.definitions(), new ConcurrentHashMap<>());
            known = now;
        }
        Wanted wanted = now.wanted().get(question);
        if (wanted == null) {
            wanted = Wanted.resolve(store, question, compatibility);
            now.wanted().put(question, wanted);
        }
        return wanted;
    }

    private int rows(OnlineRequest request, Wanted wanted) {
        if (request.entities().isEmpty()) {
            if (wanted.given().isEmpty() && compatibility == Compatibility.CYCLO) {
                return 1; // features of the whole world have one row
            }
            throw HttpFault.bare(400, "'pop from an empty set'", "Cannot read features: no entity is given. Give %s in 'entities'.".formatted(
                    String.join(", ", wanted.given().keySet())));
        }
        int rows = -1;
        for (Map.Entry<String, JsonColumn> entry : request.entities().entrySet()) {
            if (rows >= 0 && entry.getValue().size() != rows) {
                throw HttpFault.bare(400, "All entity rows must have the same columns.",
                        "Cannot read features: '%s' has %d values, the others have %d.".formatted(entry.getKey(), entry.getValue().size(), rows));
            }
            rows = entry.getValue().size();
        }
        return rows;
    }

    /** The columns that are read, typed; {@code repeated} takes those that the answer repeats. */
    private Table entities(OnlineRequest request, Wanted wanted, int rows, Map<String, Object> repeated) {
        Map<String, Column> columns = new HashMap<>();
        request.entities().forEach((name, values) -> {
            String key = wanted.joinKeys().contains(name) || wanted.isRequestData(name) ? name : wanted.entityNames().getOrDefault(name, name);
            ValueType type = wanted.given().get(key);
            if (type != null) {
                columns.put(key, cast(key, values, type, wanted));
            }
            if (wanted.joinKeys().contains(key)) {
                repeated.put(key, type == null ? values : columns.get(key));
            }
        });
        checkRequestData(wanted, columns);
        checkKeys(request, wanted, columns, rows);
        List<Column> all = new ArrayList<>();
        wanted.given().forEach((name, type) -> all.add(columns.containsKey(name) ? columns.get(name) : Column.ofNulls(name, type, rows)));
        if (all.isEmpty()) {
            all.add(Column.ofNulls(Entity.NONE_KEY, ValueType.STRING, rows));
        }
        return new Table(all);
    }

    private Column cast(String name, JsonColumn values, ValueType type, Wanted wanted) {
        if (compatibility == Compatibility.FEAST && values.hasNull() && !wanted.isRequestData(name)) {
            throw HttpFault.bare(400, "attribute name must be string, not 'NoneType'", "Cannot read features: '%s' is null.".formatted(name));
        }
        try {
            return values.cast(name, type);
        } catch (IllegalArgumentException e) {
            throw HttpFault.bare(400, type == ValueType.INT64 || type == ValueType.INT32 ? "invalid literal for int() with base 10: " + python(values, type)
                    : e.getMessage(), "Cannot read features: '%s': %s.".formatted(name, e.getMessage()));
        }
    }

    /** The first value that Python would not make a number of, as it prints it. */
    private static String python(JsonColumn values, ValueType type) {
        for (int row = 0; row < values.size(); row++) {
            Object value = values.value(row);
            try {
                JsonScalars.cast(value, type);
            } catch (IllegalArgumentException notOfType) {
                return value instanceof String text ? "'" + text.replace("'", "\\'") + "'" : String.valueOf(value);
            }
        }
        return "";
    }

    private static void checkRequestData(Wanted wanted, Map<String, Column> columns) {
        List<String> missing = wanted.selection().requestFields().stream().map(field -> field.name()).filter(name -> !columns.containsKey(name)).toList();
        if (!missing.isEmpty()) {
            throw HttpFault.named(404, 404, "RequestDataNotFoundInEntityRowsException",
                    "Required request data source features [%s] not found in the entity rows, but required by feature views".formatted(quoted(missing)),
                    "Cannot compute on-demand features: 'entities' gives no %s.".formatted(quoted(missing)));
        }
    }

    /** One of two keys may be missing, as in Feast: nothing is found then. */
    private static void checkKeys(OnlineRequest request, Wanted wanted, Map<String, Column> columns, int rows) {
        List<String> needed = wanted.selection().joinKeys().stream().map(field -> field.name()).toList();
        if (needed.isEmpty() && rows > 0 || needed.stream().anyMatch(columns::containsKey) && rows > 0) {
            return;
        }
        List<String> missing = new TreeSet<>(wanted.joinKeys()).stream().filter(key -> !needed.contains(key) || !columns.containsKey(key)).toList();
        List<String> empty = new TreeSet<>(wanted.joinKeys()).stream().toList();
        List<String> provided = request.entities().keySet().stream().map(name -> wanted.joinKeys().contains(name) ? name
                : wanted.entityNames().getOrDefault(name, name)).filter(wanted.joinKeys()::contains).toList();
        throw HttpFault.bare(400, "\"Missing join key values for keys: [%s]. No values provided for keys: [%s]. Provided join_key_values: [%s]\"".formatted(
                quoted(missing), quoted(empty), quoted(provided)), rows == 0 ? "Cannot read features: 'entities' holds no row."
                : "Cannot read features: 'entities' gives no value of %s.".formatted(quoted(needed)));
    }

    private static String quoted(List<String> names) {
        return "'" + String.join("', '", names) + "'";
    }
}
