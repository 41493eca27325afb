package cyclo.features.ondemand;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cyclo.common.table.Column;
import cyclo.common.table.ValueType;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpressionTest {
    private static final Map<String, ValueType> KNOWN = Map.of("a", ValueType.INT64, "b", ValueType.DOUBLE, "n", ValueType.DOUBLE, "s", ValueType.STRING,
            "t", ValueType.UNIX_TIMESTAMP, "u", ValueType.UNIX_TIMESTAMP, "yes", ValueType.BOOL, "i", ValueType.INT32, "f", ValueType.FLOAT,
            "list", ValueType.INT64_LIST);
    private static final Map<String, Object> VALUES = Map.of("a", 7L, "b", 2.5, "s", "Ab", "t", Instant.parse("2013-12-15T02:30:00Z"),
            "u", Instant.parse("2013-12-15T02:31:00Z"), "yes", true, "i", 3, "f", 0.5f);

    @ParameterizedTest @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "a + i | INT64 | 10", "a - 2 * i | INT64 | 1", "-(a) | INT64 | -7", "a / 2 | DOUBLE | 3.5", "a % 4 | INT64 | 3", "-a % 4 | INT64 | -3",
        "a / 0 | DOUBLE | null", "a % 0 | INT64 | null", "a * b + f | DOUBLE | 18.0", "a + 1 | DOUBLE | 8.0", "f * 3 | FLOAT | 1.5", "i + 1 | INT32 | 4",
        "abs(0 - a) | INT64 | 7", "min(a, b) | DOUBLE | 2.5", "max(a, 9) | INT64 | 9", "round(b) | INT64 | 3", "round(0 - b) | INT64 | -2",
        "floor(b) | INT64 | 2", "ceil(b) | INT64 | 3", "log(0) | DOUBLE | null", "sqrt(0 - 1) | DOUBLE | null", "exp(0) | DOUBLE | 1.0",
        "a > 3 && b < 3 | BOOL | true", "a > 3 and not yes | BOOL | false", "a == 7 or n > 1 | BOOL | null", "s == 'Ab' | BOOL | true", "t < u | BOOL | true",
        "a > 3 ? 'many' : 'few' | STRING | many", "a > 9 ? n : 1.0 | DOUBLE | 1.0", "n > 9 ? 1 : 2 | INT64 | null",
        "coalesce(n, 4) | DOUBLE | 4.0", "n + 1 | DOUBLE | null", "seconds_between(t, u) | DOUBLE | 60.0",
        "length(s) | INT64 | 2", "lower(s) | STRING | ab", "upper(s) | STRING | AB", "concat(s, a) | STRING | Ab7", "yes | BOOL | true",
        "hour(t, 'America/New_York') | INT64 | 21", "weekday(t, 'America/New_York') | INT64 | 6", "month(t, 'UTC') | INT64 | 12"})
    void isWorthWhatItSays(String text, ValueType type, String expected) {
        Expression expression = Expression.compile(text, KNOWN, type);
        Object value = expression.evaluate(expression.names().stream().map(VALUES::get).toArray());
        assertThat(String.valueOf(value)).isEqualTo(expected);
    }

    @Test void theRowsOfATableAreEvaluatedAsOneByOne() {
        Expression expression = Expression.compile("a > 1 ? b : coalesce(n, 0)", KNOWN, ValueType.DOUBLE);
        assertThat(expression.names()).containsExactly("a", "b", "n");
        Column result = expression.evaluate("x", List.of(Column.of("a", ValueType.INT64, Arrays.asList(1L, 2L, null)),
                Column.of("b", ValueType.DOUBLE, Arrays.asList(5.0, Double.NaN, 5.0)), Column.of("n", ValueType.DOUBLE, Arrays.asList(null, null, 1.0))), 3);
        assertThat(result.value(0)).isEqualTo(0.0);
        assertThat(result.isNull(1)).isTrue();
        assertThat(result.isNull(2)).isTrue();
    }

    @ParameterizedTest @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "aa + 1 | INT64 | there is no 'aa' among the features of its sources and its request. Did you mean 'a'?",
        "hours(t, 'UTC') | INT64 | there is no function 'hours'. Did you mean 'hour'?",
        "hour(t, 'New York') | INT64 | there is no time zone 'New York'",
        "s + 1 | INT64 | + works on numbers, not on a text",
        "b | INT64 | 'b' gives a number, but Int64 is declared: use round, floor or ceil",
        "s < 1 | BOOL | a text and a whole number cannot be compared by <",
        "yes ? 1 : 'x' | INT64 | the two sides of a choice are a whole number and a text: they must be alike",
        "list | INT64 | Array(Int64) has no place in an expression",
        "a / fläche + length('ö') | DOUBLE | 'a / fläche + length('ö')' cannot be read (names have letters from a to z only, so no 'ä')",
        "min(a) | INT64 | min takes 2 arguments, not 1"})
    void isRefusedBeforeAnyRowIsRead(String text, ValueType type, String reason) {
        assertThatThrownBy(() -> Expression.compile(text, KNOWN, type)).isInstanceOf(IllegalArgumentException.class).hasMessage(reason);
    }

    @ParameterizedTest @ValueSource(strings = {"new('java.io.File', 'x')", "s.class", "s.length()", "''.class.forName('java.lang.Runtime')", "while (true) {}", "a = 1",
        "var x = 1", "a; b", "(x) -> x", "[1, 2]", "{'a': 1}", "s =~ 'A.*'", "empty s", "size(s)", "1..3", "a ?: 1", "sys:exit(1)", "@annotation a", "a +", ""})
    void nothingButValuesNamesAndOurFunctionsIsLetThrough(String text) {
        assertThatThrownBy(() -> Expression.compile(text, KNOWN, ValueType.INT64)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test void aResultThatDoesNotFitIsAnError() {
        Expression expression = Expression.compile("i * 1000000000", KNOWN, ValueType.INT32);
        assertThatThrownBy(() -> expression.evaluate(new Object[] {3})).hasMessage("the result 3000000000 does not fit into Int32");
        Expression product = Expression.compile("a * a", KNOWN, ValueType.INT64);
        assertThatThrownBy(() -> product.evaluate(new Object[] {Long.MAX_VALUE})).hasMessageContaining("too large for a whole number");
    }
}
