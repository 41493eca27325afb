package cyclo.features.ondemand;

import cyclo.common.Suggestion;
import cyclo.common.table.Column;
import cyclo.common.table.ValueType;
import cyclo.features.types.TypeCodec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * One on-demand feature's expression, compiled once: the same for the rows of a table and for an online request. It reads nothing but
 * its inputs. A null in gives a null out, except through {@code coalesce} and the branch of a choice that is not taken.
 *
 * <p>Immutable and thread safe.
 */
public final class Expression {
    private final List<String> names;
    private final Term term;
    private final ValueType type;

    private Expression(List<String> names, Term term, ValueType type) {
        this.names = names;
        this.term = term;
        this.type = type;
    }

    /**
     * @param known the names that may be used, with their types
     * @param declared the type of the result
     * @throws IllegalArgumentException with what is wrong: a name or function that there is not, a kind of value where another is wanted, or
     *         a result that is not of the declared type
     */
    public static Expression compile(String text, Map<String, ValueType> known, ValueType declared) {
        return compile(Syntax.parse(text), text, known, declared);
    }

    /** @param text what the expression is called when it is refused */
    static Expression compile(Syntax syntax, String text, Map<String, ValueType> known, ValueType declared) {
        List<String> names = List.copyOf(syntax.names());
        for (String name : names) {
            if (!known.containsKey(name)) {
                throw new IllegalArgumentException("there is no '%s' among the features of its sources and its request.%s".formatted(name,
                        Suggestion.sentence(name, known.keySet())));
            }
        }
        Term term = term(syntax, names, known);
        Kind wanted = Kind.of(declared);
        if (term.kind() != wanted && !(term.kind() == Kind.WHOLE && wanted == Kind.NUMBER)) {
            throw new IllegalArgumentException("'%s' gives %s, but %s is declared%s".formatted(text, term.kind(), declared.pythonName(),
                    term.kind() == Kind.NUMBER && wanted == Kind.WHOLE ? ": use round, floor or ceil" : ""));
        }
        return new Expression(names, wanted == Kind.NUMBER ? term.asNumber() : term, declared);
    }

    /** Null, whatever it is asked. */
    static Expression ofNothing(ValueType declared) {
        return new Expression(List.of(), Term.constant(Kind.of(declared), null), declared);
    }

    /** The names it reads, in the order in which {@link #evaluate} takes them. */
    public List<String> names() {
        return names;
    }

    /**
     * @param inputs values of {@link #names}, as {@link ValueType} lists them, null for null
     * @return a value of the declared type, or null
     * @throws IllegalArgumentException if a result does not fit into the declared type
     */
    public Object evaluate(Object[] inputs) {
        Object[] values = new Object[inputs.length];
        for (int i = 0; i < inputs.length; i++) {
            values[i] = widened(inputs[i]);
        }
        Object result = result(values);
        if (result == null) {
            return null;
        }
        return switch (type) {
            case INT32 -> exactInt((Long) result);
            case FLOAT -> TypeCodec.normalised(type, ((Double) result).floatValue());
            default -> TypeCodec.normalised(type, result);
        };
    }

    /** Evaluates each row of a table. @param columns of {@link #names}, in their order */
    public Column evaluate(String name, List<Column> columns, int rows) {
        Column.Builder results = Column.builder(name, type, rows);
        Object[] inputs = new Object[columns.size()];
        for (int row = 0; row < rows; row++) {
            for (int i = 0; i < inputs.length; i++) {
                inputs[i] = columns.get(i).value(row);
            }
            results.add(evaluate(inputs));
        }
        return results.build();
    }

    private static Term term(Syntax syntax, List<String> names, Map<String, ValueType> known) {
        if (syntax instanceof Syntax.Name name) {
            return Term.input(Kind.of(known.get(name.name())), names.indexOf(name.name()));
        }
        if (syntax instanceof Syntax.Literal literal) {
            Object value = literal.value();
            return Term.constant(value instanceof Long ? Kind.WHOLE : value instanceof Double ? Kind.NUMBER : value instanceof Boolean ? Kind.TRUTH
                    : Kind.TEXT, value);
        }
        Syntax.Call call = (Syntax.Call) syntax;
        List<Term> arguments = new ArrayList<>();
        call.arguments().forEach(argument -> arguments.add(term(argument, names, known)));
        return Functions.call(call.function(), call.arguments(), arguments);
    }

    private Object result(Object[] values) {
        try {
            return term.value(values);
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("for %s it is too large for a whole number".formatted(Arrays.toString(values)), e);
        }
    }

    private static Object widened(Object value) {
        if (value instanceof Integer whole) {
            return whole.longValue();
        }
        if (value instanceof Float number) {
            return number.isNaN() ? null : (Object) number.doubleValue();
        }
        if (value instanceof Double number && number.isNaN()) {
            return null;
        }
        return value instanceof Instant time && time.getNano() != 0 ? Instant.ofEpochSecond(time.getEpochSecond()) : value;
    }

    private static Integer exactInt(long result) {
        if (result != (int) result) {
            throw new IllegalArgumentException("the result %d does not fit into Int32".formatted(result));
        }
        return (int) result;
    }
}
