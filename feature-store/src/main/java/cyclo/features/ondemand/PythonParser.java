package cyclo.features.ondemand;

import cyclo.features.ondemand.PythonTokens.Kind;
import cyclo.features.ondemand.PythonTokens.Token;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads one expression of Python, by Python's precedence. What it has no tree for it names. */
final class PythonParser {
    private static final List<Set<String>> LEVELS = List.of(Set.of("|"), Set.of("^"), Set.of("&"), Set.of("+", "-"), Set.of("*", "/", "//", "%", "@"));
    private static final Set<String> COMPARISONS = Set.of("<", "<=", ">", ">=", "==", "!=", "in", "is", "not");
    private static final Set<String> KEYWORDS = Set.of("if", "else", "for", "in", "is", "and", "or", "not", "lambda", "await", "yield", "async");

    private final List<Token> tokens;
    private int at;

    private PythonParser(List<Token> tokens) {
        this.tokens = tokens;
    }

    /** @throws NotSimple that names the place */
    static PythonTree parse(List<Token> tokens) {
        PythonParser parser = new PythonParser(tokens);
        PythonTree tree = parser.items();
        if (parser.at < tokens.size()) {
            throw NotSimple.at(parser.line(), "'%s'", tokens.get(parser.at).text());
        }
        return tree;
    }

    /** One expression, or several with commas between them. */
    private PythonTree items() {
        int line = line();
        PythonTree first = expression();
        if (!sees(",")) {
            return first;
        }
        List<PythonTree> items = new ArrayList<>(List.of(first));
        while (take(",") && at < tokens.size() && !sees(")") && !sees("]")) {
            items.add(expression());
        }
        return new PythonTree.Sequence(items, line);
    }

    private PythonTree expression() {
        int line = line();
        if (take("lambda")) {
            List<String> names = new ArrayList<>();
            while (!take(":")) {
                names.add(name());
                take(",");
            }
            return new PythonTree.Lambda(names, expression(), line);
        }
        PythonTree yes = or();
        if (!take("if")) {
            return yes;
        }
        PythonTree condition = or();
        expect("else");
        return new PythonTree.Choice(condition, yes, expression(), line);
    }

    private PythonTree or() {
        PythonTree left = and();
        while (sees("or")) {
            Token sign = take();
            left = new PythonTree.Operation("or", List.of(left, and()), sign.line());
        }
        return left;
    }

    private PythonTree and() {
        PythonTree left = not();
        while (sees("and")) {
            Token sign = take();
            left = new PythonTree.Operation("and", List.of(left, not()), sign.line());
        }
        return left;
    }

    private PythonTree not() {
        int line = line();
        return take("not") ? new PythonTree.Operation("not", List.of(not()), line) : comparison();
    }

    /** {@code a < b <= c} is {@code a < b and b <= c}. */
    private PythonTree comparison() {
        PythonTree left = binary(0);
        PythonTree all = null;
        while (at < tokens.size() && tokens.get(at).kind() != Kind.TEXT && COMPARISONS.contains(tokens.get(at).text())) {
            Token sign = take();
            String operator = sign.is("not") ? "not " + expect("in").text() : sign.is("is") && take("not") ? "is not" : sign.text();
            PythonTree right = binary(0);
            PythonTree one = new PythonTree.Operation(operator, List.of(left, right), sign.line());
            all = all == null ? one : new PythonTree.Operation("and", List.of(all, one), sign.line());
            left = right;
        }
        return all == null ? left : all;
    }

    private PythonTree binary(int level) {
        if (level == LEVELS.size()) {
            return unary();
        }
        PythonTree left = binary(level + 1);
        while (at < tokens.size() && tokens.get(at).kind() == Kind.SIGN && LEVELS.get(level).contains(tokens.get(at).text())) {
            Token sign = take();
            left = new PythonTree.Operation(sign.text(), List.of(left, binary(level + 1)), sign.line());
        }
        return left;
    }

    private PythonTree unary() {
        if (sees("-") || sees("+") || sees("~")) {
            Token sign = take();
            return new PythonTree.Operation(sign.text(), List.of(unary()), sign.line());
        }
        PythonTree base = trailers(atom());
        if (!sees("**")) {
            return base;
        }
        Token sign = take();
        return new PythonTree.Operation("**", List.of(base, unary()), sign.line());
    }

    private PythonTree trailers(PythonTree object) {
        PythonTree tree = object;
        while (true) {
            int line = line();
            if (take(".")) {
                tree = new PythonTree.Attribute(tree, name(), line);
            } else if (take("[")) {
                if (sees(":")) {
                    throw NotSimple.at(line, "a slice");
                }
                PythonTree index = items();
                expect("]");
                tree = new PythonTree.Item(tree, index, line);
            } else if (take("(")) {
                tree = call(tree, line);
            } else {
                return tree;
            }
        }
    }

    private PythonTree call(PythonTree function, int line) {
        List<PythonTree> arguments = new ArrayList<>();
        Map<String, PythonTree> named = new LinkedHashMap<>();
        while (!take(")")) {
            if (sees("*") || sees("**")) {
                throw NotSimple.at(line, "arguments behind '%s'", tokens.get(at).text());
            }
            if (at + 1 < tokens.size() && tokens.get(at + 1).is("=")) {
                String name = name();
                expect("=");
                named.put(name, expression());
            } else {
                arguments.add(expression());
            }
            if (sees("for")) {
                throw NotSimple.at(line, "a generator");
            }
            if (!sees(")")) {
                expect(",");
            }
        }
        return new PythonTree.Call(function, arguments, named, line);
    }

    private PythonTree atom() {
        if (at >= tokens.size()) {
            throw NotSimple.at(line(), "an expression ends early");
        }
        Token token = take();
        if (token.kind() == Kind.TEXT) {
            StringBuilder text = new StringBuilder(token.text());
            while (at < tokens.size() && tokens.get(at).kind() == Kind.TEXT) {
                text.append(take().text());
            }
            return new PythonTree.Constant(text.toString(), token.line());
        }
        if (token.kind() == Kind.NUMBER) {
            return number(token);
        }
        if (token.kind() == Kind.NAME && !KEYWORDS.contains(token.text())) {
            return switch (token.text()) {
                case "True", "False" -> new PythonTree.Constant(token.text().equals("True"), token.line());
                case "None" -> new PythonTree.Constant(null, token.line());
                default -> new PythonTree.Name(token.text(), token.line());
            };
        }
        return switch (token.text()) {
            case "(" -> parenthesis(token);
            case "[" -> list(token);
            case "{" -> dictionary(token);
            default -> throw NotSimple.at(token.line(), "'%s'", token.text());
        };
    }

    private static PythonTree number(Token token) {
        String digits = token.text().replace("_", "");
        try {
            return new PythonTree.Constant(digits.matches("\\d+") ? (Object) Long.parseLong(digits) : Double.parseDouble(digits), token.line());
        } catch (NumberFormatException e) {
            throw NotSimple.at(token.line(), "the number %s", token.text());
        }
    }

    private PythonTree parenthesis(Token open) {
        if (take(")")) {
            return new PythonTree.Sequence(List.of(), open.line());
        }
        PythonTree inner = items();
        expect(")");
        return inner;
    }

    private PythonTree list(Token open) {
        if (take("]")) {
            return new PythonTree.Sequence(List.of(), open.line());
        }
        PythonTree inner = items();
        if (take("for")) {
            List<String> names = new ArrayList<>();
            boolean parenthesis = take("(");
            do {
                names.add(name());
            } while (take(",") && !sees("in") && !sees(")"));
            if (parenthesis) {
                expect(")");
            }
            expect("in");
            PythonTree source = or();
            if (sees("if") || sees("for")) {
                throw NotSimple.at(open.line(), "a list with a second '%s'", tokens.get(at).text());
            }
            expect("]");
            return new PythonTree.Comprehension(inner, names, source, open.line());
        }
        expect("]");
        return inner instanceof PythonTree.Sequence ? inner : new PythonTree.Sequence(List.of(inner), open.line());
    }

    private PythonTree dictionary(Token open) {
        List<PythonTree> keys = new ArrayList<>();
        List<PythonTree> values = new ArrayList<>();
        while (!take("}")) {
            keys.add(expression());
            expect(":");
            values.add(expression());
            if (!sees("}")) {
                expect(",");
            }
        }
        return new PythonTree.Dictionary(keys, values, open.line());
    }

    private String name() {
        if (at >= tokens.size() || tokens.get(at).kind() != Kind.NAME) {
            throw NotSimple.at(line(), "a name is wanted%s", at < tokens.size() ? " where '" + tokens.get(at).text() + "' stands" : "");
        }
        return take().text();
    }

    private Token expect(String sign) {
        if (!sees(sign)) {
            throw NotSimple.at(line(), at < tokens.size() ? "'" + tokens.get(at).text().replace("%", "%%") + "' stands where '" + sign + "' is wanted"
                    : "'" + sign + "' is missing");
        }
        return take();
    }

    private boolean take(String sign) {
        boolean there = sees(sign);
        at += there ? 1 : 0;
        return there;
    }

    private Token take() {
        return tokens.get(at++);
    }

    private boolean sees(String sign) {
        return at < tokens.size() && tokens.get(at).is(sign);
    }

    private int line() {
        return tokens.isEmpty() ? 0 : tokens.get(Math.min(at, tokens.size() - 1)).line();
    }
}
