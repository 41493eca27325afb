package cyclo.common.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {
    private static final Instant NOON = Instant.parse("1969-12-31T12:00:00.123456Z");

    private static Table sample() {
        return Table.of(
                Column.of("id", ValueType.INT64, Arrays.asList(1L, null, Long.MAX_VALUE)),
                Column.of("small", ValueType.INT32, Arrays.asList(-1, 2, null)),
                Column.of("rate", ValueType.FLOAT, Arrays.asList(0.1f, Float.NaN, null)),
                Column.of("when", ValueType.UNIX_TIMESTAMP, Arrays.asList(NOON, null, Instant.EPOCH)),
                Column.of("on", ValueType.BOOL, Arrays.asList(true, false, null)),
                Column.of("name", ValueType.STRING, Arrays.asList("a", null, "ü")),
                Column.of("list", ValueType.INT64_LIST, Arrays.asList(List.of(1L), List.of(), null)));
    }

    @Test void valuesComeBackAsTheyWentIn() {
        Table table = sample();
        assertThat(table.row(0).values()).containsExactly(1L, -1, 0.1f, NOON, true, "a", List.of(1L));
        assertThat(table.column("id").value(1)).isNull();
        assertThat(table.column("id").value(2)).isEqualTo(Long.MAX_VALUE);
        assertThat(table.column("rate").numberAt(2)).isNaN();
        assertThat(table.column("id").nullCount()).isOne();
    }

    @Test void minusOnePicksARowOfNulls() {
        Table picked = sample().rows(new int[] {2, -1, 0});
        assertThat(picked.row(1).values()).containsOnlyNulls();
        assertThat(picked.column("name").value(0)).isEqualTo("ü");
        assertThat(picked.column("name").value(2)).isEqualTo("a");
    }

    @Test void anUnknownColumnIsSuggested() {
        assertThatThrownBy(() -> sample().column("nmae")).hasMessage("There is no column 'nmae'. Did you mean 'name'?");
    }

    @Test void concatKeepsOrderTypesAndNulls() {
        Table twice = Table.concat(List.of(sample(), sample()));
        assertThat(twice.rows()).isEqualTo(6);
        assertThat(twice.row(3)).isEqualTo(sample().row(0));
        assertThat(twice.row(4)).isEqualTo(sample().row(1));
    }

    @Test void typesParseInFeastsSpellings() {
        assertThat(ValueType.parse("Float32")).contains(ValueType.FLOAT);
        assertThat(ValueType.parse("int64")).contains(ValueType.INT64);
        assertThat(ValueType.parse("Array(UnixTimestamp)")).contains(ValueType.UNIX_TIMESTAMP_LIST);
        assertThat(ValueType.parse("STRING_LIST")).contains(ValueType.STRING_LIST);
        assertThat(ValueType.parse("Floot")).isEmpty();
    }
}
