package cyclo.common.table;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;

/** Rows that are handed out some at a time, each once, in their order: memory does not grow with their number. Not thread safe. */
public interface TableStream extends AutoCloseable {
    /** The columns, without rows; may be asked at any time. */
    Table header();

    /** The next rows, at least one; empty after the last. */
    Optional<Table> next();

    @Override void close();

    /** The rows of a table in memory, all at once. */
    static TableStream of(Table table) {
        ArrayDeque<Table> left = new ArrayDeque<>(table.rows() == 0 ? List.of() : List.of(table));
        return new TableStream() {
            @Override public Table header() {
                return table.head(0);
            }

            @Override public Optional<Table> next() {
                return Optional.ofNullable(left.poll());
            }

            @Override public void close() {
                // memory only
            }
        };
    }
}
