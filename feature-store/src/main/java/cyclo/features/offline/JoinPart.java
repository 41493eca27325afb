package cyclo.features.offline;

import cyclo.features.FeatureView;
import cyclo.features.Field;
import java.util.List;

/**
 * Features of one view that are joined to entity rows.
 *
 * @param keyColumns the columns of the entity rows that give the join keys, in the order of the view
 * @param features of the view, in the order of the answer
 */
public record JoinPart(FeatureView view, List<String> keyColumns, List<Field> features) {
    public JoinPart {
        keyColumns = List.copyOf(keyColumns);
        features = List.copyOf(features);
    }
}
