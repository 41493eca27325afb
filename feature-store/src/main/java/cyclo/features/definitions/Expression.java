package cyclo.features.definitions;

import cyclo.common.Suggestion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The language of on-demand expressions, parsed: names, numbers, texts, {@code + - * / %}, comparisons, {@code && || !},
 * {@code ? :} and a fixed set of functions. What parses here means the same to the evaluator in the JVM and to Python.
 */
sealed interface Expression {
    record Literal(String text) implements Expression {}

    record Text(String value) implements Expression {}

    record Name(String name) implements Expression {}

    record Call(String function, List<Expression> arguments) implements Expression {}

    /** Functions by name, with how many arguments they take at least and at most. */
    Map<String, int[]> FUNCTIONS = new TreeMap<>(Map.ofEntries(
            Map.entry("hour", new int[] {2, 2}), Map.entry("weekday", new int[] {2, 2}), Map.entry("month", new int[] {2, 2}),
            Map.entry("abs", new int[] {1, 1}), Map.entry("min", new int[] {2, 2}), Map.entry("max", new int[] {2, 2}),
            Map.entry("round", new int[] {1, 1}), Map.entry("floor", new int[] {1, 1}), Map.entry("ceil", new int[] {1, 1}),
            Map.entry("log", new int[] {1, 1}), Map.entry("exp", new int[] {1, 1}), Map.entry("sqrt", new int[] {1, 1}),
            Map.entry("coalesce", new int[] {2, 2}), Map.entry("seconds_between", new int[] {2, 2}),
            Map.entry("length", new int[] {1, 1}), Map.entry("lower", new int[] {1, 1}), Map.entry("upper", new int[] {1, 1}),
            Map.entry("concat", new int[] {2, 2})));

    /** @throws IllegalArgumentException with what is wrong and where */
    static Expression parse(String text) {
        return new Parser(text).whole();
    }

    /** The names that are read, in the order of their first use. */
    default List<String> names() {
        Map<String, Boolean> names = new LinkedHashMap<>();
        collect(names);
        return List.copyOf(names.keySet());
    }

    private void collect(Map<String, Boolean> names) {
        if (this instanceof Name name) {
            names.put(name.name(), true);
        } else if (this instanceof Call call) {
            call.arguments().forEach(argument -> argument.collect(names));
        }
    }

    /** @param inputs every name an expression may read, with how many things have it */
    static List<String> faults(String text, Map<String, Integer> inputs) {
        try {
            List<String> faults = new ArrayList<>();
            for (String name : parse(text).names()) {
                if (!inputs.containsKey(name)) {
                    faults.add("there is no '%s' among the features of its sources and its request.%s".formatted(name, Suggestion.sentence(name, inputs.keySet())));
                } else if (inputs.get(name) > 1) {
                    faults.add("'%1$s' is in more than one source: write view__%1$s".formatted(name));
                }
            }
            return faults;
        } catch (IllegalArgumentException e) {
            return List.of(e.getMessage());
        }
    }

    /** Recursive descent, one method per level of precedence. */
    final class Parser {
        private static final Pattern TOKEN = Pattern.compile(
                "\\s*(?:(?<number>\\d+(?:\\.\\d+)?(?:[eE][-+]?\\d+)?)|(?<text>'[^']*'|\"[^\"]*\")|(?<name>[A-Za-z_]\\w*)|(?<sign>&&|\\|\\||[<>=!]=|[-+*/%<>!?:(),]))");
        private final List<String> tokens = new ArrayList<>();
        private int next;

        Parser(String text) {
            String stripped = text.stripTrailing();
            Matcher matcher = TOKEN.matcher(stripped);
            int end = 0;
            while (end < stripped.length()) {
                if (!matcher.find(end) || matcher.start() != end) {
                    throw new IllegalArgumentException("'%s' cannot be read".formatted(stripped.substring(end).strip()));
                }
                tokens.add(matcher.group().strip());
                end = matcher.end();
            }
        }

        Expression whole() {
            Expression expression = choice();
            if (next < tokens.size()) {
                throw new IllegalArgumentException("'%s' is not expected after '%s'".formatted(tokens.get(next), tokens.get(next - 1)));
            }
            return expression;
        }

        private Expression choice() {
            Expression condition = or();
            if (take("?").isEmpty()) {
                return condition;
            }
            Expression yes = choice();
            expect(":");
            return new Call("?", List.of(condition, yes, choice()));
        }

        private Expression or() {
            Expression left = and();
            while (take("||", "or").isPresent()) {
                left = new Call("||", List.of(left, and()));
            }
            return left;
        }

        private Expression and() {
            Expression left = comparison();
            while (take("&&", "and").isPresent()) {
                left = new Call("&&", List.of(left, comparison()));
            }
            return left;
        }

        private Expression comparison() {
            Expression left = sum();
            Optional<String> sign = take("==", "!=", "<=", ">=", "<", ">");
            return sign.isPresent() ? new Call(sign.get(), List.of(left, sum())) : left;
        }

        private Expression sum() {
            Expression left = product();
            for (Optional<String> sign = take("+", "-"); sign.isPresent(); sign = take("+", "-")) {
                left = new Call(sign.get(), List.of(left, product()));
            }
            return left;
        }

        private Expression product() {
            Expression left = unary();
            for (Optional<String> sign = take("*", "/", "%"); sign.isPresent(); sign = take("*", "/", "%")) {
                left = new Call(sign.get(), List.of(left, unary()));
            }
            return left;
        }

        private Expression unary() {
            if (take("-").isPresent()) {
                return new Call("negate", List.of(unary()));
            }
            return take("!", "not").isPresent() ? new Call("!", List.of(unary())) : atom();
        }

        private Expression atom() {
            if (next == tokens.size()) {
                throw new IllegalArgumentException("it ends too early");
            }
            String token = tokens.get(next++);
            if (token.equals("(")) {
                Expression inner = choice();
                expect(")");
                return inner;
            }
            if (token.matches("\\d.*") || token.equals("true") || token.equals("false")) {
                return new Literal(token);
            }
            if (token.startsWith("'") || token.startsWith("\"")) {
                return new Text(token.substring(1, token.length() - 1));
            }
            if (token.equals("null")) {
                throw new IllegalArgumentException("'null' has no place here: use coalesce(a, b)");
            }
            if (!token.matches("[A-Za-z_]\\w*")) {
                throw new IllegalArgumentException("'%s' is not expected here".formatted(token));
            }
            return take("(").isPresent() ? call(token) : new Name(token);
        }

        private Expression call(String function) {
            List<Expression> arguments = new ArrayList<>();
            if (take(")").isEmpty()) {
                do {
                    arguments.add(choice());
                } while (take(",").isPresent());
                expect(")");
            }
            int[] counts = FUNCTIONS.get(function);
            if (counts == null) {
                throw new IllegalArgumentException("there is no function '%s'.%s".formatted(function, Suggestion.sentence(function, FUNCTIONS.keySet())));
            }
            if (arguments.size() < counts[0] || arguments.size() > counts[1]) {
                throw new IllegalArgumentException("%s takes %d argument%s, not %d".formatted(function, counts[0], counts[0] == 1 ? "" : "s", arguments.size()));
            }
            return new Call(function, arguments);
        }

        private void expect(String token) {
            if (take(token).isEmpty()) {
                throw new IllegalArgumentException("'%s' is missing%s".formatted(token, next < tokens.size() ? " before '%s'".formatted(tokens.get(next)) : " at the end"));
            }
        }

        private Optional<String> take(String... wanted) {
            for (String token : wanted) {
                if (next < tokens.size() && tokens.get(next).equals(token)) {
                    next++;
                    return Optional.of(token);
                }
            }
            return Optional.empty();
        }
    }
}
