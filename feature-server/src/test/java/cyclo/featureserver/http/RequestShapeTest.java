package cyclo.featureserver.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import cyclo.common.Json;
import cyclo.common.table.Column;
import cyclo.common.table.ValueType;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is asked with a body of another shape is told as Feast's own models tell it (pydantic, with the place FastAPI gives it). */
class RequestShapeTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"entities": 5}                                        | [{"type": "dict_type", "loc": ["body", "entities"], "msg": "Input should be a valid dictionary", "input": 5}]
            {"entities": {"a": 1}}                                 | [{"type": "list_type", "loc": ["body", "entities", "a"], "msg": "Input should be a valid list", "input": 1}]
            {"entities": {"a": [1]}, "features": "x"}              | [{"type": "list_type", "loc": ["body", "features"], "msg": "Input should be a valid list", "input": "x"}]
            {"entities": {"a": [1]}, "features": null}             | [{"type": "list_type", "loc": ["body", "features"], "msg": "Input should be a valid list", "input": null}]
            {"entities": {"a": [1]}, "features": ["x", 1]}         | [{"type": "string_type", "loc": ["body", "features", 1], "msg": "Input should be a valid string", "input": 1}]
            {"entities": {"a": [1]}, "feature_service": 3}         | [{"type": "string_type", "loc": ["body", "feature_service"], "msg": "Input should be a valid string", "input": 3}]
            {"entities": {"a": [1]}, "full_feature_names": null}   | [{"type": "bool_type", "loc": ["body", "full_feature_names"], "msg": "Input should be a valid boolean", "input": null}]
            {"entities": {"a": [1]}, "full_feature_names": "nah"}  | [{"type": "bool_parsing", "loc": ["body", "full_feature_names"], "msg": "Input should be a valid boolean, unable to interpret input", "input": "nah"}]
            """)
    void aReadOfAnotherShapeIsToldFieldByField(String body, String details) {
        HttpFault fault = catchThrowableOfType(HttpFault.class, () -> read(body));
        assertThat(fault.status(Compatibility.FEAST)).isEqualTo(422);
        assertThat(Json.parse(new String(fault.body(Compatibility.FEAST), StandardCharsets.UTF_8)).get("detail")).isEqualTo(Json.parse(details));
        assertThat(fault.body(Compatibility.CYCLO)).isEqualTo(fault.body(Compatibility.FEAST));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {}                                           | [{"type": "missing", "loc": ["body", "push_source_name"], "msg": "Field required", "input": {}}, {"type": "missing", "loc": ["body", "df"], "msg": "Field required", "input": {}}]
            {"push_source_name": 1, "df": [1]}           | [{"type": "string_type", "loc": ["body", "push_source_name"], "msg": "Input should be a valid string", "input": 1}, {"type": "dict_type", "loc": ["body", "df"], "msg": "Input should be a valid dictionary", "input": [1]}]
            """)
    void aPushOfAnotherShapeToo(String body, String details) {
        HttpFault fault = catchThrowableOfType(HttpFault.class, () -> WriteRequest.parse(bytes(body), "push_source_name", 10));
        assertThat(Json.parse(new String(fault.body(Compatibility.CYCLO), StandardCharsets.UTF_8)).get("detail")).isEqualTo(Json.parse(details));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {"{\"features\":[", "{} x", "[1]", "``", "{\"entities\": {\"a\": [1,]}}", "nothing", "\"text\"", "null", "{\"entities\": {\"a\": [1]}} {}"})
    void whatIsNoJsonObjectIsA422(String body) {
        assertThat(catchThrowableOfType(HttpFault.class, () -> read(body)).status(Compatibility.CYCLO)).isEqualTo(422);
    }

    @Test void aFieldThatStandsTwiceIsNoBugOfOurs() {
        assertThat(read("{\"entities\": {\"a\": [1]}, \"entities\": {\"a\": [2]}}").entities().get("a").value(0)).isEqualTo(2L);
        HttpFault fault = catchThrowableOfType(HttpFault.class, () -> read("{\"entities\": 5, \"entities\": {\"a\": [1]}}"));
        assertThat(fault).hasMessageContaining("a field stands in it twice");
        assertThat(fault.status(Compatibility.CYCLO)).isEqualTo(400);
    }

    @Test void bytesThatAreNoLettersAreNoJson() {
        byte[] utf32 = {0, 0, 0, '{', -1, -1, -1, -1, 0, 0, 0, '}'};
        assertThat(catchThrowableOfType(HttpFault.class, () -> OnlineRequest.parse(utf32, 10)).status(Compatibility.CYCLO)).isEqualTo(422);
    }

    @Test void halfALetterIsNoKeyAndATimeBeyondAllIsNone() {
        assertThat(catchThrowableOfType(IllegalArgumentException.class, () -> column("[\"a\\ud800\"]", ValueType.STRING)))
                .hasMessage("a text holds half of a letter (\\ud800 alone)");
        assertThat(column("[\"\\ud83d\\ude00\"]", ValueType.STRING)).containsExactly("\ud83d\ude00");
        assertThat(catchThrowableOfType(IllegalArgumentException.class, () -> column("[\"+999999-01-01T00:00:00Z\"]", ValueType.UNIX_TIMESTAMP)))
                .hasMessageContaining("+999999-01-01T00:00:00Z");
    }

    @Test void flagsAreTakenAsFastApiTakesThem() {
        assertThat(read("{\"entities\": {\"a\": [1]}, \"full_feature_names\": \"yes\"}").question().fullNames()).isTrue();
        assertThat(read("{\"entities\": {\"a\": [1]}, \"full_feature_names\": 1}").question().fullNames()).isTrue();
        assertThat(read("{\"entities\": {\"a\": [1]}, \"full_feature_names\": false, \"more\": {\"x\": [1]}}").question().fullNames()).isFalse();
    }

    @Test void aColumnTakesItsTypeFromTheDefinitions() {
        assertThat(column("[1, -9223372036854775808, 9223372036854775807]", ValueType.INT64)).containsExactly(1L, Long.MIN_VALUE, Long.MAX_VALUE);
        assertThat(column("[1001.0, \"1002\", null]", ValueType.INT64)).containsExactly(1001L, 1002L, null);
        assertThat(column("[1, 2.5, \"NaN\", Infinity]", ValueType.DOUBLE)).containsExactly(1.0, 2.5, Double.NaN, Double.POSITIVE_INFINITY);
        assertThat(column("[true, 0]", ValueType.BOOL)).containsExactly(true, false);
        assertThat(column("[1704067200, \"2024-01-01T01:00:00+01:00\"]", ValueType.UNIX_TIMESTAMP)).containsOnly(Instant.parse("2024-01-01T00:00:00Z"));
        assertThat(column("[[1, 2], [], null]", ValueType.INT64_LIST)).containsExactly(List.of(1L, 2L), List.of(), null);
        assertThat((byte[]) column("[\"AP8Q\"]", ValueType.BYTES).get(0)).containsExactly(0, 255, 16);
        assertThat(column("[\"ü\", \"\"]", ValueType.STRING)).containsExactly("ü", "");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {"[1.5] | INT64", "[\"abc\"] | INT64", "[true] | INT64", "[9223372036854775808] | INT64", "[3000000000] | INT32",
            "[5] | STRING", "[\"x\"] | BOOL", "[{\"a\": 1}] | INT64", "[[1]] | INT64", "[1] | INT64_LIST", "[\"never\"] | UNIX_TIMESTAMP", "[1e300] | UNIX_TIMESTAMP", "[\"%\"] | BYTES"})
    void aValueOfAnotherTypeIsRefused(String json, ValueType type) {
        assertThat(catchThrowableOfType(IllegalArgumentException.class, () -> column(json, type))).hasMessageMatching("(?s).+");
    }

    private static List<Object> column(String json, ValueType type) {
        Column column = read("{\"entities\": {\"a\": %s}}".formatted(json)).entities().get("a").cast("a", type);
        return java.util.stream.IntStream.range(0, column.size()).mapToObj(column::value).collect(java.util.stream.Collectors.toList());
    }

    private static OnlineRequest read(String body) {
        return OnlineRequest.parse(bytes(body), 100);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
