package cyclo.features.ondemand;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import cyclo.common.Json;
import cyclo.common.table.ValueType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** python_functions.json is what pandas, numpy and Feast 0.67 gave for the functions of src/test/python/python_functions.py. */
class PythonFunctionTest {
    private static final Map<String, ValueType> KNOWN = Map.of("a", ValueType.DOUBLE, "b", ValueType.INT64, "s", ValueType.STRING);

    @Test void theJvmComputesWhatPythonComputed() throws IOException {
        JsonNode golden;
        try (InputStream in = PythonFunctionTest.class.getResourceAsStream("/golden/ondemand/python_functions.json")) {
            golden = Json.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
        Map<String, ValueType> types = new LinkedHashMap<>();
        golden.get("types").properties().forEach(type -> types.put(type.getKey(), ValueType.valueOf(type.getValue().asText())));
        int compared = 0;
        for (JsonNode one : golden.get("cases")) {
            PythonFunction function = PythonFunction.read(new PythonSource(one.get("mode").asText(), one.get("singleton").asBoolean(), one.get("text").asText()));
            for (Map.Entry<String, JsonNode> output : one.get("outputs").properties()) {
                ValueType type = ValueType.valueOf(output.getValue().asText());
                Expression expression = function.expression(output.getKey(), types, type);
                for (int row = 0; row < one.get("rows").size(); row++) {
                    JsonNode inputs = one.get("rows").get(row);
                    Object[] values = expression.names().stream().map(name -> value(inputs.get(name), types.get(name))).toArray();
                    Object expected = value(one.get("results").get(output.getKey()).get(row), type);
                    Object given = expression.evaluate(values);
                    if (expected instanceof Double number && Double.isFinite(number) && given instanceof Double) {
                        assertThat((Double) given).as("%s of %s", output.getKey(), inputs).isCloseTo(number, within(1e-15 * Math.abs(number)));
                    } else {
                        assertThat(given).as("%s of %s", output.getKey(), inputs).isEqualTo(expected);
                    }
                    compared++;
                }
            }
        }
        assertThat(compared).isEqualTo(422);
    }

    @ParameterizedTest @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "    for i in range(3):\\n        pass\\n    return inputs | line 2 of its Python function is not simple: a statement 'for'",
        "    if len(inputs) > 3:\\n        return inputs\\n    return inputs | line 2 of its Python function is not simple: a statement 'if'",
        "    df = pd.DataFrame()\\n    df['x'] = inputs['a'].rolling(3).mean()\\n    return df | line 3 of its Python function is not simple: '.rolling' of a column",
        "    df = pd.DataFrame()\\n    df['x'] = model.predict(inputs)\\n    return df | line 3 of its Python function is not simple: the name 'model' is none of its own",
        "    inputs.drop(columns=['a'], inplace=True)\\n    return inputs | line 2 of its Python function is not simple: a statement that is no assignment",
        "    return helper(inputs) | line 2 of its Python function is not simple: a call of 'helper'",
        "    df = pd.DataFrame()\\n    df['x'] = inputs['a'].mean()\\n    return df | line 3 of its Python function is not simple: '.mean' of a column",
        "    df = pd.DataFrame()\\n    df['x'] = inputs['missing'] + 1\\n    return df | there is no 'missing' among the features of its sources and its request.",
        "    df = pd.DataFrame()\\n    df['x'] = inputs['s'] * 2\\n    return df | * works on numbers, not on a text",
        "    df = pd.DataFrame()\\n    df['y'] = inputs['a']\\n    return df | its Python function sets no column 'x'",
        "    df = pd.DataFrame()\\n    df.loc[df['a'] > 1, 'x'] = 3\\n    return df | line 3 of its Python function is not simple: it assigns to something else than a name or a column",
        "    import torch\\n    df = pd.DataFrame()\\n    df['x'] = torch.tensor(inputs['a'])\\n    return df | line 2 of its Python function is not simple: the module 'torch'",
        "    df = pd.DataFrame()\\n    df['x'] = inputs['a'] | its Python function returns nothing"})
    void whatIsNotSimpleIsNamed(String body, String reason) {
        PythonSource source = new PythonSource("pandas", false, "def f(inputs: pd.DataFrame):\n" + body.replace("\\n", "\n").indent(4) + "\n");
        assertThatThrownBy(() -> PythonFunction.read(source).expression("x", KNOWN, ValueType.DOUBLE)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(reason);
    }

    @ParameterizedTest @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "inputs['a'] + inputs['a'] | '+' with a list: only [... for ... in ...] goes through its values",
        "[sum(v) for v in inputs['a']] | a call of 'sum'",
        "[v for v in inputs['a'] if v > 1] | a list with a second 'if'",
        "[f'{v}' for v in inputs['a']] | the text f'{v}'",
        "[v.split() for v in inputs['s']] | '.split' of a text"})
    void aListIsNotAColumn(String value, String reason) {
        PythonSource source = new PythonSource("python", false, "def f(inputs):\n    return {'x': %s, 'y': [v + 1 for v in inputs['a']]}\n".formatted(value));
        assertThatThrownBy(() -> PythonFunction.read(source).expression("x", KNOWN, ValueType.DOUBLE)).hasMessageEndingWith(reason);
    }

    @Test void whatIsSimpleRunsBesideWhatIsNot() {
        PythonFunction function = PythonFunction.read(new PythonSource("pandas", false, """
                def f(inputs):
                    out = pd.DataFrame()
                    out["hard"] = inputs["a"].rolling(3).mean()
                    out["easy"] = inputs["a"] * 2
                    return out
                """));
        assertThat(function.expression("easy", KNOWN, ValueType.DOUBLE).evaluate(new Object[] {1.5})).isEqualTo(3.0);
        assertThatThrownBy(() -> function.expression("hard", KNOWN, ValueType.DOUBLE)).hasMessageContaining("line 3").hasMessageContaining("'.rolling'");
    }

    @ParameterizedTest @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "b = 1\\n    a = b = 3\\n    df['x'] = inputs['a'] + b | an assignment to two targets",
        "b = 1\\n    df['y'] = (b := 3)\\n    df['x'] = inputs['a'] + b | ':='",
        "from mine import round\\n    df['x'] = round(3.5) + inputs['a'] | a call of 'round', which is a name of its own",
        "from mine import *\\n    df['x'] = round(3.5) + inputs['a'] | an import of names that are not told"})
    void aNameIsNeverTakenForWhatItStoodForBefore(String lines, String reason) {
        PythonSource source = new PythonSource("pandas", false, "def f(inputs):\n    df = pd.DataFrame()\n    %s\n    return df\n".formatted(
                lines.replace("\\n", "\n")));
        assertThatThrownBy(() -> PythonFunction.read(source).expression("x", KNOWN, ValueType.DOUBLE)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith(reason);
    }

    @Test void aTextThatDoublesOrNestsWithoutEndIsRefusedAtOnce() {
        for (String lines : List.of("a = inputs['a']\n" + "    a = a + a\n".repeat(60) + "    df['x'] = a",
                "a = inputs['a']\n" + "    a = a + 1\n".repeat(20_000) + "    df['x'] = a", "d = {'a': inputs['a']}\n" + "    d = {'a': d['a'] + d['a']}\n".repeat(60)
                + "    df['x'] = d['a']", "df['x'] = " + "(".repeat(20_000) + "inputs['a']" + ")".repeat(20_000), "df['x'] = " + "-".repeat(20_000) + "inputs['a']",
                "df['x'] = " + "[".repeat(20_000), "df['x'] = inputs['a']" + " + 1".repeat(20_000), "df['x'] = " + "2 ** ".repeat(20_000) + "inputs['a']")) {
            PythonSource source = new PythonSource("pandas", false, "def f(inputs):\n    df = pd.DataFrame()\n    " + lines + "\n    return df\n");
            assertThatThrownBy(() -> PythonFunction.read(source).expression("x", KNOWN, ValueType.DOUBLE)).isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("more than");
        }
    }

    /** What CPython 3.11 and numpy 2 give. */
    @ParameterizedTest @CsvSource({"'round(v, 1000000000)', 1.25, 1.25", "'round(v, -1000000000)', -1.25, -0.0", "'v // float_inf', -5.0, -1.0",
        "'v // float_inf', 5.0, 0.0", "'v % float_inf', -5.0, Infinity"})
    void theEdgesOfNumbersArePythons(String expression, double given, double expected) {
        PythonSource source = new PythonSource("python", true, "def f(inputs):\n    v = inputs['a']\n    return {'x': %s}\n".formatted(
                expression.replace("float_inf", "math.inf")));
        assertThat(PythonFunction.read(source).expression("x", KNOWN, ValueType.DOUBLE).evaluate(new Object[] {given})).isEqualTo(expected);
    }

    @Test void otherModesAreNamed() {
        assertThatThrownBy(() -> PythonFunction.read(new PythonSource("substrait", false, "def f(inputs): ..."))).hasMessageContaining("mode 'substrait'");
    }

    private static Object value(JsonNode value, ValueType type) {
        if (value.isNull()) {
            return null;
        }
        return switch (type) {
            case INT32 -> value.asInt();
            case INT64 -> value.asLong();
            case DOUBLE -> value.isTextual() ? (value.asText().startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY) : (Object) value.asDouble();
            case FLOAT -> (float) value.asDouble();
            case BOOL -> value.asBoolean();
            case UNIX_TIMESTAMP -> Instant.ofEpochSecond(value.asLong());
            default -> value.asText();
        };
    }
}
