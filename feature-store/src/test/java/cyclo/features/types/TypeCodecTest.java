package cyclo.features.types;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import cyclo.common.Json;
import cyclo.common.table.ValueType;
import cyclo.features.GoldenFeast;
import feast.proto.serving.ServingAPIProto.GetOnlineFeaturesResponse;
import feast.proto.types.ValueProto.Value;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class TypeCodecTest {
    @Test void everyValueThatFeastWroteIsWrittenAndReadTheSame() {
        int seen = 0;
        for (JsonNode key : GoldenFeast.redisKeys()) {
            for (JsonNode field : key.get("fields")) {
                String kind = field.get("kind").asText();
                if (!kind.equals("timestamp") && !kind.startsWith("null")) {
                    ValueType type = GoldenFeast.type(kind);
                    Object value = GoldenFeast.value(field.get("value"), type);
                    assertThat(TypeCodec.toBytes(type, value)).as("%s", field).isEqualTo(GoldenFeast.bytes(field.get("value_hex")));
                    Object read = TypeCodec.fromBytes(type, GoldenFeast.bytes(field.get("value_hex"))).orElse(null);
                    assertThat(GoldenFeast.same(read, value)).as("%s", field).isTrue();
                    seen++;
                }
            }
        }
        assertThat(seen).isGreaterThan(40);
    }

    @Test void everyValueInFeastsAnswersToRequestsIsReadAndWrittenTheSame() throws Exception {
        int seen = 0;
        for (JsonNode exchange : Json.read(GoldenFeast.FOLDER.resolve("serving_messages.json"))) {
            GetOnlineFeaturesResponse response = GetOnlineFeaturesResponse.parseFrom(GoldenFeast.bytes(exchange.get("response_hex")));
            for (GetOnlineFeaturesResponse.FeatureVector vector : response.getResultsList()) {
                for (Value value : vector.getValuesList()) {
                    ValueType type = ValueType.ofNumber(value.getValCase().getNumber()).orElse(ValueType.INT64);
                    assertThat(TypeCodec.toFeast(type, TypeCodec.fromFeast(type, value).orElse(null))).isEqualTo(value);
                    seen++;
                }
            }
        }
        assertThat(seen).isGreaterThan(10);
    }

    @Test void aNullIsNoBytesExceptForATimestamp() {
        for (ValueType type : ValueType.values()) {
            byte[] bytes = TypeCodec.toBytes(type, null);
            assertThat(HexFormat.of().formatHex(bytes)).isEqualTo(type == ValueType.UNIX_TIMESTAMP ? "4080808080808080808001" : "");
            assertThat(TypeCodec.fromBytes(type, bytes)).isEmpty();
        }
    }

    /** golden/feast/redis/write_conversions.json, except that whole numbers beside a null stay exact. */
    @Test void oddValuesBecomeWhatFeastMakesOfThem() {
        assertThat(TypeCodec.normalised(ValueType.FLOAT, Float.NaN)).isNull();
        assertThat(TypeCodec.normalised(ValueType.DOUBLE, Double.NaN)).isNull();
        assertThat(TypeCodec.normalised(ValueType.FLOAT, Float.POSITIVE_INFINITY)).isEqualTo(Float.POSITIVE_INFINITY);
        assertThat(TypeCodec.normalised(ValueType.UNIX_TIMESTAMP, Instant.parse("2024-01-01T00:00:00.999999Z")))
                .isEqualTo(Instant.parse("2024-01-01T00:00:00Z"));
        assertThat(TypeCodec.normalised(ValueType.FLOAT_LIST, Arrays.asList(1f, null))).isEqualTo(List.of(1f, Float.NaN));
        assertThat(TypeCodec.fromBytes(ValueType.INT64, TypeCodec.toBytes(ValueType.INT64, (1L << 53) + 1))).contains((1L << 53) + 1);
        assertThat(TypeCodec.fromBytes(ValueType.INT64, TypeCodec.toBytes(ValueType.INT64, Long.MAX_VALUE))).contains(Long.MAX_VALUE);
    }

    @Test void aNullInAListOfTextsIsRefused() {
        assertThatThrownBy(() -> TypeCodec.normalised(ValueType.STRING_LIST, Arrays.asList("a", null)))
                .isInstanceOf(IllegalArgumentException.class).hasMessage("a null inside a list of STRING, for which Feast has no form");
    }

    @Test void everyTypeSurvivesItsBytes() {
        Object[] samples = {new byte[] {0, -1}, "ü", -5, 1L << 60, 0.1, 0.1f, true, Instant.parse("1969-12-31T23:59:59Z"),
            List.of(new byte[] {1}, new byte[] {}),
            List.of("", "a"), List.of(1, -1), List.of(Long.MIN_VALUE), List.of(Double.NaN, 0.0), List.of(1.5f), List.of(true, false), List.of(Instant.EPOCH)};
        for (int i = 0; i < samples.length; i++) {
            ValueType type = ValueType.values()[i];
            assertThat(GoldenFeast.same(TypeCodec.fromBytes(type, TypeCodec.toBytes(type, samples[i])).orElseThrow(), samples[i])).as("%s", type).isTrue();
        }
    }

    @Test void aValueOfAnotherTypeIsNamed() {
        byte[] text = TypeCodec.toBytes(ValueType.STRING, "x");
        assertThatThrownBy(() -> TypeCodec.fromBytes(ValueType.INT64, text)).hasMessage("a value of type STRING_VAL where INT64 is declared");
    }

    @Test void aValueNewerThanTheseTypesIsNamed() throws Exception {
        Value newer = Value.parseFrom(HexFormat.of().parseHex("a2010161"));
        assertThatThrownBy(() -> TypeCodec.fromFeast(ValueType.STRING, newer)).hasMessageContaining("newer than those Cyclo knows");
    }
}
