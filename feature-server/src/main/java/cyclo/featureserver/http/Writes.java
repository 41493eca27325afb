package cyclo.featureserver.http;

import cyclo.common.Suggestion;
import cyclo.common.table.Table;
import cyclo.features.DataSource;
import cyclo.features.FeatureStore;
import cyclo.features.FeatureView;
import cyclo.features.Field;
import cyclo.features.PushTo;
import cyclo.features.offline.PostgresOfflineStore;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** {@code POST /push} and {@code /write-to-online-store}. Knows no HTTP but its statuses. Thread safe. */
final class Writes {
    private final FeatureStore store;
    private final Compatibility compatibility;
    private final int mostRows;
    private final FeastMetrics metrics;

    Writes(FeatureStore store, Compatibility compatibility, int mostRows, FeastMetrics metrics) {
        this.store = store;
        this.compatibility = compatibility;
        this.mostRows = mostRows;
        this.metrics = metrics;
    }

    /** @throws HttpFault for what is wrong with the request; nothing is written then */
    void push(byte[] body) {
        WriteRequest request = WriteRequest.parse(body, "push_source_name", mostRows);
        request.rows();
        PushTo to = to(request.to());
        List<FeatureView> views = store.definitions().views().stream()
                .filter(view -> view.pushSource().filter(source -> source.name().equals(request.target())).isPresent()).toList();
        if (views.isEmpty()) {
            throw noSource(request.target());
        }
        checkColumns(views, request);
        Table rows = request.table(store.pushColumns(request.target()), otherNames(views));
        if (compatibility == Compatibility.FEAST && to.offline() && store.offline() instanceof PostgresOfflineStore) {
            if (to.online()) {
                store.push(request.target(), rows, PushTo.ONLINE);
            }
            throw HttpFault.bare(422, "", "Cannot push to the offline store: Feast 0.67 does not on PostgreSQL.");
        }
        store.push(request.target(), rows, to);
        metrics.pushed(request.target(), request.to());
    }

    /** As {@link #push}, into one view of the online store. */
    void writeOnline(byte[] body) {
        WriteRequest request = WriteRequest.parse(body, "feature_view_name", mostRows);
        request.rows();
        FeatureView view = store.definitions().findView(request.target()).orElseThrow(() -> noView(request.target()));
        checkColumns(List.of(view), request);
        store.writeToOnlineStore(view.name(), request.table(store.writeColumns(view.name()), otherNames(List.of(view))));
    }

    private static PushTo to(String text) {
        return Stream.of(PushTo.values()).filter(to -> to.toString().equals(text)).findFirst().orElseThrow(() -> HttpFault.bare(400,
                text + " is not a supported push format. Please specify one of these ['online', 'offline', 'online_and_offline'].",
                "Cannot push to '%s': write online, offline or online_and_offline.".formatted(text)));
    }

    private HttpFault noSource(String name) {
        List<String> all = store.definitions().views().stream().flatMap(view -> view.pushSource().stream()).map(source -> source.name()).distinct().toList();
        return HttpFault.named(422, 422, "PushSourceNotFoundException", "Unable to find push source '%s'.".formatted(name),
                "Cannot find push source '%s' in project '%s', or it feeds no feature view.%s".formatted(name, store.definitions().project(),
                        Suggestion.sentence(name, all)));
    }

    private HttpFault noView(String name) {
        return HttpFault.named(404, 404, "FeastObjectNotFoundException", "Can't recognize feast object with a name " + name,
                "Cannot find feature view '%s' in project '%s'.%s".formatted(name, store.definitions().project(),
                        Suggestion.sentence(name, store.definitions().views().stream().map(FeatureView::name).toList())));
    }

    /** Python's remote online store calls the two times so, whatever the source does; a mapped column has two names anyway. */
    private static Map<String, String> otherNames(List<FeatureView> views) {
        Map<String, String> others = new HashMap<>();
        for (FeatureView view : views) {
            DataSource source = view.source();
            others.put(source.timestampField(), "event_timestamp");
            source.createdColumn().ifPresent(created -> others.put(created, "created"));
            Stream.concat(view.joinKeys().stream(), view.features().stream()).map(Field::name).forEach(name -> others.put(source.columnOf(name), name));
        }
        return others;
    }

    /** Says a missing column as Feast does; in our own words the store itself says it. */
    private void checkColumns(List<FeatureView> views, WriteRequest request) {
        if (compatibility == Compatibility.CYCLO) {
            return;
        }
        for (FeatureView view : views) {
            DataSource source = view.source();
            Map<String, String> others = otherNames(List.of(view));
            List<String> missing = view.features().stream().map(feature -> source.columnOf(feature.name()))
                    .filter(name -> lacks(request, name, others)).map(name -> others.getOrDefault(name, name)).toList();
            if (!missing.isEmpty()) {
                throw HttpFault.bare(400, "\"['%s'] not in index\"".formatted(String.join("', '", missing)), "");
            }
            view.joinKeys().stream().map(key -> source.columnOf(key.name())).filter(name -> lacks(request, name, others)).findFirst().ifPresent(name -> {
                throw HttpFault.bare(400, "Column %s not found in table".formatted(name), "");
            });
            Stream.concat(Stream.of(source.timestampField()), source.createdColumn().stream()).filter(name -> lacks(request, name, others)).findFirst()
                    .ifPresent(name -> {
                        throw HttpFault.bare(400, "'Field \"%s\" does not exist in schema'".formatted(name), "");
                    });
        }
    }

    private static boolean lacks(WriteRequest request, String name, Map<String, String> others) {
        return !request.columns().containsKey(name) && !request.columns().containsKey(others.getOrDefault(name, name));
    }
}
