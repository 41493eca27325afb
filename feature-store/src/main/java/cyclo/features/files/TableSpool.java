package cyclo.features.files;

import cyclo.common.table.Column;
import cyclo.common.table.Table;
import cyclo.common.table.TableStream;
import cyclo.common.table.ValueType;
import cyclo.features.types.Bytes;
import cyclo.features.types.PostgresBinary;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Rows laid aside in a temporary file and read again, in their order and pieces: column by column, in a form that only this class and
 * this run know. Not thread safe.
 */
public final class TableSpool implements AutoCloseable {
    private static final int BUFFER = 1 << 15;

    private final Path file;
    private final Bytes bytes = new Bytes(BUFFER);
    private final Table header;
    private DataOutputStream out;
    private int blocks;

    /** @param file is made with the first rows */
    public TableSpool(Path file, Table header) {
        this.file = file;
        this.header = header.head(0);
    }

    /** @param rows of the columns of the header */
    public void add(Table rows) {
        if (rows.rows() == 0) {
            return;
        }
        try {
            if (out == null) {
                out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file), BUFFER));
            }
            bytes.clear();
            rows.columns().forEach(column -> write(column, rows.rows()));
            out.writeInt(rows.rows());
            out.writeInt(bytes.size());
            out.write(bytes.array(), 0, bytes.size());
            blocks++;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot lay rows aside in " + file, e);
        }
    }

    /** All that was added; nothing can be added after. */
    public TableStream read() {
        try {
            if (out == null) {
                return TableStream.of(header);
            }
            out.close();
            return new Reading(new DataInputStream(new BufferedInputStream(Files.newInputStream(file), BUFFER)));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read rows laid aside in " + file, e);
        }
    }

    /** As {@link #read()}, in one piece. */
    public Table readAll() {
        try (TableStream rows = read()) {
            List<Table> parts = new ArrayList<>(List.of(header));
            for (Optional<Table> part = rows.next(); part.isPresent(); part = rows.next()) {
                parts.add(part.get());
            }
            return Table.concat(parts);
        }
    }

    /** The file is gone then. */
    @Override public void close() {
        try {
            if (out != null) {
                out.close();
            }
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot remove " + file, e);
        }
    }

    private void write(Column column, int rows) {
        for (int row = 0; row < rows; row++) {
            bytes.put((byte) (column.isNull(row) ? 1 : 0));
        }
        switch (column.type()) {
            case INT32, INT64, BOOL, UNIX_TIMESTAMP -> {
                for (int row = 0; row < rows; row++) {
                    bytes.putLong(column.longAt(row));
                }
            }
            case DOUBLE, FLOAT -> {
                for (int row = 0; row < rows; row++) {
                    bytes.putLong(Double.doubleToRawLongBits(column.numberAt(row)));
                }
            }
            default -> {
                for (int row = 0; row < rows; row++) {
                    PostgresBinary.write(bytes, column, row);
                }
            }
        }
    }

    private static Column read(ByteBuffer in, Column kind, int rows) {
        byte[] nulls = new byte[rows];
        in.get(nulls);
        Column.Builder column = Column.builder(kind.name(), kind.type(), rows);
        for (int row = 0; row < rows; row++) {
            switch (kind.type()) {
                case INT32, INT64, BOOL, UNIX_TIMESTAMP, DOUBLE, FLOAT -> {
                    long value = in.getLong();
                    if (nulls[row] != 0) {
                        column.addNull();
                    } else if (kind.type() == ValueType.DOUBLE || kind.type() == ValueType.FLOAT) {
                        column.addDouble(Double.longBitsToDouble(value));
                    } else {
                        column.addLong(value);
                    }
                }
                default -> {
                    int length = in.getInt();
                    if (nulls[row] != 0) {
                        column.addNull();
                    } else {
                        PostgresBinary.read(in, length, kind.type(), column);
                    }
                }
            }
        }
        return column.build();
    }

    private final class Reading implements TableStream {
        private final DataInputStream in;
        private int read;

        Reading(DataInputStream in) {
            this.in = in;
        }

        @Override public Table header() {
            return header;
        }

        @Override public Optional<Table> next() {
            try {
                if (read++ == blocks) {
                    return Optional.empty();
                }
                int rows = in.readInt();
                byte[] block = new byte[in.readInt()];
                in.readFully(block);
                ByteBuffer buffer = ByteBuffer.wrap(block);
                return Optional.of(new Table(header.columns().stream().map(kind -> TableSpool.read(buffer, kind, rows)).toList()));
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot read rows laid aside in " + file, e);
            }
        }

        @Override public void close() {
            try {
                in.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
