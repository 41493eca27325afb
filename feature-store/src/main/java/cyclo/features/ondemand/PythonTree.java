package cyclo.features.ondemand;

import java.util.List;
import java.util.Map;

/** An expression of Python, as far as on-demand functions are read. */
sealed interface PythonTree {
    int line();

    record Name(String name, int line) implements PythonTree {}

    /** A {@code Long}, {@code Double}, {@code String}, {@code Boolean}, or null for {@code None}. */
    record Constant(Object value, int line) implements PythonTree {}

    /** A list or tuple. */
    record Sequence(List<PythonTree> items, int line) implements PythonTree {}

    record Dictionary(List<PythonTree> keys, List<PythonTree> values, int line) implements PythonTree {}

    /** {@code object.name}. */
    record Attribute(PythonTree object, String name, int line) implements PythonTree {}

    /** {@code object[index]}. */
    record Item(PythonTree object, PythonTree index, int line) implements PythonTree {}

    record Call(PythonTree function, List<PythonTree> arguments, Map<String, PythonTree> named, int line) implements PythonTree {}

    /** An operator by its sign, of one operand or two; also {@code and or not in is}. */
    record Operation(String sign, List<PythonTree> operands, int line) implements PythonTree {}

    record Choice(PythonTree condition, PythonTree yes, PythonTree no, int line) implements PythonTree {}

    /** {@code [result for names in source]}. */
    record Comprehension(PythonTree result, List<String> names, PythonTree source, int line) implements PythonTree {}

    record Lambda(List<String> names, PythonTree result, int line) implements PythonTree {}
}
