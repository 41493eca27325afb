package cyclo.features.ondemand;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a name of a Python function stands for while the function is read. */
sealed interface PythonValue {
    /** A pandas column, or a list with one value for each row. */
    record Column(Syntax syntax) implements PythonValue {}

    /** One value: of the row that is looked at, or a constant. */
    record Cell(Syntax syntax) implements PythonValue {}

    /** {@code None} and {@code np.nan}. */
    record Null() implements PythonValue {}

    /** What {@code zip} makes. */
    record Zipped(List<PythonValue> columns) implements PythonValue {}

    /** {@code range(len(...))}, and the number that runs through it. */
    record Rows() implements PythonValue {}

    /** A piece that could not be read; an error only where its value is needed. */
    record Unread(NotSimple reason) implements PythonValue {}

    /** A module: numpy, pandas or math. */
    record Module(String name) implements PythonValue {}

    /** A data frame or dictionary. Its other columns are those of the function's input, if it began as that. */
    final class Frame implements PythonValue {
        private final Map<String, PythonValue> columns;
        private final boolean input;
        private final boolean cells;

        private Frame(Map<String, PythonValue> columns, boolean input, boolean cells) {
            this.columns = columns;
            this.input = input;
            this.cells = cells;
        }

        static Frame empty() {
            return new Frame(new LinkedHashMap<>(), false, false);
        }

        /** @param cells it holds single values: the dictionary of a singleton, or one row */
        static Frame input(boolean cells) {
            return new Frame(new LinkedHashMap<>(), true, cells);
        }

        Frame copy() {
            return new Frame(new LinkedHashMap<>(columns), input, cells);
        }

        /** One row of it. */
        Frame row() {
            Frame row = new Frame(new LinkedHashMap<>(), input, true);
            columns.forEach((name, value) -> row.columns.put(name, value instanceof Column column ? new Cell(column.syntax()) : value));
            return row;
        }

        void set(String name, PythonValue value) {
            columns.put(name, value);
        }

        PythonValue column(String name, int line) {
            if (columns.containsKey(name)) {
                return columns.get(name);
            }
            if (!input) {
                throw NotSimple.at(line, "the column '%s' is read before it is set", name);
            }
            Syntax syntax = new Syntax.Name(name);
            return cells ? new Cell(syntax) : new Column(syntax);
        }

        boolean has(String name) {
            return input || columns.containsKey(name);
        }
    }
}
