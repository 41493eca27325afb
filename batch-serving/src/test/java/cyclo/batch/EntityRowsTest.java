package cyclo.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cyclo.common.table.Column;
import cyclo.common.table.Table;
import cyclo.common.table.ValueType;
import cyclo.features.FeatureSelection;
import cyclo.features.Field;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class EntityRowsTest {
    private static final FeatureSelection SELECTION = new FeatureSelection("s", List.of(), List.of(Field.of("driver_id", ValueType.INT64)),
            List.of(Field.of("distance", ValueType.DOUBLE)));
    private static final Column TIME = Column.of("event_timestamp", ValueType.UNIX_TIMESTAMP, List.of(Instant.EPOCH));

    @Test void narrowNumbersBecomeWhatTheRegistryDeclares() {
        EntityRows rows = EntityRows.of(Table.of(TIME, Column.of("driver_id", ValueType.INT32, List.of(7)),
                Column.of("distance", ValueType.INT64, List.of(3L))), SELECTION, "x");

        assertThat(rows.table().column("driver_id").value(0)).isEqualTo(7L);
        assertThat(rows.table().column("distance").value(0)).isEqualTo(3.0);
        assertThat(rows.timeColumn()).isEqualTo("event_timestamp");
    }

    @Test void aColumnOfNullsHasAnyType() {
        EntityRows rows = EntityRows.of(Table.of(TIME, Column.of("driver_id", ValueType.STRING, Arrays.asList((Object) null)),
                Column.ofNulls("distance", ValueType.STRING, 1)),
                SELECTION, "x");

        assertThat(rows.table().column("driver_id").type()).isEqualTo(ValueType.INT64);
    }

    @Test void theOnlyOtherTimeIsTheTime() {
        Table table = Table.of(TIME.named("at"), Column.of("driver_id", ValueType.INT64, List.of(7L)), Column.of("distance", ValueType.DOUBLE, List.of(3.0)));

        assertThat(EntityRows.of(table, SELECTION, "x").timeColumn()).isEqualTo("at");
    }

    @Test void whatIsMissingOrOfAnotherTypeIsNamedAtOnce() {
        assertThatThrownBy(() -> EntityRows.of(Table.of(Column.of("driver_id", ValueType.STRING, List.of("a")),
                Column.of("distanc", ValueType.DOUBLE, List.of(1.0))), SELECTION, "a.csv"))
                .hasMessage("Cannot use the entity rows of a.csv: column 'driver_id' is STRING, the registry declares INT64. "
                        + "column 'distance' (DOUBLE) is missing. Did you mean 'distanc'? "
                        + "column 'event_timestamp' (UNIX_TIMESTAMP) is missing: it says as of when to predict.");
    }

    @Test void nobodyToPredictForIsToldRatherThanAnEmptyResult() {
        Table none = Table.of(TIME, Column.of("driver_id", ValueType.INT64, List.of(7L)), Column.of("distance", ValueType.DOUBLE, List.of(3.0))).head(0);

        assertThatThrownBy(() -> EntityRows.of(none, SELECTION, "a.csv")).hasMessage("Cannot predict: a.csv has no rows. Is there anyone to predict for?");
    }
}
