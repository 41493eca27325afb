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
            case "+", "-", "*" -> Numbers.arithmetic(function, Arguments.both(function, arguments));
            case "/" -> Numbers.quotient(Arguments.both(function, arguments));
            case "%" -> Numbers.remainder(Arguments.both(function, arguments));
            case "negate" -> Arguments.one(function, arguments).kind() == Kind.WHOLE
                    ? Term.of(Kind.WHOLE, arguments, values -> Math.negateExact((Long) values[0])) : Numbers.number("-", arguments, a -> -a);
            case "abs" -> Arguments.one(function, arguments).kind() == Kind.WHOLE
                    ? Term.of(Kind.WHOLE, arguments, values -> Math.absExact((Long) values[0])) : Numbers.number(function, arguments, Math::abs);
            case "min", "max" -> Numbers.extreme(function, Arguments.both(function, arguments));
            case "round" -> Numbers.whole(function, arguments, a -> Math.floor(a + 0.5));
            case "floor" -> Numbers.whole(function, arguments, Math::floor);
            case "ceil" -> Numbers.whole(function, arguments, Math::ceil);
            case "log" -> Numbers.number(function, arguments, a -> a > 0 ? Math.log(a) : Double.NaN);
            case "exp" -> Numbers.number(function, arguments, Math::exp);
            case "sqrt" -> Numbers.number(function, arguments, a -> a >= 0 ? Math.sqrt(a) : Double.NaN);
            case "==", "!=", "<", "<=", ">", ">=" -> Conditions.comparison(function, arguments);
            case "&&", "||" -> Conditions.logic(function, arguments);
            case "!" -> Term.of(Kind.TRUTH, Arguments.all(Kind.TRUTH, "!", arguments, 1), values -> !(Boolean) values[0]);
            case "?" -> Conditions.choice(arguments);
            case "coalesce" -> Conditions.coalesce(arguments);
            case "hour" -> local(function, syntax, arguments, ZonedDateTime::getHour);
            case "weekday" -> local(function, syntax, arguments, time -> time.getDayOfWeek().getValue());
            case "month" -> local(function, syntax, arguments, ZonedDateTime::getMonthValue);
            case "seconds_between" -> Term.of(Kind.NUMBER, Arguments.all(Kind.TIME, function, arguments, 2), values -> {
                Duration between = Duration.between((Instant) values[0], (Instant) values[1]);
                return between.getSeconds() + between.getNano() / 1e9;
            });
            case "length" -> Term.of(Kind.WHOLE, Arguments.all(Kind.TEXT, function, arguments, 1),
                    values -> (long) ((String) values[0]).codePointCount(0, ((String) values[0]).length()));
            case "lower" -> Term.of(Kind.TEXT, Arguments.all(Kind.TEXT, function, arguments, 1), values -> ((String) values[0]).toLowerCase(Locale.ROOT));
            case "upper" -> Term.of(Kind.TEXT, Arguments.all(Kind.TEXT, function, arguments, 1), values -> ((String) values[0]).toUpperCase(Locale.ROOT));
            case "concat" -> concat(arguments);
            default -> PythonOperators.call(function, arguments).orElseThrow(() -> new IllegalArgumentException("there is no function '%s'.%s"
                    .formatted(function, Suggestion.sentence(function, new TreeSet<>(NAMES)))));
        };
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
        Arguments.both("concat", arguments).forEach(term -> {
            if (term.kind() != Kind.TEXT && term.kind() != Kind.WHOLE) {
                throw new IllegalArgumentException("concat joins texts and whole numbers, not %s".formatted(term.kind()));
            }
        });
        return Term.of(Kind.TEXT, arguments, values -> values[0].toString() + values[1]);
    }
}
