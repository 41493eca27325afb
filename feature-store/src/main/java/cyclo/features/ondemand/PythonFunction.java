package cyclo.features.ondemand;

import cyclo.common.table.ValueType;
import cyclo.features.ondemand.PythonTokens.Kind;
import cyclo.features.ondemand.PythonTokens.Token;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A Python function of an on-demand view that does nothing but assign columns: each of its features as an {@link Expression}. No Python is
 * run. What it computes is what pandas or Python would, but for this: whole numbers beside a null stay exact, where pandas goes
 * through floating point, and a row that Python would stop at, such as {@code None + 1}, is null. A whole number beyond 64 bits is refused, where
 * pandas goes on with its lower bits.
 */
public final class PythonFunction {
    private static final Set<String> COMPOUND = Set.of("if", "for", "while", "with", "try", "def", "class", "match", "async", "del", "raise", "assert",
            "global", "nonlocal");
    private static final List<String> IN_PLACE = List.of("+=", "-=", "*=", "/=", "//=", "%=", "**=", "&=", "|=");

    /** Bounds on a text that is not written by hand: each line may name what another made, so that sixty lines could double sixty times. */
    private static final int MOST_WORDS = 2_000;
    private static final int MOST_PARTS = 10_000;
    private static final int DEEPEST = 500;

    private final PythonSource source;
    private final Map<String, PythonValue> names = new HashMap<>(Map.of("np", new PythonValue.Module("numpy"), "numpy", new PythonValue.Module("numpy"),
            "pd", new PythonValue.Module("pandas"), "pandas", new PythonValue.Module("pandas"), "math", new PythonValue.Module("math")));
    private final PythonMeaning meaning;
    private PythonValue returned;

    private PythonFunction(PythonSource source) {
        this.source = source;
        this.meaning = new PythonMeaning(names, source.mode().equals("pandas"));
    }

    /** @throws IllegalArgumentException that names what is not simple, if that could touch any of its features */
    public static PythonFunction read(PythonSource source) {
        if (!source.mode().equals("pandas") && !source.mode().equals("python")) {
            throw new IllegalArgumentException("its function is of mode '%s': only functions of pandas and python are read".formatted(source.mode()));
        }
        PythonFunction function = new PythonFunction(source);
        function.readLines(PythonTokens.lines(source.text()));
        return function;
    }

    /**
     * One feature, compiled.
     *
     * @param known the names that the function may read, with their types
     * @throws IllegalArgumentException with what is not simple in how it is computed, or does not fit its type
     */
    public Expression expression(String feature, Map<String, ValueType> known, ValueType declared) {
        if (!(returned instanceof PythonValue.Frame frame)) {
            throw new IllegalArgumentException("its Python function returns no columns that could be told");
        }
        if (!frame.has(feature)) {
            throw new IllegalArgumentException("its Python function sets no column '%s'".formatted(feature));
        }
        PythonValue value = frame.column(feature, 0);
        if (value instanceof PythonValue.Unread unread) {
            throw unread.reason();
        }
        if (value instanceof PythonValue.Null) {
            return Expression.ofNothing(declared);
        }
        boolean single = source.singleton() || source.mode().equals("pandas");
        bounded(value, 0);
        if (value instanceof PythonValue.Column column) {
            return Expression.compile(PythonOperators.cast(column.syntax(), declared), feature, known, declared);
        }
        if (value instanceof PythonValue.Cell cell && single) {
            return Expression.compile(PythonOperators.cast(cell.syntax(), declared), feature, known, declared);
        }
        throw new IllegalArgumentException("'%s' of its Python function is not a value for each row".formatted(feature));
    }

    private void readLines(List<List<Token>> lines) {
        int first = 0;
        while (first < lines.size() && !lines.get(first).get(0).is("def")) {
            first++;
        }
        if (first == lines.size()) {
            throw new IllegalArgumentException("its text holds no function that begins with def");
        }
        List<Token> head = lines.get(first);
        int body = head.get(0).column();
        Token parameter = head.size() > 3 && head.get(2).is("(") && head.get(3).kind() == Kind.NAME ? head.get(3) : null;
        if (parameter == null || head.get(head.size() - 1).kind() != Kind.SIGN) {
            throw NotSimple.at(head.get(0).line(), "a function of one argument, its statements on lines of their own, is wanted");
        }
        names.put(parameter.text(), PythonValue.Frame.input(source.singleton()));
        for (List<Token> line : lines.subList(first + 1, lines.size())) {
            if (returned != null || line.get(0).column() <= body) {
                return;
            }
            statement(line);
        }
        if (returned == null) {
            throw new IllegalArgumentException("its Python function returns nothing");
        }
    }

    private void statement(List<Token> line) {
        Token first = line.get(0);
        if (line.size() > MOST_WORDS) {
            throw NotSimple.at(first.line(), "a statement of more than %d words", MOST_WORDS);
        }
        if (first.is("import") || first.is("from")) {
            imported(line);
        } else if (first.is("return")) {
            returned = meaning.of(PythonParser.parse(line.subList(1, line.size())));
        } else if (first.kind() == Kind.NAME && COMPOUND.contains(first.text())) {
            throw NotSimple.at(first.line(), "a statement '%s'", first.text());
        } else if (!first.is("pass") && !(first.kind() == Kind.TEXT && line.size() == 1)) {
            assignment(line);
        }
    }

    private void imported(List<Token> line) {
        if (line.get(0).is("from")) {
            int first = 0;
            while (first < line.size() && !line.get(first).is("import")) {
                first++;
            }
            for (Token token : line.subList(first, line.size())) {
                if (token.is("*")) {
                    throw NotSimple.at(token.line(), "an import of names that are not told");
                }
                names.put(token.text(), new PythonValue.Unread(NotSimple.at(token.line(), "the name '%s', which is imported", token.text())));
            }
            return;
        }
        int as = line.size() - 2;
        if (line.get(0).is("import") && line.size() >= 2) {
            String alias = line.get(line.size() - 1).text();
            String module = as > 1 && line.get(as).is("as") ? line.get(1).text() : alias;
            names.put(alias, Set.of("numpy", "pandas", "math").contains(module) ? new PythonValue.Module(module)
                    : new PythonValue.Unread(NotSimple.at(line.get(0).line(), "the module '%s'", module)));
        }
    }

    private void assignment(List<Token> line) {
        int depth = 0;
        for (int i = 0; i < line.size(); i++) {
            Token token = line.get(i);
            depth += token.kind() != Kind.SIGN ? 0 : "([{".contains(token.text()) ? 1 : ")]}".contains(token.text()) ? -1 : 0;
            if (depth == 0 && token.is("=")) {
                int colon = annotation(line, i);
                if (another(line, i + 1)) {
                    throw NotSimple.at(token.line(), "an assignment to two targets");
                }
                set(PythonParser.parse(line.subList(0, colon < 0 ? i : colon)), value(line.subList(i + 1, line.size())));
                return;
            }
            if (depth == 0 && token.kind() == Kind.SIGN && IN_PLACE.contains(token.text())) {
                PythonTree target = PythonParser.parse(line.subList(0, i));
                PythonTree more = PythonParser.parse(line.subList(i + 1, line.size()));
                set(target, read(new PythonTree.Operation(token.text().substring(0, token.text().length() - 1), List.of(target, more), token.line())));
                return;
            }
        }
        throw NotSimple.at(line.get(0).line(), "a statement that is no assignment");
    }

    private static boolean another(List<Token> line, int from) {
        int depth = 0;
        for (Token token : line.subList(from, line.size())) {
            depth += token.kind() != Kind.SIGN ? 0 : "([{".contains(token.text()) ? 1 : ")]}".contains(token.text()) ? -1 : 0;
            if (depth == 0 && token.is("=")) {
                return true;
            }
        }
        return false;
    }

    private static int annotation(List<Token> line, int end) {
        int depth = 0;
        for (int i = 0; i < end; i++) {
            Token token = line.get(i);
            depth += token.kind() != Kind.SIGN ? 0 : "([{".contains(token.text()) ? 1 : ")]}".contains(token.text()) ? -1 : 0;
            if (depth == 0 && token.is(":")) {
                return i;
            }
        }
        return -1;
    }

    private PythonValue value(List<Token> tokens) {
        try {
            return bounded(meaning.of(PythonParser.parse(tokens)), tokens.isEmpty() ? 0 : tokens.get(0).line());
        } catch (NotSimple e) {
            return new PythonValue.Unread(e);
        }
    }

    private PythonValue read(PythonTree tree) {
        try {
            return bounded(meaning.of(tree), tree.line());
        } catch (NotSimple e) {
            return new PythonValue.Unread(e);
        }
    }

    private static PythonValue bounded(PythonValue value, int line) {
        if (value instanceof PythonValue.Column column) {
            counted(column.syntax(), 0, 0, line);
        } else if (value instanceof PythonValue.Cell cell) {
            counted(cell.syntax(), 0, 0, line);
        }
        return value;
    }

    private static int counted(Syntax syntax, int before, int depth, int line) {
        if (before == MOST_PARTS || depth == DEEPEST) {
            throw NotSimple.at(line, "an expression of more than %d parts, or more than %d deep", MOST_PARTS, DEEPEST);
        }
        int parts = before + 1;
        if (syntax instanceof Syntax.Call call) {
            for (Syntax argument : call.arguments()) {
                parts = counted(argument, parts, depth + 1, line);
            }
        }
        return parts;
    }

    private void set(PythonTree target, PythonValue value) {
        if (target instanceof PythonTree.Name name) {
            names.put(name.name(), value);
        } else if (target instanceof PythonTree.Item item && item.object() instanceof PythonTree.Name frame
                && names.get(frame.name()) instanceof PythonValue.Frame columns
                && item.index() instanceof PythonTree.Constant column && column.value() instanceof String name) {
            columns.set(name, value);
        } else {
            throw NotSimple.at(target.line(), "it assigns to something else than a name or a column");
        }
    }
}
