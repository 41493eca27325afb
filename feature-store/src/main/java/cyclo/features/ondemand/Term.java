package cyclo.features.ondemand;

import java.util.List;
import java.util.function.Function;

/** An expression that is ready to be evaluated: its kind is known, its names are positions. */
record Term(Kind kind, Function<Object[], Object> code) {
    /** The value for these inputs, or null. */
    Object value(Object[] inputs) {
        return code.apply(inputs);
    }

    static Term constant(Kind kind, Object value) {
        return new Term(kind, inputs -> value);
    }

    static Term input(Kind kind, int position) {
        return new Term(kind, inputs -> inputs[position]);
    }

    /** Null where one of the arguments is null. */
    static Term of(Kind kind, List<Term> arguments, Function<Object[], Object> function) {
        Term[] terms = arguments.toArray(Term[]::new);
        return new Term(kind, inputs -> {
            Object[] values = new Object[terms.length];
            for (int i = 0; i < terms.length; i++) {
                values[i] = terms[i].value(inputs);
                if (values[i] == null) {
                    return null;
                }
            }
            return function.apply(values);
        });
    }

    /** A whole number where a floating point one is wanted. */
    Term asNumber() {
        return kind == Kind.WHOLE ? of(Kind.NUMBER, List.of(this), values -> ((Long) values[0]).doubleValue()) : this;
    }
}
