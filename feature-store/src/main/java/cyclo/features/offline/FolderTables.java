package cyclo.features.offline;

import cyclo.common.CycloException;
import cyclo.common.FileFault;
import cyclo.common.Sha256;
import cyclo.features.DataSource;
import cyclo.features.DuckDbConfig;
import cyclo.features.files.DuckDb;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/** The files of a project as DuckDB reads them, and the tables among them: {@code offline/TABLE.parquet}, or a folder of that name. Thread safe. */
final class FolderTables {
    private static final ConcurrentHashMap<Path, ReentrantLock> LOCKS = new ConcurrentHashMap<>();
    private static final String PARQUET = ".parquet";

    private final Path project;
    private final Path folder;

    FolderTables(Path project) {
        this.project = project;
        this.folder = project.resolve(DuckDbConfig.TABLES);
    }

    /** Work on a table's file that nobody else may do at the same time. */
    interface Work<T> {
        T run() throws IOException;
    }

    /** @throws CycloException (usage) for a name that leads out of the folder */
    Path file(String table) {
        Path file = folder.resolve(table.replace("\"", "") + PARQUET).normalize();
        if (table.isBlank() || !file.startsWith(folder.normalize())) {
            throw CycloException.usage("Cannot use table '%s': its file would not lie in %s. Give it another name.", table, folder);
        }
        return file;
    }

    boolean exists(String table) {
        return Files.isRegularFile(file(table)) || Files.isDirectory(partitioned(table));
    }

    /** What stands for the table after FROM. @throws CycloException (usage) if there is no such table */
    String table(String table) {
        if (!exists(table)) {
            throw CycloException.usage("Cannot read table '%s': there is no %s. Load it first: data-pipeline run.", table, file(table));
        }
        return relation(found(table));
    }

    private Path found(String table) {
        Path file = file(table);
        return Files.isRegularFile(file) ? file : partitioned(table);
    }

    /**
     * What stands for a file or folder of the project after FROM. Of a folder all Parquet files below it are read, and the parts of their paths
     * that are written {@code name=value} are columns, of text. Text files give text.
     *
     * @throws CycloException (usage) if it is not there
     */
    String source(Path path) {
        Path file = located(path);
        if (!file.toString().contains("*") && !Files.exists(file)) {
            throw CycloException.usage("Cannot read %s: there is no such file.", file);
        }
        return relation(file);
    }

    /** Sizes and times of the files that a source reads; absent for a query. */
    Optional<String> state(DataSource source) {
        Path file = source.table().map(this::found).orElseGet(() -> source.origin() instanceof DataSource.File origin ? located(origin.path()) : project);
        if (file.equals(project) || file.toString().contains("*") || !Files.exists(file)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.walk(file)) {
            List<String> states = new ArrayList<>();
            for (Path one : files.filter(Files::isRegularFile).sorted().toList()) {
                states.add(one + " " + Files.size(one) + " " + Files.getLastModifiedTime(one));
            }
            return Optional.of(Sha256.of(String.join("\n", states).getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw CycloException.usage("Cannot look at %s: %s.", file, FileFault.why(e), e);
        }
    }

    /** Whether the file of a table is what a source reads, or lies in a folder that it reads. */
    boolean isRead(String table, DataSource source) {
        Optional<Path> read = source.origin() instanceof DataSource.File origin ? Optional.of(located(origin.path())) : source.table().map(this::file);
        return read.filter(path -> file(table).toAbsolutePath().startsWith(path.toAbsolutePath().normalize())).isPresent();
    }

    /** The names of all tables. */
    List<String> names() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            List<String> names = new ArrayList<>();
            entries.filter(entry -> !entry.getFileName().toString().startsWith(".")).forEach(entry -> {
                String name = entry.getFileName().toString();
                if (Files.isDirectory(entry) || name.endsWith(PARQUET)) {
                    names.add(name.endsWith(PARQUET) ? name.substring(0, name.length() - PARQUET.length()) : name);
                }
            });
            return names.stream().sorted().toList();
        } catch (IOException e) {
            throw CycloException.usage("Cannot list %s: %s.", folder, FileFault.why(e), e);
        }
    }

    /** Lets a query name the project's tables: those whose names it holds become views of {@code connection}. */
    void nameIn(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String name : names()) {
                if (sql.toLowerCase(Locale.ROOT).contains(name.toLowerCase(Locale.ROOT))) {
                    statement.execute("CREATE OR REPLACE VIEW %s AS SELECT * FROM %s".formatted(DuckDb.identifier(name), table(name)));
                }
            }
        }
    }

    /** The file to which rows of a table are written. @throws CycloException (usage) if the table is a folder of files */
    Path written(String table) {
        if (Files.isDirectory(partitioned(table))) {
            throw CycloException.usage("Cannot write table '%s': %s is a folder of files. Give the table another name, or move the folder away.", table,
                    partitioned(table));
        }
        return file(table);
    }

    /** As {@link #written(String)}, of the source of a view. */
    Path written(DataSource source) {
        Optional<String> table = source.table();
        if (table.isPresent()) {
            return written(table.get());
        }
        if (!(source.origin() instanceof DataSource.File origin)) {
            throw CycloException.usage("Cannot write to source '%s': it is %s. Give it a table or a Parquet file to write to it offline.", source.name(),
                    source.origin() instanceof DataSource.Foreign foreign ? "a " + foreign.kind() : "a query");
        }
        Path file = located(origin.path());
        if (Files.isDirectory(file) || !file.toString().endsWith(PARQUET)) {
            throw CycloException.usage("Cannot write to source '%s': %s is %s. Give it one file that ends in %s to write to it offline.", source.name(), file,
                    Files.isDirectory(file) ? "a folder" : "no Parquet file", PARQUET);
        }
        return file;
    }

    /** One writer of a file at a time: threads of this JVM by a lock, other processes by a lock file beside it. */
    <T> T locked(Path wanted, Work<T> work) throws IOException {
        Path file = wanted.toAbsolutePath().normalize();
        ReentrantLock lock = LOCKS.computeIfAbsent(file, path -> new ReentrantLock());
        lock.lock();
        try {
            Files.createDirectories(file.getParent());
            try (FileChannel channel = FileChannel.open(file.resolveSibling("." + file.getFileName() + ".lock"), StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE)) {
                channel.lock();
                return work.run();
            }
        } finally {
            lock.unlock();
        }
    }

    private Path located(Path path) {
        return project.resolve(path.toString().replaceFirst("^file:(//)?", ""));
    }

    private Path partitioned(String table) {
        return folder.resolve(table.replace("\"", ""));
    }

    private static String relation(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT).replaceFirst("\\.gz$", "");
        String path = DuckDb.quoted(file.toString());
        if (Files.isDirectory(file)) {
            return "read_parquet(%s, hive_partitioning = true, hive_types_autocast = false, union_by_name = true)"
                    .formatted(DuckDb.quoted(file.resolve("**/*" + PARQUET).toString()));
        }
        if (name.endsWith(".csv") || name.endsWith(".tsv")) {
            return "read_csv(%s, header = true, delim = '%s', quote = '\"', escape = '\"', all_varchar = true, allow_quoted_nulls = false)"
                    .formatted(path, name.endsWith(".csv") ? "," : "\\t");
        }
        return name.endsWith("json") || name.endsWith("jsonl") ? "read_json(%s, sample_size = -1)".formatted(path)
                : "read_parquet(%s%s)".formatted(path, file.toString().contains("*") ? ", hive_partitioning = true, hive_types_autocast = false, "
                        + "union_by_name = true" : "");
    }
}
