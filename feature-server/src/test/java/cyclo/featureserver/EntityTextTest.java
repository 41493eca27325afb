package cyclo.featureserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cyclo.common.CycloException;
import cyclo.common.table.ValueType;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EntityTextTest {
    private final EntityText entities = new EntityText(Map.of("driver_id", ValueType.INT64, "city", ValueType.STRING));

    @Test void aValueWithACommaStandsInQuotes() {
        assertThat(entities.one("driver_id=1, city=\"Washington, DC\"")).containsOnly(Map.entry("driver_id", 1L), Map.entry("city", "Washington, DC"));
        assertThat(entities.one("city=\"say \"\"hi\"\", now\" ,driver_id=2")).containsOnly(Map.entry("driver_id", 2L), Map.entry("city", "say \"hi\", now"));
        assertThat(entities.one("city=a=b")).containsEntry("city", "a=b");
        assertThat(entities.one("city=5\" disk")).containsEntry("city", "5\" disk");
        assertThat(entities.one("{\"city\": \"x, y\", \"driver_id\": null}")).containsEntry("city", "x, y").containsEntry("driver_id", null);
    }

    @Test void manyComeAsRowsOrAsFeastsColumns() {
        assertThat(entities.many("[{\"driver_id\": 1}, {\"driver_id\": 2, \"city\": \"x\"}]", "x")).containsExactly(Map.of("driver_id", 1L),
                Map.of("driver_id", 2L, "city", "x"));
        assertThat(entities.many("{\"driver_id\": [1, 2], \"city\": [\"x\", \"y\"]}", "x")).containsExactly(Map.of("driver_id", 1L, "city", "x"),
                Map.of("driver_id", 2L, "city", "y"));
    }

    @Test void whatIsWrongIsSaid() {
        refused("city", "write KEY=VALUE");
        refused("driver_id=1,", "write KEY=VALUE");
        refused("", "write KEY=VALUE");
        refused("city=\"Washington, DC", "a double quote is not closed");
        refused("city=\"a\"b", "a comma is missing after");
        refused("driver=1", "'driver' is not asked for. There is: ");
        refused("driver_id=x", "'x' is not INT64");
        assertThatThrownBy(() -> entities.many("{\"driver_id\": [1, 2], \"city\": [\"x\"]}", "'f'")).isInstanceOf(CycloException.class)
                .hasMessage("Cannot use --json-entities of 'f': 'city' has 1 values, another key has 2.");
        assertThatThrownBy(() -> entities.many("[]", "'f'")).hasMessageContaining("there is no entity in it");
        assertThatThrownBy(() -> entities.many("[1]", "'f'")).hasMessageContaining("'1' is no object");
        assertThatThrownBy(() -> entities.many("nonsense", "'f'")).hasMessageContaining("not JSON");
    }

    private void refused(String text, String why) {
        assertThatThrownBy(() -> entities.one(text)).isInstanceOf(CycloException.class).hasMessageStartingWith("Cannot use --entity").hasMessageContaining(why);
    }
}
