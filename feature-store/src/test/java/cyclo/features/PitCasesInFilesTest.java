package cyclo.features;

import cyclo.features.files.DuckDb;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/** In Parquet files, by DuckDB. */
class PitCasesInFilesTest extends PitCases {
    @TempDir private Path folder;

    @Override TestProject project() {
        return TestProject.offlineInFiles(folder);
    }

    @Override void create(TestProject project, String table, String columns, List<String> rows) {
        Path file = folder.resolve(DuckDbConfig.TABLES).resolve(table + ".parquet");
        try (Connection connection = DuckDb.open(); Statement sql = connection.createStatement()) {
            Files.createDirectories(file.getParent());
            sql.execute("CREATE TABLE t (" + columns + ")");
            for (String row : rows) {
                sql.execute("INSERT INTO t VALUES " + row);
            }
            sql.execute("COPY t TO " + DuckDb.quoted(file.toString()) + " (FORMAT parquet)");
        } catch (SQLException e) {
            throw new IllegalStateException(table, e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
