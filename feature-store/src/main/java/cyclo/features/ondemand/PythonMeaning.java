package cyclo.features.ondemand;

import cyclo.features.ondemand.PythonValue.Cell;
import cyclo.features.ondemand.PythonValue.Column;
import cyclo.features.ondemand.PythonValue.Frame;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** What an expression of Python stands for, given what the names in it stand for. */
final class PythonMeaning {
    private final Map<String, PythonValue> names;
    private final boolean pandas;
    private final PythonCalls calls = new PythonCalls(this);

    PythonMeaning(Map<String, PythonValue> names, boolean pandas) {
        this.names = names;
        this.pandas = pandas;
    }

    boolean pandas() {
        return pandas;
    }

    /** @throws NotSimple for what has no place in an assignment over columns */
    PythonValue of(PythonTree tree) {
        if (tree instanceof PythonTree.Constant constant) {
            return constant.value() == null ? new PythonValue.Null() : new Cell(new Syntax.Literal(constant.value()));
        }
        if (tree instanceof PythonTree.Name name) {
            return name(name);
        }
        if (tree instanceof PythonTree.Item item) {
            return item(item);
        }
        if (tree instanceof PythonTree.Operation operation) {
            return operation(operation);
        }
        if (tree instanceof PythonTree.Choice choice) {
            return choice(choice);
        }
        if (tree instanceof PythonTree.Comprehension comprehension) {
            return comprehension(comprehension);
        }
        if (tree instanceof PythonTree.Dictionary dictionary) {
            return dictionary(dictionary);
        }
        if (tree instanceof PythonTree.Attribute attribute) {
            return calls.attribute(attribute);
        }
        if (tree instanceof PythonTree.Call call) {
            return calls.call(call);
        }
        throw NotSimple.at(tree.line(), tree instanceof PythonTree.Lambda ? "a lambda" : "a list of its own");
    }

    /** A column or cell as an expression on the inputs of one row. */
    Syntax syntax(PythonTree tree) {
        return syntax(of(tree), tree.line());
    }

    static Syntax syntax(PythonValue value, int line) {
        if (value instanceof Column column) {
            return column.syntax();
        }
        if (value instanceof Cell cell) {
            return cell.syntax();
        }
        throw value instanceof PythonValue.Unread unread ? unread.reason() : NotSimple.at(line, "a column or a value is wanted, not %s", words(value));
    }

    /** A column where one of the parts is a column. */
    PythonValue like(Syntax syntax, PythonValue... parts) {
        for (PythonValue part : parts) {
            if (part instanceof Column) {
                return new Column(syntax);
            }
        }
        return new Cell(syntax);
    }

    /** What {@code work} gives while {@code names} stand for {@code values}. */
    <T> T with(List<String> bound, List<? extends PythonValue> values, int line, Supplier<T> work) {
        if (bound.size() != values.size()) {
            throw NotSimple.at(line, "%d names for %d columns", bound.size(), values.size());
        }
        Map<String, PythonValue> before = new HashMap<>(names);
        for (int i = 0; i < bound.size(); i++) {
            names.put(bound.get(i), values.get(i));
        }
        try {
            return work.get();
        } finally {
            names.clear();
            names.putAll(before);
        }
    }

    /** Python's own functions have their names only until something else is called so. */
    void checkUnbound(PythonTree.Name function) {
        if (names.containsKey(function.name())) {
            throw NotSimple.at(function.line(), "a call of '%s', which is a name of its own", function.name());
        }
    }

    private PythonValue name(PythonTree.Name name) {
        PythonValue value = names.get(name.name());
        if (value == null) {
            throw NotSimple.at(name.line(), "the name '%s' is none of its own", name.name());
        }
        if (value instanceof PythonValue.Unread unread) {
            throw unread.reason();
        }
        return value;
    }

    private PythonValue item(PythonTree.Item item) {
        PythonValue object = of(item.object());
        if (object instanceof Frame frame && item.index() instanceof PythonTree.Constant constant && constant.value() instanceof String name) {
            PythonValue column = frame.column(name, item.line());
            if (column instanceof PythonValue.Unread unread) {
                throw unread.reason();
            }
            return column;
        }
        if (object instanceof Frame frame && item.index() instanceof PythonTree.Sequence) {
            return frame.copy();
        }
        if (object instanceof Column column && item.index() instanceof PythonTree.Name name && of(name) instanceof PythonValue.Rows) {
            return new Cell(column.syntax());
        }
        throw NotSimple.at(item.line(), "what stands before [...] is %s", words(object));
    }

    private PythonValue operation(PythonTree.Operation operation) {
        List<PythonTree> operands = operation.operands();
        if (operation.sign().startsWith("is")) {
            if (!(of(operands.get(1)) instanceof PythonValue.Null)) {
                throw NotSimple.at(operation.line(), "'is' with something else than None");
            }
            Syntax isNull = PythonOperators.isNull(syntax(operands.get(0)));
            return new Cell(operation.sign().equals("is") ? isNull : new Syntax.Call("!", List.of(isNull)));
        }
        List<PythonValue> values = new ArrayList<>();
        List<Syntax> parts = new ArrayList<>();
        for (PythonTree operand : operands) {
            values.add(of(operand));
            parts.add(syntax(values.get(values.size() - 1), operand.line()));
        }
        PythonValue[] all = values.toArray(PythonValue[]::new);
        boolean column = values.stream().anyMatch(Column.class::isInstance);
        if (column && !pandas) {
            throw NotSimple.at(operation.line(), "'%s' with a list: only [... for ... in ...] goes through its values", operation.sign());
        }
        if (column && List.of("and", "or", "not").contains(operation.sign())) {
            throw NotSimple.at(operation.line(), "'%s' with a column, for which pandas wants & | ~", operation.sign());
        }
        return like(PythonOperators.operation(operation.sign(), parts, pandas, column, operation.line()), all);
    }

    private PythonValue choice(PythonTree.Choice choice) {
        PythonValue condition = of(choice.condition());
        if (condition instanceof Column) {
            throw NotSimple.at(choice.line(), "'if' with a column: np.where chooses for each row");
        }
        PythonValue yes = of(choice.yes());
        PythonValue no = of(choice.no());
        return choose(syntax(condition, choice.line()), yes, no, choice.line());
    }

    /** One of two values, of which one may be null. */
    PythonValue choose(Syntax condition, PythonValue yes, PythonValue no, int line) {
        if (yes instanceof PythonValue.Null && no instanceof PythonValue.Null) {
            return yes;
        }
        Syntax first = yes instanceof PythonValue.Null ? PythonOperators.nullLike(syntax(no, line)) : syntax(yes, line);
        Syntax second = no instanceof PythonValue.Null ? PythonOperators.nullLike(first) : syntax(no, line);
        return like(new Syntax.Call("?", List.of(condition, first, second)), yes, no);
    }

    private PythonValue comprehension(PythonTree.Comprehension comprehension) {
        PythonValue source = of(comprehension.source());
        List<PythonValue> columns = source instanceof PythonValue.Zipped zipped ? zipped.columns() : List.of(source);
        List<PythonValue> cells = new ArrayList<>();
        for (PythonValue column : columns) {
            if (!(column instanceof Column) && !(column instanceof PythonValue.Rows)) {
                throw NotSimple.at(comprehension.line(), "it goes through %s, not through a column", words(column));
            }
            cells.add(column instanceof Column values ? new Cell(values.syntax()) : column);
        }
        PythonValue result = with(comprehension.names(), cells, comprehension.line(), () -> of(comprehension.result()));
        return result instanceof PythonValue.Null ? result : new Column(syntax(result, comprehension.line()));
    }

    private PythonValue dictionary(PythonTree.Dictionary dictionary) {
        Frame frame = Frame.empty();
        for (int i = 0; i < dictionary.keys().size(); i++) {
            if (!(dictionary.keys().get(i) instanceof PythonTree.Constant key) || !(key.value() instanceof String name)) {
                throw NotSimple.at(dictionary.line(), "a key that is no plain text");
            }
            PythonValue value;
            try {
                value = of(dictionary.values().get(i));
            } catch (NotSimple e) {
                value = new PythonValue.Unread(e);
            }
            frame.set(name, value);
        }
        return frame;
    }

    static String words(PythonValue value) {
        return value instanceof Column ? "a column" : value instanceof Cell ? "a single value" : value instanceof Frame ? "a whole data frame"
                : value instanceof PythonValue.Module ? "a module" : value instanceof PythonValue.Null ? "None" : "something else";
    }
}
