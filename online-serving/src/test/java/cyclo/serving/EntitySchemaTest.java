package cyclo.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cyclo.common.Json;
import cyclo.common.table.ValueType;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EntitySchemaTest {
    @Test void oneEntityOrManyEachAsAnObject() {
        String entity = "{\"tailnum\": \"N1\", \"sched_dep\": \"2013-12-20T15:00:00-05:00\"}";

        Map<String, Object> parsed = schema().parse(Json.parse("{\"entities\": [" + entity + "]}")).get(0);

        assertThat(parsed).isEqualTo(Map.of("tailnum", "N1", "sched_dep", Instant.parse("2013-12-20T20:00:00Z")));
        assertThat(schema().parse(Json.parse("{\"entities\": " + entity + "}"))).containsExactly(parsed);
        assertThat(schema().parse(Json.parse(entity))).containsExactly(parsed);
    }

    @Test void aTimeIsIsoTextOrSecondsAndWithoutAnOffsetUtc() {
        for (String time : List.of("\"2013-12-20T15:00:00Z\"", "\"2013-12-20 15:00:00\"", "\"2013-12-20T15:00\"", "\"2013-12-20T10:00:00-05:00\"",
                "1387551600", "1387551600.0")) {
            assertThat(JsonValues.parse(Json.parse(time), ValueType.UNIX_TIMESTAMP)).as(time).contains(Instant.parse("2013-12-20T15:00:00Z"));
        }
        assertThat(JsonValues.parse(Json.parse("1387551600.25"), ValueType.UNIX_TIMESTAMP)).contains(Instant.parse("2013-12-20T15:00:00.250Z"));
        assertThat(JsonValues.parse(Json.parse("\"yesterday\""), ValueType.UNIX_TIMESTAMP)).isEmpty();
        assertThat(JsonValues.parse(Json.parse("1e300"), ValueType.UNIX_TIMESTAMP)).isEmpty();
    }

    @Test void nothingIsBentIntoAType() {
        assertThat(JsonValues.parse(Json.parse("\"1001\""), ValueType.INT64)).isEmpty();
        assertThat(JsonValues.parse(Json.parse("1001.0"), ValueType.INT64)).isEmpty();
        assertThat(JsonValues.parse(Json.parse("9223372036854775808"), ValueType.INT64)).isEmpty();
        assertThat(JsonValues.parse(Json.parse("9223372036854775807"), ValueType.INT64)).contains(Long.MAX_VALUE);
        assertThat(JsonValues.parse(Json.parse("2147483648"), ValueType.INT32)).isEmpty();
        assertThat(JsonValues.parse(Json.parse("7"), ValueType.DOUBLE)).contains(7.0);
        assertThat(JsonValues.parse(Json.parse("1e400"), ValueType.DOUBLE)).isEmpty();
        assertThat(JsonValues.parse(Json.parse("1"), ValueType.BOOL)).isEmpty();
        assertThat(JsonValues.parse(Json.parse("1"), ValueType.STRING)).isEmpty();
        assertThat(JsonValues.parse(Json.parse("[1, 2]"), ValueType.INT64_LIST)).contains(List.of(1L, 2L));
        assertThat(JsonValues.parse(Json.parse("[1, null]"), ValueType.INT64_LIST)).isEmpty();
        assertThat(JsonValues.parse(Json.parse("\"AQI=\""), ValueType.BYTES)).get().isEqualTo(new byte[] {1, 2});
    }

    @Test void everyFaultIsNamedAtOnce() {
        assertThatThrownBy(() -> schema().parse(Json.parse("{\"entities\": [{\"tailnum\": 5, \"shed_dep\": null}, 7]}")))
                .hasMessage("Cannot predict: entities[0].tailnum is 5: write a text in quotes. "
                        + "entities[0].sched_dep is missing: write a time, as ISO 8601 text such as "
                        + "\"2013-12-20T15:00:00Z\" or in seconds since 1970, or null if it is not known. "
                        + "entities[0].shed_dep is not a field of an entity. Did you mean 'sched_dep'? "
                        + "entities[1] is 7: write an object such as {\"tailnum\": \"text\", \"sched_dep\": \"2013-12-20T15:00:00Z\"}.");
    }

    @Test void nullIsKnownToBeUnknown() {
        assertThat(schema().parse(Json.parse("{\"tailnum\": null, \"sched_dep\": 0}")).get(0)).containsEntry("tailnum", null);
    }

    @Test void tooManyOrNoEntitiesAreRefused() {
        assertThatThrownBy(() -> schema().parse(Json.parse("{\"entities\": []}"))).hasMessage("Cannot predict for 0 entities: give 1 to 2 in one request.");
        assertThatThrownBy(() -> schema().parse(Json.parse("{\"entities\": [{}, {}, {}]}"))).hasMessageContaining("for 3 entities");
        assertThatThrownBy(() -> schema().parse(Json.parse("[1]"))).hasMessageContaining("must be an object");
        assertThatThrownBy(() -> schema().parse(Json.parse("{\"entities\": 1}"))).hasMessageContaining("must be a list of objects");
    }

    private static EntitySchema schema() {
        Map<String, ValueType> fields = new LinkedHashMap<>();
        fields.put("tailnum", ValueType.STRING);
        fields.put("sched_dep", ValueType.UNIX_TIMESTAMP);
        return new EntitySchema(fields, 2);
    }
}
