package cyclo.features;

import cyclo.common.Sha256;
import cyclo.common.table.Column;
import cyclo.common.table.Table;
import cyclo.common.table.TableStream;
import cyclo.features.types.Bytes;
import cyclo.features.types.PostgresBinary;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** A stream whose rows are looked at as they pass: their number, their times, and a digest of what they say. Not thread safe. */
public final class WatchedRows implements TableStream {
    private final TableStream rows;
    private final MessageDigest digest = Sha256.newDigest();
    private final TimeRange range = new TimeRange();
    private final Bytes bytes = new Bytes(1 << 16);

    public WatchedRows(TableStream rows) {
        this.rows = rows;
        rows.header().columns().forEach(column -> digest.update((column.name() + "\0" + column.type() + "\0").getBytes(StandardCharsets.UTF_8)));
    }

    @Override public Table header() {
        return rows.header();
    }

    @Override public Optional<Table> next() {
        Optional<Table> next = rows.next();
        next.ifPresent(this::watch);
        return next;
    }

    /** SHA-256 of names, types and values, row by row: the same rows in the same order give the same, however they come in pieces. */
    public String digest() {
        return HexFormat.of().formatHex(digest.digest());
    }

    /** The earliest {@code event_timestamp} that passed. */
    public Optional<Instant> first() {
        return range.isEmpty() ? Optional.empty() : Optional.of(range.first());
    }

    public Optional<Instant> last() {
        return range.isEmpty() ? Optional.empty() : Optional.of(range.to());
    }

    @Override public void close() {
        rows.close();
    }

    private void watch(Table part) {
        part.find(EntityTable.EVENT_TIMESTAMP).ifPresent(range::add);
        List<Column> columns = part.columns();
        for (int row = 0; row < part.rows(); row++) {
            for (Column column : columns) {
                PostgresBinary.write(bytes, column, row);
            }
            if (bytes.size() > 1 << 15 || row == part.rows() - 1) {
                digest.update(bytes.array(), 0, bytes.size());
                bytes.clear();
            }
        }
    }
}
