package cyclo.features.ondemand;

import cyclo.common.table.ValueType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;

/**
 * What Python's operators and functions do where they differ from those of our own expressions: division by zero, the sign of a
 * remainder, rounding to even, comparing with a missing value. Their names hold a dot, so no expression of a features.yaml reaches them.
 */
final class PythonOperators {
    static final Map<String, String> SIGNS = Map.ofEntries(Map.entry("add", "+"), Map.entry("sub", "-"), Map.entry("mul", "*"), Map.entry("div", "/"),
            Map.entry("truediv", "/"), Map.entry("floordiv", "//"), Map.entry("mod", "%"), Map.entry("pow", "**"), Map.entry("gt", ">"),
            Map.entry("ge", ">="), Map.entry("lt", "<"), Map.entry("le", "<="), Map.entry("eq", "=="), Map.entry("ne", "!="));
    private static final Map<String, DoubleUnaryOperator> OF_ONE_NUMBER = Map.ofEntries(Map.entry("np.log", Math::log), Map.entry("np.log1p", Math::log1p),
            Map.entry("np.log2", a -> Math.log(a) / Math.log(2)), Map.entry("np.log10", Math::log10),
            Map.entry("math.log2", a -> a > 0 ? Math.log(a) / Math.log(2) : Double.NaN), Map.entry("math.log10", a -> a > 0 ? Math.log10(a) : Double.NaN),
            Map.entry("np.expm1", Math::expm1), Map.entry("np.sin", Math::sin), Map.entry("np.cos", Math::cos), Map.entry("np.tan", Math::tan),
            Map.entry("np.arctan", Math::atan), Map.entry("np.sign", Math::signum), Map.entry("np.floor", Math::floor), Map.entry("np.ceil", Math::ceil),
            Map.entry("np.rint", Math::rint), Map.entry("np.radians", Math::toRadians), Map.entry("np.square", a -> a * a),
            Map.entry("py.float32", a -> (double) (float) a));

    /** Beyond so many digits Python's round gives a number back as it is, and below as many zero. */
    private static final int FINEST = 323;

    private PythonOperators() {}

    /**
     * @param pandas a comparison with a missing value is false, and {@code !=} true; in plain Python it would be an error and is null
     * @param column numpy computes: a division by zero is infinite, where Python would stop and null is given
     */
    static Syntax operation(String sign, List<Syntax> parts, boolean pandas, boolean column, int line) {
        if (parts.size() == 1) {
            return switch (sign) {
                case "-" -> parts.get(0) instanceof Syntax.Literal literal && literal.value() instanceof Long number ? new Syntax.Literal(-number)
                        : new Syntax.Call("negate", parts);
                case "+" -> parts.get(0);
                case "~", "not" -> new Syntax.Call("!", parts);
                default -> throw NotSimple.at(line, "'%s' before a value", sign);
            };
        }
        return switch (sign) {
            case "+" -> new Syntax.Call("py.add", parts);
            case "-", "*" -> new Syntax.Call(sign, parts);
            case "/" -> new Syntax.Call(column ? "np.divide" : "/", parts);
            case "//" -> new Syntax.Call("py.floordiv", parts);
            case "%" -> new Syntax.Call("py.mod", parts);
            case "**" -> new Syntax.Call("py.power", parts);
            case "&", "and" -> new Syntax.Call("&&", parts);
            case "|", "or" -> new Syntax.Call("||", parts);
            case "==", "!=", "<", "<=", ">", ">=" -> pandas ? new Syntax.Call("coalesce", List.of(new Syntax.Call(sign, parts),
                    new Syntax.Literal(sign.equals("!=")))) : new Syntax.Call(sign, parts);
            default -> throw NotSimple.at(line, "the operator '%s'", sign);
        };
    }

    static Syntax isNull(Syntax value) {
        return new Syntax.Call("py.isnull", List.of(value));
    }

    /** Null, of the kind that {@code other} has. */
    static Syntax nullLike(Syntax other) {
        return new Syntax.Call("py.null", List.of(other));
    }

    /** As Feast turns what a function returns into the declared type. */
    static Syntax cast(Syntax value, ValueType declared) {
        return switch (declared) {
            case INT32, INT64 -> new Syntax.Call("py.int", List.of(value));
            case FLOAT, DOUBLE -> new Syntax.Call("py.float", List.of(value));
            default -> value;
        };
    }

    /** Empty if there is no such function among Python's. @throws IllegalArgumentException if the arguments are of the wrong number or kind */
    static Optional<Term> call(String function, List<Term> arguments) {
        DoubleUnaryOperator ofOneNumber = OF_ONE_NUMBER.get(function);
        if (ofOneNumber != null) {
            return Optional.of(Numbers.number(function, arguments, ofOneNumber));
        }
        return Optional.ofNullable(switch (function) {
            case "py.add" -> Arguments.both("+", arguments).stream().allMatch(term -> term.kind() == Kind.TEXT)
                    ? Term.of(Kind.TEXT, arguments, values -> values[0] + (String) values[1]) : Numbers.arithmetic("+", arguments);
            case "np.divide" -> Numbers.ofTwo("/", arguments, (a, b) -> a / b);
            case "py.floordiv" -> bothWhole(arguments) ? Term.of(Kind.WHOLE, arguments, values -> (Long) values[1] == 0 ? null
                    : (Object) Math.floorDiv((Long) values[0], (Long) values[1])) : Numbers.ofTwo("//", arguments, PythonOperators::floorDivided);
            case "py.mod" -> bothWhole(arguments) ? Term.of(Kind.WHOLE, arguments, values -> (Long) values[1] == 0 ? null
                    : (Object) Math.floorMod((Long) values[0], (Long) values[1])) : Numbers.ofTwo("%", arguments, PythonOperators::remainder);
            case "py.power" -> bothWhole(arguments) ? Term.of(Kind.WHOLE, arguments, values -> power((Long) values[0], (Long) values[1]))
                    : Numbers.ofTwo("**", arguments, Math::pow);
            case "py.isnull" -> {
                Term value = Arguments.one("isnull", arguments);
                yield new Term(Kind.TRUTH, inputs -> value.value(inputs) == null);
            }
            case "py.null" -> new Term(Arguments.one("null", arguments).kind(), inputs -> null);
            case "py.int" -> whole(Arguments.one("int", arguments));
            case "py.float" -> number(Arguments.one("float", arguments));
            case "py.bool" -> truth(Arguments.one("bool", arguments));
            case "py.str" -> text(Arguments.one("str", arguments));
            case "py.round" -> rounded(arguments);
            case "np.round" -> numpyRounded(arguments);
            default -> null;
        });
    }

    private static boolean bothWhole(List<Term> arguments) {
        return Arguments.both("an operator", arguments).stream().allMatch(term -> term.kind() == Kind.WHOLE);
    }

    /** A remainder has the sign of the divisor. */
    private static double remainder(double a, double b) {
        double remainder = a % b;
        return remainder != 0 && remainder < 0 != b < 0 ? remainder + b : remainder;
    }

    private static double floorDivided(double a, double b) {
        if (Double.isInfinite(b) && Double.isFinite(a)) {
            return a != 0 && a < 0 != b < 0 ? -1 : 0;
        }
        return b == 0 ? a / b : Math.rint((a - remainder(a, b)) / b);
    }

    private static Long power(long base, long exponent) {
        if (exponent < 0) {
            return null;
        }
        if (Math.abs(base) > 1 && exponent > 63) {
            throw new ArithmeticException();
        }
        return BigInteger.valueOf(base).pow((int) (Math.abs(base) > 1 ? exponent : exponent == 0 ? 0 : 2 - exponent % 2)).longValueExact();
    }

    private static Term whole(Term value) {
        return switch (value.kind()) {
            case WHOLE -> value;
            case NUMBER -> Numbers.whole("int", List.of(value), a -> a < 0 ? Math.ceil(a) : Math.floor(a));
            case TRUTH -> Term.of(Kind.WHOLE, List.of(value), values -> (Boolean) values[0] ? 1L : 0L);
            default -> throw new IllegalArgumentException("%s cannot be made a whole number".formatted(value.kind()));
        };
    }

    private static Term number(Term value) {
        if (value.kind() == Kind.TRUTH) {
            return whole(value).asNumber();
        }
        return Arguments.asNumbers("float", List.of(value)).get(0);
    }

    private static Term truth(Term value) {
        return value.kind() == Kind.TRUTH ? value
                : Term.of(Kind.TRUTH, Arguments.asNumbers("bool", List.of(value)), values -> (Double) values[0] != 0);
    }

    private static Term text(Term value) {
        if (value.kind() == Kind.TEXT) {
            return value;
        }
        return Term.of(Kind.TEXT, Arguments.all(Kind.WHOLE, "str", List.of(value), 1), values -> values[0].toString());
    }

    /** Python's: to even, by the number's exact decimal value; a whole number without digits. */
    private static Term rounded(List<Term> arguments) {
        if (arguments.size() == 1) {
            return Numbers.whole("round", arguments, Math::rint);
        }
        Arguments.both("round", arguments);
        if (arguments.get(0).kind() == Kind.WHOLE) {
            return arguments.get(0);
        }
        Term number = Arguments.asNumbers("round", arguments.subList(0, 1)).get(0);
        return Term.of(Kind.NUMBER, List.of(number, digits(arguments.get(1))), values -> {
            double value = (Double) values[0];
            long digits = (Long) values[1];
            if (Double.isInfinite(value) || digits > FINEST) {
                return value;
            }
            return digits < -FINEST ? (Object) (0.0 * value) : new BigDecimal(value).setScale((int) digits, RoundingMode.HALF_EVEN).doubleValue();
        });
    }

    /** numpy's: scaled, rounded to even, scaled back; a number stays one. */
    private static Term numpyRounded(List<Term> arguments) {
        if (arguments.get(0).kind() == Kind.WHOLE) {
            return arguments.get(0);
        }
        if (arguments.size() == 1) {
            return Numbers.number("round", arguments, Math::rint);
        }
        Term number = Arguments.asNumbers("round", Arguments.both("round", arguments).subList(0, 1)).get(0);
        return Term.of(Kind.NUMBER, List.of(number, digits(arguments.get(1))), values -> {
            double scale = Math.pow(10, Math.abs((Long) values[1]));
            double value = (Double) values[0];
            return (Long) values[1] < 0 ? Math.rint(value / scale) * scale : Math.rint(value * scale) / scale;
        });
    }

    private static Term digits(Term term) {
        return Arguments.all(Kind.WHOLE, "the digits of round", List.of(term), 1).get(0);
    }
}
