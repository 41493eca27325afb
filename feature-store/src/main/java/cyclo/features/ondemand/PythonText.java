package cyclo.features.ondemand;

import cyclo.common.table.ValueType;
import cyclo.features.OnDemandView;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * On-demand expressions as the Python function that Feast builds from an on-demand view's {@code body_text}: it gives what
 * {@link Expression} gives, null for null.
 */
public final class PythonText {
    private static final Map<String, String> FUNCTIONS = Map.ofEntries(
            Map.entry("+", "lambda a, b: a + b"), Map.entry("-", "lambda a, b: a - b"), Map.entry("*", "lambda a, b: a * b"), Map.entry("/", "divide"),
            Map.entry("%", "remainder"), Map.entry("negate", "lambda a: -a"), Map.entry("!", "lambda a: not a"), Map.entry("&&", "lambda *a: all(a)"),
            Map.entry("||", "lambda *a: any(a)"), Map.entry("==", "lambda a, b: a == b"), Map.entry("!=", "lambda a, b: a != b"),
            Map.entry("<", "lambda a, b: a < b"), Map.entry("<=", "lambda a, b: a <= b"), Map.entry(">", "lambda a, b: a > b"),
            Map.entry(">=", "lambda a, b: a >= b"),
            Map.entry("hour", "lambda t, z: at(t, z).hour"), Map.entry("weekday", "lambda t, z: at(t, z).isoweekday()"),
            Map.entry("month", "lambda t, z: at(t, z).month"),
            Map.entry("abs", "abs"), Map.entry("min", "min"), Map.entry("max", "max"), Map.entry("round", "lambda a: whole(math.floor, a, 0.5)"),
            Map.entry("floor", "lambda a: whole(math.floor, a, 0)"), Map.entry("ceil", "lambda a: whole(math.ceil, a, 0)"),
            Map.entry("log", "lambda a: math.log(a) if a > 0 else None"), Map.entry("exp", "lambda a: math.exp(a) if a < 709.78 else math.inf"),
            Map.entry("sqrt", "lambda a: math.sqrt(a) if a >= 0 else None"),
            Map.entry("seconds_between", "lambda a, b: (at(b, 'UTC') - at(a, 'UTC')).total_seconds()"),
            Map.entry("length", "len"), Map.entry("lower", "lambda a: a.lower()"), Map.entry("upper", "lambda a: a.upper()"),
            Map.entry("concat", "lambda a, b: str(a) + str(b)"));

    private static final String RUNTIME = """
                import math
                import pandas as pd
                from datetime import datetime, timezone
                from zoneinfo import ZoneInfo

                def known(v):
                    return v is not None and v == v

                def call(f, *values):
                    return f(*values) if all(known(v) for v in values) else None

                def choose(condition, yes, no):
                    return None if condition is None else yes() if condition else no()

                def divide(a, b):
                    return a / b if b != 0 else None

                def remainder(a, b):
                    return None if b == 0 else int(math.fmod(a, b)) if isinstance(a, int) and isinstance(b, int) else math.fmod(a, b)

                def whole(f, a, more):
                    return a if isinstance(a, int) else f(a + more) if abs(a) < 2 ** 63 else None

                def at(t, zone):
                    if isinstance(t, str):
                        t = datetime.fromisoformat(t.replace("Z", "+00:00"))
                    elif isinstance(t, (int, float)):
                        t = datetime.fromtimestamp(t, timezone.utc)
                    if t.tzinfo is None:
                        t = t.replace(tzinfo=timezone.utc)
                    return t.replace(microsecond=0).astimezone(ZoneInfo(zone))
            """;

    private PythonText() {}

    /**
     * A function of data frames, for Feast's mode {@code pandas}; the other mode, {@code python}, loses features when full names are asked
     * for. Whole numbers, which pandas turns into floating point beside a null, are whole again before anything is computed.
     *
     * @param inputs the names that expressions may use, with their types
     */
    public static String function(OnDemandView view, Map<String, ValueType> inputs) {
        Set<String> names = new LinkedHashSet<>();
        List<String> lines = new ArrayList<>();
        for (OnDemandView.Computed computed : view.features()) {
            Syntax expression = Syntax.parse(view.expression(computed.field().name()));
            names.addAll(expression.names());
            lines.add("        %s: pd.Series([call(%s, %s) for v in rows], dtype=object),".formatted(json(computed.field().name()),
                    cast(computed.field().type()), print(expression)));
        }
        String whole = names.stream().filter(name -> inputs.get(name) == ValueType.INT32 || inputs.get(name) == ValueType.INT64)
                .map(PythonText::json).collect(Collectors.joining(", "));
        return """
                def %s(inputs: pd.DataFrame) -> pd.DataFrame:
                    # Written by Cyclo from features.yaml: change it there.
                %s

                    columns = {name: inputs[name].tolist() for name in [%s]}
                    for name in [%s]:
                        columns[name] = [int(v) if known(v) else None for v in columns[name]]
                    rows = [{name: values[i] for name, values in columns.items()} for i in range(len(inputs))]
                    return pd.DataFrame({
                %s
                    })
                """.formatted(view.name(), RUNTIME.stripTrailing(), names.stream().map(PythonText::json).collect(Collectors.joining(", ")), whole,
                String.join("\n", lines));
    }

    private static String print(Syntax expression) {
        if (expression instanceof Syntax.Literal literal) {
            Object value = literal.value();
            return value instanceof Boolean truth ? truth ? "True" : "False" : value instanceof String text ? json(text) : value.toString();
        }
        if (expression instanceof Syntax.Name name) {
            return "v[%s]".formatted(json(name.name()));
        }
        Syntax.Call call = (Syntax.Call) expression;
        List<String> arguments = call.arguments().stream().map(PythonText::print).toList();
        return switch (call.function()) {
            case "?" -> "choose(%s, lambda: %s, lambda: %s)".formatted(arguments.get(0), arguments.get(1), arguments.get(2));
            case "coalesce" -> "next((a for a in [%s] if known(a)), None)".formatted(String.join(", ", arguments));
            default -> "call(%s, %s)".formatted(FUNCTIONS.get(call.function()), String.join(", ", arguments));
        };
    }

    private static String cast(ValueType type) {
        return switch (type) {
            case INT32, INT64 -> "int";
            case DOUBLE, FLOAT -> "float";
            case BOOL -> "bool";
            case STRING -> "str";
            default -> "lambda a: a";
        };
    }

    /** A text as Python's {@code json.dumps} writes it, which is also a Python literal. */
    public static String json(String text) {
        StringBuilder out = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                default -> out.append(c < ' ' || c > '~' ? "\\u%04x".formatted((int) c) : String.valueOf(c));
            }
        }
        return out.append('"').toString();
    }
}
