package cyclo.features;

import cyclo.common.CycloException;
import cyclo.common.Suggestion;
import cyclo.common.table.Column;
import cyclo.common.table.Table;
import cyclo.common.table.ValueType;
import cyclo.features.offline.OfflineStore;
import cyclo.features.online.OnlineRow;
import cyclo.features.online.OnlineStore;
import cyclo.features.online.ViewFeatures;
import cyclo.features.types.TypeCodec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Rows as they arrive, into the online store, the offline store or both. Everything is checked before anything is written. Repeating a write changes
 * nothing: offline a row is known by its keys, event time and {@code created}; online a row of the same event time stays.
 */
final class FeatureWrites {
    private final Definitions definitions;
    private final OfflineStore offline;
    private final OnlineStore online;

    FeatureWrites(Definitions definitions, OfflineStore offline, OnlineStore online) {
        this.definitions = definitions;
        this.offline = offline;
        this.online = online;
    }

    /** Into all views that the push source feeds; offline first, so that what serving sees is in the history too. */
    PushCounts push(String pushSource, Table rows, PushTo to) {
        List<FeatureView> views = fedBy(pushSource);
        List<FeatureView> served = views.stream().filter(FeatureView::online).toList();
        if (to == PushTo.ONLINE && served.isEmpty()) {
            throw CycloException.usage("Cannot push '%s' online: all of its feature views are declared with online: false. Push it offline.", pushSource);
        }
        Map<FeatureView, WrittenColumns> written = new LinkedHashMap<>();
        views.forEach(view -> written.put(view, WrittenColumns.of(view, rows)));
        Map<FeatureView, List<OnlineRow>> pushed = new LinkedHashMap<>();
        if (to.online()) {
            served.forEach(view -> pushed.put(view, onlineRows(view, written.get(view))));
        }
        long appended = to.offline() ? append(written, rows) : 0;
        return new PushCounts(rows.rows(), write(pushed), appended);
    }

    PushCounts online(String name, Table rows) {
        FeatureView view = definitions.view(name);
        if (!view.online()) {
            throw CycloException.usage("Cannot write feature view '%s' online: it is declared with online: false.", name);
        }
        return new PushCounts(rows.rows(), write(Map.of(view, onlineRows(view, WrittenColumns.of(view, rows)))), 0);
    }

    PushCounts offline(String name, Table rows) {
        FeatureView view = definitions.view(name);
        return new PushCounts(rows.rows(), 0, append(Map.of(view, WrittenColumns.of(view, rows)), rows));
    }

    Map<String, ValueType> pushTypes(String pushSource) {
        Map<String, ValueType> types = new LinkedHashMap<>();
        fedBy(pushSource).forEach(view -> types.putAll(WrittenColumns.types(view)));
        return types;
    }

    Map<String, ValueType> viewTypes(String view) {
        return WrittenColumns.types(definitions.view(view));
    }

    private List<FeatureView> fedBy(String pushSource) {
        List<FeatureView> fed = definitions.views().stream().filter(view -> view.pushSource().filter(one -> one.name().equals(pushSource)).isPresent())
                .map(view -> definitions.view(view.name())).toList();
        if (fed.isEmpty()) {
            List<String> known = definitions.views().stream().flatMap(view -> view.pushSource().stream()).map(PushSource::name).distinct().toList();
            throw CycloException.usage("Cannot find push source '%s' in project '%s', or it feeds no feature view.%s", pushSource, definitions.project(),
                    Suggestion.sentence(pushSource, known));
        }
        return fed;
    }

    private long write(Map<FeatureView, List<OnlineRow>> views) {
        return views.entrySet().stream().filter(view -> !view.getValue().isEmpty())
                .mapToLong(view -> online.write(ViewFeatures.of(view.getKey()), view.getValue(), OnlineStore.AtEqualTime.DROP)).sum();
    }

    /** Once per table, with the keys and columns of all views that read it; and other columns of the rows, should the table have them. */
    private long append(Map<FeatureView, WrittenColumns> views, Table rows) {
        if (rows.rows() == 0) {
            return 0;
        }
        Map<DataSource.Origin, List<FeatureView>> tables = new LinkedHashMap<>();
        views.keySet().forEach(view -> tables.computeIfAbsent(view.source().origin(), origin -> new ArrayList<>()).add(view));
        return tables.values().stream().mapToLong(readers -> {
            DataSource source = readers.get(0).source();
            List<String> keys = readers.stream().flatMap(view -> view.joinKeyNames().stream().map(source::columnOf)).distinct().toList();
            Map<String, Column> declared = new LinkedHashMap<>();
            readers.forEach(view -> views.get(view).all().forEach(column -> declared.putIfAbsent(column.name(), column)));
            List<Column> others = rows.columns().stream().filter(column -> !declared.containsKey(column.name())).toList();
            return offline.append(source, keys, new Table(List.copyOf(declared.values())), new Table(others));
        }).sum();
    }

    private static List<OnlineRow> onlineRows(FeatureView view, WrittenColumns columns) {
        OnlineKeys keys = new OnlineKeys(view);
        List<OnlineRow> rows = new ArrayList<>(columns.rows());
        List<Object> key = new ArrayList<>();
        for (int row = 0; row < columns.rows(); row++) {
            int at = row;
            key.clear();
            columns.keys().forEach(column -> key.add(column.value(at)));
            Optional<byte[]> encoded = keys.encode(key);
            if (encoded.isPresent()) {
                Instant time = columns.times().map(column -> (Instant) column.value(at)).orElseGet(() -> WrittenColumns.constantTime(view));
                rows.add(new OnlineRow(encoded.get(), time, columns.created().map(column -> (Instant) column.value(at)), values(view, columns, row)));
            }
        }
        return rows;
    }

    private static List<byte[]> values(FeatureView view, WrittenColumns columns, int row) {
        List<byte[]> values = new ArrayList<>(columns.values().size());
        for (Column column : columns.values()) {
            try {
                values.add(TypeCodec.toBytes(column.type(), column.value(row)));
            } catch (IllegalArgumentException e) {
                throw CycloException.usage("Cannot write to feature view '%s': column '%s' holds %s.", view.name(), column.name(), e.getMessage(), e);
            }
        }
        return values;
    }
}
