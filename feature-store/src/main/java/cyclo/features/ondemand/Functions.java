package cyclo.features.ondemand;

import cyclo.common.Suggestion;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToIntFunction;

/**
 * The functions and operators of expressions. A null argument gives null, except in {@code coalesce} and in the branch of a choice that
 * is not taken; so does a result that is no number: a division by zero, the logarithm of a negative number.
 */
final class Functions {
    private static final List<String> NAMES = List.of("hour", "weekday", "month", "abs", "min", "max", "round", "floor", "ceil", "log", "exp", "sqrt",
            "coalesce", "seconds_between", "length", "lower", "upper", "concat");

    private Functions() {}

    /** @throws IllegalArgumentException if there is no such function, or its arguments are of the wrong number or kind */
    static Term call(String function, List<Syntax> syntax, List<Term> arguments) {
        return switch (function) {
            case "+", "-", "*" -> arithmetic(function, both(function, arguments));
            case "/" -> numbers(function, both(function, arguments), (a, b) -> b == 0 ? Double.NaN : a / b);
            case "%" -> remainder(both(function, arguments));
            case "negate" -> one(function, arguments).kind() == Kind.WHOLE
                    ? Term.of(Kind.WHOLE, arguments, values -> Math.negateExact((Long) values[0])) : number("-", arguments, a -> -a);
            case "abs" -> one(function, arguments).kind() == Kind.WHOLE
                    ? Term.of(Kind.WHOLE, arguments, values -> Math.absExact((Long) values[0])) : number(function, arguments, Math::abs);
            case "min", "max" -> extreme(function, both(function, arguments));
            case "round" -> whole(function, arguments, a -> Math.floor(a + 0.5));
            case "floor" -> whole(function, arguments, Math::floor);
            case "ceil" -> whole(function, arguments, Math::ceil);
            case "log" -> number(function, arguments, a -> a > 0 ? Math.log(a) : Double.NaN);
            case "exp" -> number(function, arguments, Math::exp);
            case "sqrt" -> number(function, arguments, a -> a >= 0 ? Math.sqrt(a) : Double.NaN);
            case "==", "!=", "<", "<=", ">", ">=" -> comparison(function, arguments);
            case "&&", "||" -> logic(function, arguments);
            case "!" -> Term.of(Kind.TRUTH, all(Kind.TRUTH, "!", arguments, 1), values -> !(Boolean) values[0]);
            case "?" -> choice(arguments);
            case "coalesce" -> coalesce(arguments);
            case "hour" -> local(function, syntax, arguments, ZonedDateTime::getHour);
            case "weekday" -> local(function, syntax, arguments, time -> time.getDayOfWeek().getValue());
            case "month" -> local(function, syntax, arguments, ZonedDateTime::getMonthValue);
            case "seconds_between" -> Term.of(Kind.NUMBER, all(Kind.TIME, function, arguments, 2), values -> {
                Duration between = Duration.between((Instant) values[0], (Instant) values[1]);
                return between.getSeconds() + between.getNano() / 1e9;
            });
            case "length" -> Term.of(Kind.WHOLE, all(Kind.TEXT, function, arguments, 1),
                    values -> (long) ((String) values[0]).codePointCount(0, ((String) values[0]).length()));
            case "lower" -> Term.of(Kind.TEXT, all(Kind.TEXT, function, arguments, 1), values -> ((String) values[0]).toLowerCase(Locale.ROOT));
            case "upper" -> Term.of(Kind.TEXT, all(Kind.TEXT, function, arguments, 1), values -> ((String) values[0]).toUpperCase(Locale.ROOT));
            case "concat" -> concat(arguments);
            default -> throw new IllegalArgumentException("there is no function '%s'.%s".formatted(function,
                    Suggestion.sentence(function, new TreeSet<>(NAMES))));
        };
    }

    private interface LongOperator {
        long apply(long a, long b);
    }

    private interface DoubleOperator {
        double apply(double a, double b);
    }

    private static Term arithmetic(String operator, List<Term> arguments) {
        return switch (operator) {
            case "+" -> numeric(operator, arguments, Math::addExact, Double::sum);
            case "-" -> numeric(operator, arguments, Math::subtractExact, (a, b) -> a - b);
            default -> numeric(operator, arguments, Math::multiplyExact, (a, b) -> a * b);
        };
    }

    private static Term extreme(String function, List<Term> arguments) {
        return function.equals("min") ? numeric(function, arguments, Math::min, Math::min) : numeric(function, arguments, Math::max, Math::max);
    }

    private static Term remainder(List<Term> arguments) {
        if (arguments.stream().allMatch(term -> term.kind() == Kind.WHOLE)) {
            return Term.of(Kind.WHOLE, arguments, values -> (Long) values[1] == 0 ? null : (Object) ((Long) values[0] % (Long) values[1]));
        }
        return numbers("%", arguments, (a, b) -> b == 0 ? Double.NaN : a % b);
    }

    private static Term numeric(String function, List<Term> arguments, LongOperator whole, DoubleOperator number) {
        if (arguments.stream().allMatch(term -> term.kind() == Kind.WHOLE)) {
            return Term.of(Kind.WHOLE, arguments, values -> exactly(function, whole, (Long) values[0], (Long) values[1]));
        }
        return numbers(function, arguments, number);
    }

    private static long exactly(String function, LongOperator whole, long a, long b) {
        try {
            return whole.apply(a, b);
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("%d %s %d is too large for a whole number".formatted(a, function, b), e);
        }
    }

    private static Term numbers(String function, List<Term> arguments, DoubleOperator operator) {
        return Term.of(Kind.NUMBER, asNumbers(function, arguments), values -> known(operator.apply((Double) values[0], (Double) values[1])));
    }

    private static Term number(String function, List<Term> arguments, DoubleUnaryOperator operator) {
        one(function, arguments);
        return Term.of(Kind.NUMBER, asNumbers(function, arguments), values -> known(operator.applyAsDouble((Double) values[0])));
    }

    private static Term whole(String function, List<Term> arguments, DoubleUnaryOperator operator) {
        if (one(function, arguments).kind() == Kind.WHOLE) {
            return arguments.get(0);
        }
        return Term.of(Kind.WHOLE, asNumbers(function, arguments), values -> {
            double result = operator.applyAsDouble((Double) values[0]);
            return Math.abs(result) < 0x1p63 ? (Object) (long) result : null;
        });
    }

    private static Term comparison(String operator, List<Term> arguments) {
        Kind left = both(operator, arguments).get(0).kind();
        Kind right = arguments.get(1).kind();
        boolean equality = operator.equals("==") || operator.equals("!=");
        if (left != right && !(left.isNumber() && right.isNumber()) || left == Kind.TRUTH && !equality) {
            throw new IllegalArgumentException("%s and %s cannot be compared by %s".formatted(left, right, operator));
        }
        List<Term> compared = left == right ? arguments : asNumbers(operator, arguments);
        return Term.of(Kind.TRUTH, compared, values -> holds(operator, order(values[0], values[1])));
    }

    private static int order(Object a, Object b) {
        if (a instanceof Double left) {
            return left < (Double) b ? -1 : left > (Double) b ? 1 : 0;
        }
        if (a instanceof Long left) {
            return left.compareTo((Long) b);
        }
        if (a instanceof Instant left) {
            return left.compareTo((Instant) b);
        }
        return a instanceof Boolean left ? left.compareTo((Boolean) b) : ((String) a).compareTo((String) b);
    }

    private static boolean holds(String operator, int order) {
        return switch (operator) {
            case "==" -> order == 0;
            case "!=" -> order != 0;
            case "<" -> order < 0;
            case "<=" -> order <= 0;
            case ">" -> order > 0;
            default -> order >= 0;
        };
    }

    private static Term logic(String operator, List<Term> arguments) {
        if (arguments.size() < 2) {
            throw new IllegalArgumentException(operator + " takes two conditions");
        }
        boolean and = operator.equals("&&");
        return Term.of(Kind.TRUTH, all(Kind.TRUTH, operator, arguments, arguments.size()), values -> {
            boolean result = and;
            for (Object value : values) {
                result = and ? result && (Boolean) value : result || (Boolean) value;
            }
            return result;
        });
    }

    private static Term choice(List<Term> arguments) {
        all(Kind.TRUTH, "the condition before ?", arguments.subList(0, 1), 1);
        Term condition = arguments.get(0);
        List<Term> branches = alike("the two sides of a choice", arguments.subList(1, 3));
        return new Term(branches.get(0).kind(), inputs -> {
            Object holds = condition.value(inputs);
            return holds == null ? null : branches.get((Boolean) holds ? 0 : 1).value(inputs);
        });
    }

    private static Term coalesce(List<Term> arguments) {
        List<Term> terms = alike("the arguments of coalesce", both("coalesce", arguments));
        return new Term(terms.get(0).kind(), inputs -> {
            Object first = terms.get(0).value(inputs);
            return first == null ? terms.get(1).value(inputs) : first;
        });
    }

    private static Term local(String function, List<Syntax> syntax, List<Term> arguments, ToIntFunction<ZonedDateTime> part) {
        if (arguments.size() != 2 || arguments.get(0).kind() != Kind.TIME || !(syntax.get(1) instanceof Syntax.Literal zone)) {
            throw new IllegalArgumentException("write %s(time, 'America/New_York'): a time, then the name of a time zone".formatted(function));
        }
        try {
            ZoneId zoneId = ZoneId.of(String.valueOf(zone.value()));
            return Term.of(Kind.WHOLE, arguments.subList(0, 1), values -> (long) part.applyAsInt(((Instant) values[0]).atZone(zoneId)));
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("there is no time zone '%s'".formatted(zone.value()), e);
        }
    }

    private static Term concat(List<Term> arguments) {
        both("concat", arguments).forEach(term -> {
            if (term.kind() != Kind.TEXT && term.kind() != Kind.WHOLE) {
                throw new IllegalArgumentException("concat joins texts and whole numbers, not %s".formatted(term.kind()));
            }
        });
        return Term.of(Kind.TEXT, arguments, values -> values[0].toString() + values[1]);
    }

    private static List<Term> both(String function, List<Term> arguments) {
        if (arguments.size() != 2) {
            throw new IllegalArgumentException("%s takes 2 arguments, not %d".formatted(function, arguments.size()));
        }
        return arguments;
    }

    private static Term one(String function, List<Term> arguments) {
        if (arguments.size() != 1) {
            throw new IllegalArgumentException("%s takes 1 argument, not %d".formatted(function, arguments.size()));
        }
        return arguments.get(0);
    }

    private static List<Term> asNumbers(String function, List<Term> arguments) {
        return arguments.stream().map(term -> {
            if (!term.kind().isNumber()) {
                throw new IllegalArgumentException("%s works on numbers, not on %s".formatted(function, term.kind()));
            }
            return term.asNumber();
        }).toList();
    }

    private static List<Term> all(Kind kind, String function, List<Term> arguments, int count) {
        if (arguments.size() != count || arguments.stream().anyMatch(term -> term.kind() != kind)) {
            throw new IllegalArgumentException("%s works on %s%s, not on %s".formatted(function, count == 1 ? "" : count + " times ", kind,
                    arguments.stream().map(term -> term.kind().toString()).toList()));
        }
        return arguments;
    }

    private static List<Term> alike(String what, List<Term> terms) {
        if (terms.stream().allMatch(term -> term.kind().isNumber()) && terms.get(0).kind() != terms.get(1).kind()) {
            return terms.stream().map(Term::asNumber).toList();
        }
        if (terms.get(0).kind() != terms.get(1).kind()) {
            throw new IllegalArgumentException("%s are %s and %s: they must be alike".formatted(what, terms.get(0).kind(), terms.get(1).kind()));
        }
        return terms;
    }

    private static Object known(double number) {
        return Double.isNaN(number) ? null : number;
    }
}
