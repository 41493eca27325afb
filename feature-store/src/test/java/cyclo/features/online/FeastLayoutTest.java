package cyclo.features.online;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import cyclo.common.table.ValueType;
import cyclo.features.GoldenFeast;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** Keys and fields, byte for byte as Feast wrote them. */
class FeastLayoutTest {
    @Test void everyKeyOfFeastIsWrittenTheSame() {
        for (JsonNode key : GoldenFeast.redisKeys()) {
            List<String> names = new ArrayList<>();
            List<ValueType> types = new ArrayList<>();
            List<Object> values = new ArrayList<>();
            key.get("entity").forEach(entity -> {
                ValueType type = ValueType.valueOf(entity.get("type").asText().toUpperCase(Locale.ROOT));
                names.add(entity.get("join_key").asText());
                types.add(type);
                values.add(GoldenFeast.value(entity.get("value"), type));
            });
            byte[] project = key.get("project").asText().getBytes(StandardCharsets.UTF_8);
            byte[] golden = GoldenFeast.bytes(key.get("key_hex"));
            byte[] entityKey = Arrays.copyOf(golden, golden.length - project.length);
            assertThat(new EntityKeys(names, types).encode(values)).hasValueSatisfying(bytes -> assertThat(bytes).isEqualTo(entityKey));
            assertThat(EntityKeys.parse(golden)).contains(new EntityKeys.Parsed(names.stream().sorted().toList(), entityKey.length));
        }
    }

    @Test void everyFieldOfFeastIsCalledTheSame() {
        int seen = 0;
        for (JsonNode key : GoldenFeast.redisKeys()) {
            for (JsonNode field : key.get("fields")) {
                byte[] golden = GoldenFeast.bytes(field.get("field_hex"));
                String view = field.get("view").asText();
                if (field.get("kind").asText().equals("timestamp")) {
                    assertThat(HashFields.eventTime(view)).isEqualTo(golden);
                    Instant time = Instant.ofEpochSecond(field.get("seconds").longValue(), field.get("nanos").longValue());
                    assertThat(GuardedWrite.stamp(time)).isEqualTo(GoldenFeast.bytes(field.get("value_hex")));
                } else {
                    assertThat(HashFields.feature(view, field.get("feature").asText())).isEqualTo(golden);
                }
                seen++;
            }
        }
        assertThat(seen).isGreaterThan(80);
    }

    @Test void otherTypesOfKeysFollowTheRule() {
        assertThat(hex(new EntityKeys(List.of("b"), List.of(ValueType.INT32)), -2)).isEqualTo("01000000" + "02000000" + "01000000" + "62" + "03000000" + "04000000" + "feffffff");
        assertThat(hex(new EntityKeys(List.of("b"), List.of(ValueType.BYTES)), new byte[] {1})).isEqualTo("0100000002000000010000006201000000" + "01000000" + "01");
        assertThat(hex(new EntityKeys(List.of("b"), List.of(ValueType.UNIX_TIMESTAMP)), Instant.ofEpochSecond(1)))
                .isEqualTo("0100000002000000010000006208000000" + "08000000" + "0100000000000000");
    }

    @Test void aNullKeyIsNoKey() {
        assertThat(new EntityKeys(List.of("a", "b"), List.of(ValueType.INT64, ValueType.STRING)).encode(Arrays.asList(1L, null))).isEmpty();
    }

    @Test void aFloatingPointKeyIsRefused() {
        assertThatThrownBy(() -> new EntityKeys(List.of("score"), List.of(ValueType.DOUBLE)))
                .hasMessage("Join key 'score' is DOUBLE: Feast's keys hold String, Bytes, Int32, Int64 or UnixTimestamp");
    }

    @Test void whatIsNoKeyIsNotTakenForOne() {
        assertThat(EntityKeys.parse("other:key:of:someone".getBytes(StandardCharsets.UTF_8))).isEmpty();
        assertThat(EntityKeys.parse(new byte[] {1, 0, 0})).isEmpty();
        assertThat(EntityKeys.parse(HexFormat.of().parseHex("01000000020000000900000064"))).isEmpty();
    }

    private static String hex(EntityKeys keys, Object value) {
        return HexFormat.of().formatHex(keys.encode(List.of(value)).orElseThrow());
    }
}
