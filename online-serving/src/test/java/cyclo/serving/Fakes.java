package cyclo.serving;

import cyclo.common.table.Table;
import cyclo.common.table.ValueType;
import cyclo.features.FeatureSelection;
import cyclo.features.Field;
import cyclo.features.Lookup;
import cyclo.features.OnlineFeatures;
import cyclo.features.SelectedFeature;
import cyclo.models.InputColumn;
import cyclo.models.Predictor;
import cyclo.models.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Drivers with one feature, and a model that answers it. */
final class Fakes {
    static final Instant NOW = Instant.parse("2021-07-20T12:00:00Z");
    static final List<SelectedFeature> FEATURES = List.of(new SelectedFeature("acc_rate", ValueType.DOUBLE, "driver_stats", "acc_rate", false));
    static final FeatureSelection SELECTION = new FeatureSelection("driver_quality_v1", FEATURES, List.of(Field.of("driver_id", ValueType.INT64)), List.of());
    static final Map<Long, Lookup> DRIVERS = Map.of(
            1001L, new Lookup.Present(0.25, NOW),
            1002L, new Lookup.Present(0.75, NOW),
            1003L, new Lookup.NullValue(NOW),
            1004L, new Lookup.Expired(0.9, NOW.minusSeconds(7200), Duration.ofHours(2), Duration.ofHours(1)));

    /** What a store with {@link #DRIVERS} answers. */
    static OnlineFeatures read(List<Map<String, Object>> entities) {
        return new OnlineFeatures(FEATURES, entities.stream()
                .map(entity -> List.of(entity.get("driver_id") == null ? new Lookup.NotFound()
                        : DRIVERS.getOrDefault(entity.get("driver_id"), new Lookup.NotFound())))
                .toList());
    }

    /** The acceptance rate as the answer, 0.5 when it is missing. */
    record Rate(Task task) implements Predictor {
        @Override public List<InputColumn> inputs() {
            return List.of(new InputColumn("acc_rate", ValueType.DOUBLE));
        }

        @Override public double[] predict(Table rows) {
            double[] values = new double[rows.rows()];
            Arrays.setAll(values, row -> rows.column("acc_rate").isNull(row) ? 0.5 : rows.column("acc_rate").numberAt(row));
            return values;
        }

        @Override public double predict(Map<String, ?> row) {
            throw new UnsupportedOperationException();
        }
    }

    private Fakes() {}
}
