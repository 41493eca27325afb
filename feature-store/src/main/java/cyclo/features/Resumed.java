package cyclo.features;

import cyclo.common.table.Table;
import cyclo.common.table.TableStream;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;

/** A stream from its beginning on, of which some pieces were read already. Leaves the stream to whoever opened it. */
final class Resumed implements TableStream {
    private final ArrayDeque<Table> read;
    private final TableStream rest;

    Resumed(List<Table> read, TableStream rest) {
        this.read = new ArrayDeque<>(read.stream().filter(table -> table.rows() > 0).toList());
        this.rest = rest;
    }

    @Override public Table header() {
        return rest.header();
    }

    @Override public Optional<Table> next() {
        return read.isEmpty() ? rest.next() : Optional.of(read.poll());
    }

    @Override public void close() {
        read.clear();
    }
}
