package cyclo.features;

import cyclo.common.table.Column;
import cyclo.common.table.Table;
import java.util.ArrayList;
import java.util.List;

/** The answer to an online read: a {@link Lookup} for each entity row and each feature of the selection. */
public final class OnlineFeatures {
    private final List<SelectedFeature> features;
    private final List<List<Lookup>> rows;

    /** @param rows per entity row, one lookup per feature in the order of {@code features} */
    public OnlineFeatures(List<SelectedFeature> features, List<List<Lookup>> rows) {
        this.features = List.copyOf(features);
        this.rows = List.copyOf(rows);
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
