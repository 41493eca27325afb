package cyclo.batch;

import cyclo.common.CycloException;
import cyclo.features.files.DuckDb;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A long table as Parquet files {@code part-00000.parquet} and on, in order: no more of it than one part is in memory. */
final class PartFiles {
    private PartFiles() {}

    static Path part(Path folder, int number) {
        return folder.resolve("part-%05d.parquet".formatted(number));
    }

    /** Makes one file of {@code parts} files in their order and deletes them. @return its rows */
    static long join(Path folder, int parts, Path into) throws IOException {
        if (parts == 1) {
            Files.move(part(folder, 0), into);
        }
        String files = IntStream.range(0, parts).mapToObj(number -> DuckDb.quoted(part(folder, number).toString())).collect(Collectors.joining(", "));
        try (Connection connection = DuckDb.open(); Statement statement = connection.createStatement()) {
            if (parts > 1) {
                statement.execute("COPY (SELECT * FROM read_parquet([%s])) TO %s (FORMAT parquet)".formatted(files, DuckDb.quoted(into.toString())));
                for (int number = 0; number < parts; number++) {
                    Files.delete(part(folder, number));
                }
            }
            try (ResultSet count = statement.executeQuery("SELECT count(*) FROM read_parquet(%s)".formatted(DuckDb.quoted(into.toString())))) {
                count.next();
                return count.getLong(1);
            }
        } catch (SQLException e) {
            throw CycloException.usage("Cannot write %s: %s.", into, e.getMessage(), e);
        }
    }
}
