package cyclo.features.offline;

import cyclo.common.table.Column;
import cyclo.common.table.Table;
import cyclo.common.table.TableStream;
import cyclo.features.types.Bytes;
import cyclo.features.types.PostgresBinary;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.postgresql.PGConnection;

/** Writes rows into a table of PostgreSQL by {@code COPY ... FROM STDIN (FORMAT binary)}. */
final class CopyIn {
    private static final byte[] SIGNATURE = "PGCOPY\n\u00ff\r\n\0".getBytes(StandardCharsets.ISO_8859_1);
    private static final int CHUNK = 1 << 16;

    private CopyIn() {}

    /** @param table a quoted name, whose columns of the same names have the types of {@code rows}. @return rows written */
    static long write(Connection connection, String table, TableStream rows) throws SQLException {
        List<Column> columns = rows.header().columns();
        String names = columns.stream().map(column -> Sql.name(column.name())).collect(Collectors.joining(", "));
        org.postgresql.copy.CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI()
                .copyIn("COPY %s (%s) FROM STDIN (FORMAT binary)".formatted(table, names));
        try {
            Bytes out = new Bytes(2 * CHUNK);
            out.put(SIGNATURE).putInt(0).putInt(0);
            for (Optional<Table> part = rows.next(); part.isPresent(); part = rows.next()) {
                write(copy, out, part.get());
            }
            out.putShort(-1);
            copy.writeToCopy(out.array(), 0, out.size());
            return copy.endCopy();
        } finally {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        }
    }

    private static void write(org.postgresql.copy.CopyIn copy, Bytes out, Table rows) throws SQLException {
        List<Column> columns = rows.columns();
        for (int row = 0; row < rows.rows(); row++) {
            out.putShort(columns.size());
            for (Column column : columns) {
                PostgresBinary.write(out, column, row);
            }
            if (out.size() >= CHUNK) {
                copy.writeToCopy(out.array(), 0, out.size());
                out.clear();
            }
        }
    }
}
