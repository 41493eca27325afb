package cyclo.features.ondemand;

import java.util.List;

/** What is asked of the arguments of a function. Each method throws {@link IllegalArgumentException} in the words of whoever wrote the expression. */
final class Arguments {
    private Arguments() {}

    static List<Term> both(String function, List<Term> arguments) {
        if (arguments.size() != 2) {
            throw new IllegalArgumentException("%s takes 2 arguments, not %d".formatted(function, arguments.size()));
        }
        return arguments;
    }

    static Term one(String function, List<Term> arguments) {
        if (arguments.size() != 1) {
            throw new IllegalArgumentException("%s takes 1 argument, not %d".formatted(function, arguments.size()));
        }
        return arguments.get(0);
    }

    static List<Term> asNumbers(String function, List<Term> arguments) {
        return arguments.stream().map(term -> {
            if (!term.kind().isNumber()) {
                throw new IllegalArgumentException("%s works on numbers, not on %s".formatted(function, term.kind()));
            }
            return term.asNumber();
        }).toList();
    }

    static List<Term> all(Kind kind, String function, List<Term> arguments, int count) {
        if (arguments.size() != count || arguments.stream().anyMatch(term -> term.kind() != kind)) {
            throw new IllegalArgumentException("%s works on %s%s, not on %s".formatted(function, count == 1 ? "" : count + " times ", kind,
                    arguments.stream().map(term -> term.kind().toString()).toList()));
        }
        return arguments;
    }

    static List<Term> alike(String what, List<Term> terms) {
        if (terms.stream().allMatch(term -> term.kind().isNumber()) && terms.get(0).kind() != terms.get(1).kind()) {
            return terms.stream().map(Term::asNumber).toList();
        }
        if (terms.get(0).kind() != terms.get(1).kind()) {
            throw new IllegalArgumentException("%s are %s and %s: they must be alike".formatted(what, terms.get(0).kind(), terms.get(1).kind()));
        }
        return terms;
    }
}
