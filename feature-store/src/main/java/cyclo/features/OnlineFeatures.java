package cyclo.features;

import cyclo.common.table.Column;
import cyclo.common.table.Table;
import cyclo.features.types.TypeCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The answer to an online read: what is known of each feature of the selection for each entity row. Rows and features are counted from 0,
 * features in requested order.
 */
public final class OnlineFeatures {
    private final List<SelectedFeature> features;
    private final List<List<Lookup>> rows;
    private final StoredBytes stored;

    /** What the store holds of a feature, as it holds it; empty for what is computed or given. */
    @FunctionalInterface
    interface StoredBytes {
        Optional<byte[]> of(int row, int feature);
    }

    /** @param rows per entity row, one lookup per feature in the order of {@code features} */
    public OnlineFeatures(List<SelectedFeature> features, List<List<Lookup>> rows) {
        this(features, rows, (row, feature) -> Optional.empty());
    }

    OnlineFeatures(List<SelectedFeature> features, List<List<Lookup>> rows, StoredBytes stored) {
        this.features = List.copyOf(features);
        this.rows = List.copyOf(rows);
        this.stored = stored;
    }

    public int rows() {
        return rows.size();
    }

    /** Output names, in requested order. */
    public List<String> names() {
        return features.stream().map(SelectedFeature::outputName).toList();
    }

    public List<SelectedFeature> features() {
        return features;
    }

    public Lookup lookup(int row, int feature) {
        return rows.get(row).get(feature);
    }

    public Lookup.Status status(int row, int feature) {
        return lookup(row, feature).status();
    }

    /**
     * When the value was true, in microseconds since 1970-01-01T00:00:00Z: the time of the view's row, also where the row lacks this feature; of a
     * computed feature the time of the read; 0 where nothing is stored.
     */
    public long eventTime(int row, int feature) {
        return lookup(row, feature).time().map(Column::micros).orElse(0L);
    }

    /**
     * What is stored, as {@link cyclo.common.table.ValueType} lists it, also when it is OUTSIDE_MAX_AGE; null for a null and for what is not found. Who
     * may only use fresh values looks at the {@link #status} too, or asks {@link #lookup}.
     */
    public Object value(int row, int feature) {
        return lookup(row, feature).stored().orElse(null);
    }

    /**
     * The value as a serialized Feast {@code Value}, as it is stored, also when it is OUTSIDE_MAX_AGE; not to be changed. Empty for a null (but a null
     * timestamp is int64's minimum, as Feast writes it) and for what is not found.
     */
    public byte[] bytes(int row, int feature) {
        return status(row, feature) == Lookup.Status.NOT_FOUND ? new byte[0]
                : stored.of(row, feature).orElseGet(() -> TypeCodec.toBytes(features.get(feature).type(), value(row, feature)));
    }

    /** A column per feature: usable values, null for a feature that is null, expired or not found. */
    public Table table() {
        List<Column> columns = new ArrayList<>();
        for (int feature = 0; feature < features.size(); feature++) {
            SelectedFeature selected = features.get(feature);
            Column.Builder column = Column.builder(selected.outputName(), selected.type(), rows.size());
            for (List<Lookup> row : rows) {
                column.add(row.get(feature).usable().orElse(null));
            }
            columns.add(column.build());
        }
        return new Table(columns);
    }
}
