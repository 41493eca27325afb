package cyclo.features.offline;

import cyclo.features.FeatureView;
import cyclo.features.Field;
import cyclo.features.ValueOrder;
import cyclo.features.types.TypeCodec;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Picks the first row of each entity from rows in the order of keys, newest first; of exact duplicates the greatest values. */
final class NewestScan {
    private final List<Field> features;
    private final int keys;
    private final boolean hasCreated;
    private final Consumer<NewestRow> found;
    private List<Object> entity = List.of();
    private Optional<NewestRow> best = Optional.empty();
    private boolean begun;
    private long nullKeys;
    private long nullCreated;

    NewestScan(FeatureView view, Consumer<NewestRow> found) {
        this.features = view.features();
        this.keys = view.joinKeys().size();
        this.hasCreated = view.source().createdColumn().isPresent();
        this.found = found;
    }

    void add(CopyOutRows rows) {
        List<Object> key = key(rows);
        if (key.size() < keys) {
            nullKeys++;
            return;
        }
        if (!begun || !key.equals(entity)) {
            best.ifPresent(found);
            best = Optional.empty();
            entity = key;
            begun = true;
        }
        if (hasCreated && rows.isNull(keys + 1)) {
            nullCreated++;
            return;
        }
        Instant eventTime = (Instant) rows.value(keys);
        Optional<Instant> created = hasCreated ? Optional.of((Instant) rows.value(keys + 1)) : Optional.empty();
        boolean tie = best.isPresent() && best.get().eventTime().equals(eventTime) && best.get().created().equals(created);
        if (best.isEmpty() || tie) {
            NewestRow row = new NewestRow(unwrapped(key), eventTime, created, values(rows));
            best = Optional.of(best.isPresent() && ValueOrder.compare(features, best.get().values(), row.values()) >= 0 ? best.get() : row);
        }
    }

    NewestCounts end() {
        best.ifPresent(found);
        best = Optional.empty();
        return new NewestCounts(nullKeys, nullCreated);
    }

    /** The join keys, bytes wrapped so that they can be compared; fewer than there are when one is null. */
    private List<Object> key(CopyOutRows rows) {
        List<Object> key = new ArrayList<>(keys);
        for (int i = 0; i < keys && !rows.isNull(i); i++) {
            Object value = rows.value(i);
            key.add(value instanceof byte[] bytes ? ByteBuffer.wrap(bytes) : value);
        }
        return key;
    }

    private List<Object> values(CopyOutRows rows) {
        List<Object> values = new ArrayList<>(features.size());
        int first = keys + 1 + (hasCreated ? 1 : 0);
        for (int i = 0; i < features.size(); i++) {
            values.add(TypeCodec.normalised(features.get(i).type(), rows.value(first + i)));
        }
        return values;
    }

    private static List<Object> unwrapped(List<Object> key) {
        return key.stream().map(value -> value instanceof ByteBuffer bytes ? bytes.array() : value).toList();
    }
}
