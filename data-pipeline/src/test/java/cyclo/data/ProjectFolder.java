package cyclo.data;

import cyclo.common.WorkFolder;
import cyclo.data.ingest.Ingest;
import cyclo.features.files.DuckDb;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** A project folder that a test writes, and what the steps leave of it. */
public final class ProjectFolder {
    public static final long MEMORY = 256L << 20;
    private final Path folder;

    public ProjectFolder(Path folder) {
        this.folder = folder;
    }

    public Path path() {
        return folder;
    }

    public WorkFolder work() {
        return WorkFolder.of(folder.resolve("work"), "test");
    }

    public ProjectFolder file(String name, String text) {
        return file(name, text.getBytes(StandardCharsets.UTF_8));
    }

    public ProjectFolder file(String name, byte[] bytes) {
        try {
            Path file = folder.resolve(name);
            Files.createDirectories(file.getParent());
            Files.write(file, bytes);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public ProjectFolder packed(String name, String text) {
        try (var bytes = new java.io.ByteArrayOutputStream()) {
            try (var packed = new GZIPOutputStream(bytes)) {
                packed.write(text.getBytes(StandardCharsets.UTF_8));
            }
            return file(name, bytes.toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes the rows of an SQL query as Parquet. */
    public ProjectFolder parquet(String name, String select) {
        try (Connection connection = DuckDb.open(); Statement statement = connection.createStatement()) {
            Files.createDirectories(folder.resolve(name).getParent());
            statement.execute("COPY (" + select + ") TO " + DuckDb.quoted(folder.resolve(name).toString()) + " (FORMAT parquet)");
            return this;
        } catch (SQLException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    public Pipeline pipeline() {
        return PipelineReader.read(folder);
    }

    public ProjectFolder ingest() {
        Pipeline pipeline = pipeline();
        new Ingest(pipeline.project(), pipeline.sources(), MEMORY).run(work());
        return this;
    }

    public ProjectFolder transform() {
        new Transform(pipeline(), MEMORY).run(work());
        return this;
    }

    /** The rows of a step's table, values as text joined by {@code |}, with the types of the columns as the first row. */
    public List<String> rows(String step, String table) {
        Path file = work().read(step).resolve(table + ".parquet");
        List<String> rows = new ArrayList<>();
        try (Connection connection = DuckDb.open(); Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT COLUMNS(*)::VARCHAR FROM read_parquet(" + DuckDb.quoted(file.toString()) + ")")) {
            try (Statement types = connection.createStatement();
                    ResultSet type = types.executeQuery("DESCRIBE SELECT * FROM read_parquet(" + DuckDb.quoted(file.toString()) + ")")) {
                List<String> columns = new ArrayList<>();
                while (type.next()) {
                    columns.add(type.getString(1) + " " + type.getString(2).replace("TIMESTAMP WITH TIME ZONE", "TIMESTAMPTZ"));
                }
                rows.add(String.join("|", columns));
            }
            int columns = result.getMetaData().getColumnCount();
            while (result.next()) {
                List<String> values = new ArrayList<>();
                for (int i = 1; i <= columns; i++) {
                    values.add(String.valueOf(result.getString(i)));
                }
                rows.add(String.join("|", values));
            }
            return rows;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    public String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
