package cyclo.features.ondemand;

import cyclo.features.ondemand.PythonValue.Cell;
import cyclo.features.ondemand.PythonValue.Column;
import cyclo.features.ondemand.PythonValue.Frame;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The functions and methods of Python, pandas and numpy that stand for a function of one row. */
final class PythonCalls {
    private static final Map<String, String> OF_NUMPY = Map.ofEntries(Map.entry("abs", "abs"), Map.entry("absolute", "abs"), Map.entry("fabs", "abs"),
            Map.entry("log", "np.log"), Map.entry("log1p", "np.log1p"), Map.entry("log2", "np.log2"), Map.entry("log10", "np.log10"),
            Map.entry("exp", "exp"), Map.entry("expm1", "np.expm1"), Map.entry("sqrt", "sqrt"), Map.entry("sin", "np.sin"), Map.entry("cos", "np.cos"),
            Map.entry("tan", "np.tan"), Map.entry("arctan", "np.arctan"), Map.entry("sign", "np.sign"), Map.entry("floor", "np.floor"),
            Map.entry("ceil", "np.ceil"), Map.entry("rint", "np.rint"), Map.entry("minimum", "min"), Map.entry("maximum", "max"),
            Map.entry("isnan", "py.isnull"), Map.entry("power", "py.power"), Map.entry("radians", "np.radians"), Map.entry("square", "np.square"));
    private static final Map<String, String> OF_MATH = Map.ofEntries(Map.entry("log", "log"), Map.entry("log1p", "np.log1p"), Map.entry("log2", "math.log2"),
            Map.entry("log10", "math.log10"), Map.entry("exp", "exp"), Map.entry("sqrt", "sqrt"), Map.entry("sin", "np.sin"), Map.entry("cos", "np.cos"),
            Map.entry("tan", "np.tan"), Map.entry("atan", "np.arctan"), Map.entry("floor", "floor"), Map.entry("ceil", "ceil"), Map.entry("fabs", "abs"),
            Map.entry("isnan", "py.isnull"), Map.entry("pow", "py.power"), Map.entry("radians", "np.radians"));
    private static final Set<String> TYPES = Set.of("int", "int32", "int64", "Int32", "Int64", "float", "float32", "float64", "Float64", "double", "str",
            "string", "bool", "boolean");
    private static final Map<String, String> OF_TIME = Map.of("hour", "hour", "month", "month", "dayofweek", "weekday", "weekday", "weekday");

    private final PythonMeaning meaning;

    PythonCalls(PythonMeaning meaning) {
        this.meaning = meaning;
    }

    /** {@code object.name} where it is not called. */
    PythonValue attribute(PythonTree.Attribute attribute) {
        if (attribute.object() instanceof PythonTree.Attribute dt && dt.name().equals("dt") && OF_TIME.containsKey(attribute.name())) {
            return time(attribute, meaning.of(dt.object()));
        }
        PythonValue object = meaning.of(attribute.object());
        if (object instanceof PythonValue.Module module && Set.of("nan", "NaN", "NA", "NaT").contains(attribute.name())) {
            return new PythonValue.Null();
        }
        if (object instanceof PythonValue.Module module && Set.of("pi", "e", "inf").contains(attribute.name())) {
            return new Cell(new Syntax.Literal(attribute.name().equals("pi") ? Math.PI : attribute.name().equals("e") ? Math.E : Double.POSITIVE_INFINITY));
        }
        if (object instanceof Frame frame && meaning.pandas() && !attribute.name().equals("index")) {
            return meaning.of(new PythonTree.Item(attribute.object(), new PythonTree.Constant(attribute.name(), attribute.line()), attribute.line()));
        }
        throw NotSimple.at(attribute.line(), "'.%s' of %s", attribute.name(), PythonMeaning.words(object));
    }

    /** Monday is 0 in pandas and 1 here. */
    private PythonValue time(PythonTree.Attribute attribute, PythonValue object) {
        Syntax part = new Syntax.Call(OF_TIME.get(attribute.name()), List.of(PythonMeaning.syntax(object, attribute.line()), new Syntax.Literal("UTC")));
        return meaning.like(OF_TIME.get(attribute.name()).equals("weekday") ? new Syntax.Call("-", List.of(part, new Syntax.Literal(1L))) : part, object);
    }

    PythonValue call(PythonTree.Call call) {
        if (call.function() instanceof PythonTree.Name name) {
            meaning.checkUnbound(name);
            return builtin(name.name(), call);
        }
        if (!(call.function() instanceof PythonTree.Attribute method)) {
            throw NotSimple.at(call.line(), "a call of something that has no name");
        }
        if (method.object() instanceof PythonTree.Attribute accessor && accessor.name().equals("str")) {
            return text(method.name(), call, meaning.of(accessor.object()));
        }
        if (method.object() instanceof PythonTree.Attribute accessor && accessor.name().equals("dt") && method.name().equals("total_seconds")) {
            return seconds(call, accessor.object());
        }
        PythonValue object = meaning.of(method.object());
        if (object instanceof PythonValue.Module module) {
            return ofModule(module.name(), method.name(), call);
        }
        if (object instanceof Frame frame) {
            return ofFrame(frame, method.name(), call);
        }
        if (object instanceof Cell && !meaning.pandas() || object instanceof Cell && Set.of("lower", "upper").contains(method.name())) {
            return text(method.name(), call, object);
        }
        return ofColumn(object, method.name(), call);
    }

    private PythonValue builtin(String name, PythonTree.Call call) {
        List<PythonTree> arguments = call.arguments();
        return switch (name) {
            case "abs" -> apply("abs", call);
            case "min", "max" -> fold(name, call);
            case "round" -> rounded("py.round", call, meaning.of(argument(call, 0)), 1);
            case "float", "int", "str", "bool" -> cast(name, meaning.of(argument(call, 0)), call);
            case "len" -> meaning.of(argument(call, 0)) instanceof Cell cell ? new Cell(new Syntax.Call("length", List.of(cell.syntax())))
                    : new PythonValue.Rows();
            case "pow" -> apply("py.power", call);
            case "range" -> {
                if (arguments.size() == 1 && meaning.of(arguments.get(0)) instanceof PythonValue.Rows rows) {
                    yield rows;
                }
                throw NotSimple.at(call.line(), "'range' over something else than len(a column)");
            }
            case "zip" -> new PythonValue.Zipped(arguments.stream().map(meaning::of).toList());
            case "list" -> meaning.of(argument(call, 0));
            case "dict" -> {
                Frame frame = arguments.isEmpty() ? Frame.empty() : copied(meaning.of(arguments.get(0)), call);
                call.named().forEach((column, tree) -> frame.set(column, meaning.of(tree)));
                yield frame;
            }
            default -> throw NotSimple.at(call.line(), "a call of '%s'", name);
        };
    }

    private PythonValue ofModule(String module, String name, PythonTree.Call call) {
        String function = module.equals("numpy") ? OF_NUMPY.get(name) : module.equals("math") ? OF_MATH.get(name) : null;
        if (function != null && call.named().isEmpty()) {
            return apply(function, call);
        }
        if (module.equals("numpy")) {
            switch (name) {
                case "where":
                    PythonValue condition = meaning.of(argument(call, 0));
                    PythonValue chosen = meaning.choose(PythonMeaning.syntax(condition, call.line()), meaning.of(argument(call, 1)),
                            meaning.of(argument(call, 2)), call.line());
                    return chosen instanceof PythonValue.Null ? chosen : meaning.like(PythonMeaning.syntax(chosen, call.line()), chosen, condition);
                case "clip":
                    return clipped(meaning.of(argument(call, 0)), call, 1);
                case "round", "around":
                    return rounded("np.round", call, meaning.of(argument(call, 0)), 1);
                default:
                    break;
            }
            if (TYPES.contains(name)) {
                return cast(name, meaning.of(argument(call, 0)), call);
            }
        }
        if (module.equals("pandas")) {
            switch (name) {
                case "DataFrame":
                    return call.arguments().isEmpty() && !call.named().containsKey("data") ? Frame.empty()
                            : copied(meaning.of(call.named().containsKey("data") ? call.named().get("data") : argument(call, 0)), call);
                case "Series", "to_numeric":
                    return meaning.of(argument(call, 0));
                case "isna", "isnull":
                    return apply("py.isnull", call);
                case "notna", "notnull":
                    PythonValue value = meaning.of(argument(call, 0));
                    return meaning.like(new Syntax.Call("!", List.of(PythonOperators.isNull(PythonMeaning.syntax(value, call.line())))), value);
                default:
                    break;
            }
        }
        throw NotSimple.at(call.line(), "a call of '%s.%s'", module, name);
    }

    private PythonValue ofFrame(Frame frame, String method, PythonTree.Call call) {
        return switch (method) {
            case "copy" -> frame.copy();
            case "get" -> {
                PythonValue column = meaning.of(new PythonTree.Item(((PythonTree.Attribute) call.function()).object(), argument(call, 0), call.line()));
                if (call.arguments().size() == 1) {
                    yield column;
                }
                throw NotSimple.at(call.line(), "'get' with a second argument");
            }
            case "assign" -> {
                Frame assigned = frame.copy();
                call.named().forEach((name, tree) -> assigned.set(name, tree instanceof PythonTree.Lambda lambda
                        ? meaning.with(lambda.names(), List.of(assigned), call.line(), () -> meaning.of(lambda.result())) : meaning.of(tree)));
                yield assigned;
            }
            case "apply" -> {
                PythonTree axis = call.named().get("axis");
                if (argument(call, 0) instanceof PythonTree.Lambda lambda && axis instanceof PythonTree.Constant one
                        && (Long.valueOf(1).equals(one.value()) || "columns".equals(one.value()))) {
                    yield column(meaning.with(lambda.names(), List.of(frame.row()), call.line(), () -> meaning.of(lambda.result())), call);
                }
                throw NotSimple.at(call.line(), "'apply' without a lambda and axis=1");
            }
            default -> throw NotSimple.at(call.line(), "'.%s' of a whole data frame", method);
        };
    }

    private PythonValue ofColumn(PythonValue column, String method, PythonTree.Call call) {
        Syntax syntax = PythonMeaning.syntax(column, call.line());
        return switch (method) {
            case "fillna" -> with(column, call, new Syntax.Call("coalesce", List.of(syntax, argumentSyntax(call, 0))));
            case "astype" -> cast(type(argument(call, 0)), column, call);
            case "abs" -> meaning.like(new Syntax.Call("abs", List.of(syntax)), column);
            case "round" -> rounded("np.round", call, column, 0);
            case "clip" -> clipped(column, call, 0);
            case "isna", "isnull" -> meaning.like(PythonOperators.isNull(syntax), column);
            case "notna", "notnull" -> meaning.like(new Syntax.Call("!", List.of(PythonOperators.isNull(syntax))), column);
            case "add", "sub", "mul", "div", "truediv", "floordiv", "mod", "pow", "gt", "ge", "lt", "le", "eq", "ne" -> with(column, call,
                    PythonOperators.operation(PythonOperators.SIGNS.get(method), List.of(syntax, argumentSyntax(call, 0)), true, true, call.line()));
            case "between" -> with(column, call, new Syntax.Call("&&", List.of(
                    PythonOperators.operation(">=", List.of(syntax, argumentSyntax(call, 0)), true, true, call.line()),
                    PythonOperators.operation("<=", List.of(syntax, argumentSyntax(call, 1)), true, true, call.line()))));
            case "isin" -> isIn(column, syntax, call);
            case "where", "mask" -> {
                Syntax condition = argumentSyntax(call, 0);
                PythonValue other = call.arguments().size() > 1 ? meaning.of(argument(call, 1)) : new PythonValue.Null();
                PythonValue chosen = meaning.choose(condition, method.equals("where") ? column : other, method.equals("where") ? other : column, call.line());
                yield meaning.like(PythonMeaning.syntax(chosen, call.line()), column);
            }
            case "map", "apply" -> {
                if (argument(call, 0) instanceof PythonTree.Lambda lambda) {
                    yield column(meaning.with(lambda.names(), List.of(new Cell(syntax)), call.line(), () -> meaning.of(lambda.result())), call);
                }
                throw NotSimple.at(call.line(), "'%s' without a lambda", method);
            }
            case "tolist", "to_numpy", "copy" -> column;
            default -> throw NotSimple.at(call.line(), "'.%s' of a column", method);
        };
    }

    private PythonValue isIn(PythonValue column, Syntax syntax, PythonTree.Call call) {
        if (!(argument(call, 0) instanceof PythonTree.Sequence choices) || choices.items().isEmpty()) {
            throw NotSimple.at(call.line(), "'isin' without a list of values");
        }
        List<Syntax> any = choices.items().stream()
                .map(one -> PythonOperators.operation("==", List.of(syntax, meaning.syntax(one)), true, true, call.line())).toList();
        return meaning.like(any.size() == 1 ? any.get(0) : new Syntax.Call("||", any), column);
    }

    private PythonValue text(String method, PythonTree.Call call, PythonValue object) {
        if (!call.arguments().isEmpty() || !Set.of("len", "lower", "upper").contains(method)) {
            throw NotSimple.at(call.line(), "'.%s' of a text", method);
        }
        return meaning.like(new Syntax.Call(method.equals("len") ? "length" : method, List.of(PythonMeaning.syntax(object, call.line()))), object);
    }

    private PythonValue seconds(PythonTree.Call call, PythonTree difference) {
        if (difference instanceof PythonTree.Operation minus && minus.sign().equals("-") && minus.operands().size() == 2) {
            PythonValue later = meaning.of(minus.operands().get(0));
            PythonValue earlier = meaning.of(minus.operands().get(1));
            return meaning.like(new Syntax.Call("seconds_between", List.of(PythonMeaning.syntax(earlier, call.line()), PythonMeaning.syntax(later, call.line()))),
                    later, earlier);
        }
        throw NotSimple.at(call.line(), "'total_seconds' of something else than a difference of two columns");
    }

    private PythonValue clipped(PythonValue column, PythonTree.Call call, int first) {
        Syntax clipped = PythonMeaning.syntax(column, call.line());
        String[] names = first == 0 ? new String[] {"lower", "upper"} : new String[] {"a_min", "a_max"};
        for (int i = 0; i < 2; i++) {
            PythonTree bound = call.arguments().size() > first + i ? call.arguments().get(first + i) : call.named().get(names[i]);
            if (bound != null && !(meaning.of(bound) instanceof PythonValue.Null)) {
                clipped = new Syntax.Call(i == 0 ? "max" : "min", List.of(clipped, meaning.syntax(bound)));
            }
        }
        return meaning.like(clipped, column);
    }

    private PythonValue rounded(String function, PythonTree.Call call, PythonValue value, int digitsAt) {
        PythonTree digits = call.arguments().size() > digitsAt ? call.arguments().get(digitsAt)
                : call.named().getOrDefault("decimals", call.named().get("ndigits"));
        List<Syntax> arguments = new ArrayList<>(List.of(PythonMeaning.syntax(value, call.line())));
        if (digits != null) {
            arguments.add(meaning.syntax(digits));
        }
        return meaning.like(new Syntax.Call(value instanceof Column ? "np.round" : function, arguments), value);
    }

    private PythonValue cast(String type, PythonValue value, PythonTree.Call call) {
        if (!TYPES.contains(type)) {
            throw NotSimple.at(call.line(), "the type '%s'", type);
        }
        return meaning.like(new Syntax.Call(switch (type.toLowerCase(java.util.Locale.ROOT)) {
            case "int", "int32", "int64" -> "py.int";
            case "float32" -> "py.float32";
            case "float", "float64", "double" -> "py.float";
            case "bool", "boolean" -> "py.bool";
            default -> "py.str";
        }, List.of(PythonMeaning.syntax(value, call.line()))), value);
    }

    private static String type(PythonTree tree) {
        return tree instanceof PythonTree.Constant constant ? String.valueOf(constant.value()) : tree instanceof PythonTree.Name name ? name.name()
                : tree instanceof PythonTree.Attribute attribute ? attribute.name() : "something else";
    }

    /** A function of the values of its arguments. */
    private PythonValue apply(String function, PythonTree.Call call) {
        List<PythonValue> values = call.arguments().stream().map(meaning::of).toList();
        if (values.stream().anyMatch(Column.class::isInstance) && !meaning.pandas()) {
            throw NotSimple.at(call.line(), "a function of a whole list: only [... for ... in ...] goes through its values");
        }
        return meaning.like(new Syntax.Call(function, values.stream().map(value -> PythonMeaning.syntax(value, call.line())).toList()),
                values.toArray(PythonValue[]::new));
    }

    private PythonValue fold(String function, PythonTree.Call call) {
        if (call.arguments().size() < 2) {
            throw NotSimple.at(call.line(), "'%s' of one argument looks at many rows", function);
        }
        List<Syntax> values = call.arguments().stream().map(argument -> {
            if (meaning.of(argument) instanceof Cell cell) {
                return cell.syntax();
            }
            throw NotSimple.at(call.line(), "'%s' of a column", function);
        }).toList();
        return new Cell(values.stream().reduce((a, b) -> new Syntax.Call(function, List.of(a, b))).orElseThrow());
    }

    private PythonValue with(PythonValue column, PythonTree.Call call, Syntax syntax) {
        List<PythonValue> parts = new ArrayList<>(List.of(column));
        call.arguments().stream().map(meaning::of).forEach(parts::add);
        return meaning.like(syntax, parts.toArray(PythonValue[]::new));
    }

    private static PythonValue column(PythonValue result, PythonTree.Call call) {
        return result instanceof PythonValue.Null ? result : new Column(PythonMeaning.syntax(result, call.line()));
    }

    private static Frame copied(PythonValue value, PythonTree.Call call) {
        if (value instanceof Frame frame) {
            return frame.copy();
        }
        throw NotSimple.at(call.line(), "a data frame made of %s", PythonMeaning.words(value));
    }

    private Syntax argumentSyntax(PythonTree.Call call, int position) {
        return meaning.syntax(argument(call, position));
    }

    private static PythonTree argument(PythonTree.Call call, int position) {
        if (position == 0 && call.arguments().isEmpty() && call.named().size() == 1) {
            return call.named().values().iterator().next();
        }
        if (call.arguments().size() <= position) {
            throw NotSimple.at(call.line(), "a call that wants %d argument%s", position + 1, position == 0 ? "" : "s");
        }
        return call.arguments().get(position);
    }
}
