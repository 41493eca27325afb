package cyclo.features.ondemand;

import java.util.List;
import java.util.function.DoubleUnaryOperator;

/** Functions of numbers. Two whole numbers give a whole one, exactly or not at all; a result that is no number is null. */
final class Numbers {
    private Numbers() {}

    private interface LongOperator {
        long apply(long a, long b);
    }

    interface DoubleOperator {
        double apply(double a, double b);
    }

    static Term arithmetic(String operator, List<Term> arguments) {
        return switch (operator) {
            case "+" -> numeric(operator, arguments, Math::addExact, Double::sum);
            case "-" -> numeric(operator, arguments, Math::subtractExact, (a, b) -> a - b);
            default -> numeric(operator, arguments, Math::multiplyExact, (a, b) -> a * b);
        };
    }

    static Term extreme(String function, List<Term> arguments) {
        return function.equals("min") ? numeric(function, arguments, Math::min, Math::min) : numeric(function, arguments, Math::max, Math::max);
    }

    static Term quotient(List<Term> arguments) {
        return numbers("/", arguments, (a, b) -> b == 0 ? Double.NaN : a / b);
    }

    static Term remainder(List<Term> arguments) {
        if (arguments.stream().allMatch(term -> term.kind() == Kind.WHOLE)) {
            return Term.of(Kind.WHOLE, arguments, values -> (Long) values[1] == 0 ? null : (Object) ((Long) values[0] % (Long) values[1]));
        }
        return numbers("%", arguments, (a, b) -> b == 0 ? Double.NaN : a % b);
    }

    /** Of two floating point numbers; what is no number is null. */
    static Term ofTwo(String function, List<Term> arguments, DoubleOperator operator) {
        return numbers(function, Arguments.both(function, arguments), operator);
    }

    private static Term numeric(String function, List<Term> arguments, LongOperator whole, DoubleOperator number) {
        if (arguments.stream().allMatch(term -> term.kind() == Kind.WHOLE)) {
            return Term.of(Kind.WHOLE, arguments, values -> whole.apply((Long) values[0], (Long) values[1]));
        }
        return numbers(function, arguments, number);
    }

    private static Term numbers(String function, List<Term> arguments, DoubleOperator operator) {
        return Term.of(Kind.NUMBER, Arguments.asNumbers(function, arguments), values -> known(operator.apply((Double) values[0], (Double) values[1])));
    }

    static Term number(String function, List<Term> arguments, DoubleUnaryOperator operator) {
        Arguments.one(function, arguments);
        return Term.of(Kind.NUMBER, Arguments.asNumbers(function, arguments), values -> known(operator.applyAsDouble((Double) values[0])));
    }

    static Term whole(String function, List<Term> arguments, DoubleUnaryOperator operator) {
        if (Arguments.one(function, arguments).kind() == Kind.WHOLE) {
            return arguments.get(0);
        }
        return Term.of(Kind.WHOLE, Arguments.asNumbers(function, arguments), values -> {
            double result = operator.applyAsDouble((Double) values[0]);
            return Math.abs(result) < 0x1p63 ? (Object) (long) result : null;
        });
    }

    private static Object known(double number) {
        return Double.isNaN(number) ? null : number;
    }
}
