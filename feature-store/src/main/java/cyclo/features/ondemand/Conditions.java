package cyclo.features.ondemand;

import java.time.Instant;
import java.util.List;

/** Comparisons, conditions, and choices between values. */
final class Conditions {
    private Conditions() {}

    static Term comparison(String operator, List<Term> arguments) {
        Kind left = Arguments.both(operator, arguments).get(0).kind();
        Kind right = arguments.get(1).kind();
        boolean equality = operator.equals("==") || operator.equals("!=");
        if (left != right && !(left.isNumber() && right.isNumber()) || left == Kind.TRUTH && !equality) {
            throw new IllegalArgumentException("%s and %s cannot be compared by %s".formatted(left, right, operator));
        }
        List<Term> compared = left == right ? arguments : Arguments.asNumbers(operator, arguments);
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

    static Term logic(String operator, List<Term> arguments) {
        if (arguments.size() < 2) {
            throw new IllegalArgumentException(operator + " takes two conditions");
        }
        boolean and = operator.equals("&&");
        return Term.of(Kind.TRUTH, Arguments.all(Kind.TRUTH, operator, arguments, arguments.size()), values -> {
            boolean result = and;
            for (Object value : values) {
                result = and ? result && (Boolean) value : result || (Boolean) value;
            }
            return result;
        });
    }

    static Term choice(List<Term> arguments) {
        Arguments.all(Kind.TRUTH, "the condition before ?", arguments.subList(0, 1), 1);
        Term condition = arguments.get(0);
        List<Term> branches = Arguments.alike("the two sides of a choice", arguments.subList(1, 3));
        return new Term(branches.get(0).kind(), inputs -> {
            Object holds = condition.value(inputs);
            return holds == null ? null : branches.get((Boolean) holds ? 0 : 1).value(inputs);
        });
    }

    static Term coalesce(List<Term> arguments) {
        List<Term> terms = Arguments.alike("the arguments of coalesce", Arguments.both("coalesce", arguments));
        return new Term(terms.get(0).kind(), inputs -> {
            Object first = terms.get(0).value(inputs);
            return first == null ? terms.get(1).value(inputs) : first;
        });
    }
}
