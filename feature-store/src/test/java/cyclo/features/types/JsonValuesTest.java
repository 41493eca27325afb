package cyclo.features.types;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cyclo.common.Json;
import cyclo.common.table.ValueType;
import cyclo.features.GoldenFeast;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonValuesTest {
    @Test void everyTypeSurvivesJson() {
        Object[] samples = {new byte[] {0, -1}, "ü", -5, (1L << 53) + 1, 0.1, 0.1f, true, Instant.parse("2013-12-15T12:00:00Z"), List.of(new byte[] {1}),
            List.of("a"), List.of(1), List.of(Long.MIN_VALUE), List.of(Double.NaN, 0.0), List.of(1.5f, Float.POSITIVE_INFINITY), List.of(false),
            List.of(Instant.EPOCH)};
        for (int i = 0; i < samples.length; i++) {
            ValueType type = ValueType.values()[i];
            Object back = JsonValues.fromJson(Json.parse(Json.write(JsonValues.toJson(samples[i]))), type);
            assertThat(GoldenFeast.same(back, samples[i])).as("%s", type).isTrue();
        }
        assertThat(JsonValues.fromJson(Json.parse("null"), ValueType.INT64)).isNull();
    }

    @Test void aTimeMayBeGivenInSeconds() {
        assertThat(JsonValues.fromJson(Json.parse("1387108800"), ValueType.UNIX_TIMESTAMP)).isEqualTo(Instant.parse("2013-12-15T12:00:00Z"));
        assertThat(JsonValues.fromJson(Json.parse("-0.5"), ValueType.UNIX_TIMESTAMP)).isEqualTo(Instant.ofEpochSecond(-1));
        for (String milliseconds : List.of("1387108800000", "-1387108800000", "9999999999999999", "1e300", "18446744073709551616")) {
            assertThatThrownBy(() -> JsonValues.fromJson(Json.parse(milliseconds), ValueType.UNIX_TIMESTAMP))
                    .hasMessageEndingWith("is no time in seconds since 1970 within the years 1 to 9999");
        }
    }

    @Test void aFractionIsNoWholeNumber() {
        assertThat(JsonValues.fromJson(Json.parse("1001.0"), ValueType.INT64)).isEqualTo(1001L);
        assertThatThrownBy(() -> JsonValues.fromJson(Json.parse("1.5"), ValueType.INT64)).hasMessage("'1.5' is a number, not INT64");
        assertThatThrownBy(() -> JsonValues.fromJson(Json.parse("\"1\""), ValueType.INT64)).hasMessage("\"1\" is not Int64");
        assertThatThrownBy(() -> JsonValues.fromJson(Json.parse("18446744073709552617"), ValueType.INT64)).hasMessageContaining("is not Int64");
        assertThatThrownBy(() -> ColumnCast.value(new BigInteger("18446744073709552617"), ValueType.INT64)).hasMessageContaining("18446744073709552617");
    }
}
