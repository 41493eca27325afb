package cyclo.features;

import static org.assertj.core.api.Assertions.assertThat;

import cyclo.common.table.Column;
import cyclo.common.table.Table;
import cyclo.common.table.TableStream;
import cyclo.features.definitions.Registry;
import cyclo.features.files.DuckDb;
import cyclo.features.files.TableFiles;
import cyclo.features.offline.OfflineStore;
import cyclo.features.offline.TableTarget;
import cyclo.features.online.InMemoryOnlineStore;
import cyclo.features.types.ColumnCast;
import cyclo.services.PostgresAddress;
import cyclo.services.TestServices;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TimeZone;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random projects joined in every way that there is, and by looking at every row: equal, whatever the time zone of the JVM. */
class EveryWayIT {
    private static final int PROJECTS = 200;
    private static final List<String> ZONES = List.of("UTC", "America/New_York", "Asia/Kathmandu", "Pacific/Apia", "Europe/Berlin");

    private final TimeZone zone = TimeZone.getDefault();
    private final PostgresConfig postgres = postgres();
    private final Map<String, long[]> counts = new TreeMap<>();

    @TempDir private Path folder;

    @AfterEach void zoneOfBefore() {
        TimeZone.setDefault(zone);
    }

    @Test void everyWayGivesWhatASlowLookAtEveryRowGives() throws Exception {
        long rows = 0;
        long values = 0;
        long known = 0;
        for (int seed = 0; seed < PROJECTS; seed++) {
            TimeZone.setDefault(TimeZone.getTimeZone(ZONES.get(seed % ZONES.size())));
            RandomProject project = new RandomProject(seed);
            FeatureStoreConfig inTables = config(seed, "tables", postgres);
            FeatureStoreConfig inFiles = config(seed, "files", new DuckDbConfig(folder));
            apply(inTables, project, loadTables(project, inTables));
            apply(inFiles, project, loadFiles(project, inFiles, new Random(seed)));
            for (boolean asKnownThen : new boolean[] {false, true}) {
                HistoricalOptions options = new HistoricalOptions(asKnownThen);
                Map<String, Column> obvious = obvious(project, asKnownThen);
                for (Map.Entry<String, Table> way : ways(project, inTables, inFiles, options).entrySet()) {
                    assertEqual(seed, way.getKey() + (asKnownThen ? ", as known then" : ""), project, way.getValue(), obvious);
                }
                rows += project.entities().rows();
                for (Column column : obvious.values()) {
                    values += column.size();
                    known += column.size() - column.nullCount();
                }
            }
        }
        System.out.printf("%,d random projects, %,d entity rows, %,d values (%,d known) joined by looking at every row; equal, value for value:%n", PROJECTS, rows,
                values, known);
        counts.forEach((way, count) -> System.out.printf("  %-70s %,d values%n", way, count[0]));
        long expected = values;
        assertThat(counts.values().stream().mapToLong(count -> count[0]).sum()).isEqualTo(expected * counts.size() / 2);
        assertThat(known).isBetween(values / 4, values);
    }

    private Map<String, Table> ways(RandomProject project, FeatureStoreConfig inTables, FeatureStoreConfig inFiles, HistoricalOptions options) {
        Map<String, Table> ways = new LinkedHashMap<>();
        try (FeatureStore store = store(inTables)) {
            FeatureSelection wanted = store.features(project.features(), false);
            ways.put("PostgreSQL, by the index", store.historical(project.entities(), wanted, options.by(HistoricalOptions.Way.INDEX)).table());
            ways.put("PostgreSQL, sorted and merged", store.historical(project.entities(), wanted, options.by(HistoricalOptions.Way.SORT_MERGE)).table());
        }
        try (FeatureStore store = store(inFiles)) {
            FeatureSelection wanted = store.features(project.features(), false);
            ways.put("files, joined here", store.historical(project.entities(), wanted, options).table());
            Path rows = folder.resolve("entities.parquet");
            Path result = folder.resolve("result.parquet");
            TableFiles.write(project.entities(), rows);
            store.historical(new EntityRows.InFile(rows), wanted, options, result);
            ways.put("files, by DuckDB, Parquet to Parquet", TableFiles.read(result));
            List<Table> parts = new ArrayList<>();
            store.historical(new EntityRows.InMemory(project.entities()), wanted, options, stream -> {
                parts.add(stream.header());
                for (Optional<Table> part = stream.next(); part.isPresent(); part = stream.next()) {
                    parts.add(part.get());
                }
            });
            ways.put("files, by DuckDB, a stream", Table.concat(parts));
        }
        return ways;
    }

    private void assertEqual(int seed, String way, RandomProject project, Table answer, Map<String, Column> obvious) {
        Table entities = project.entities();
        assertThat(answer.rows()).as("%s of seed %d", way, seed).isEqualTo(entities.rows());
        List<Column> expected = new ArrayList<>(entities.columns());
        expected.addAll(obvious.values());
        assertThat(answer.names()).as("%s of seed %d", way, seed).isEqualTo(expected.stream().map(Column::name).toList());
        for (Column column : expected) {
            Column read = answer.column(column.name());
            for (int row = 0; row < column.size(); row++) {
                if (!GoldenFeast.same(unsigned(read.value(row)), unsigned(column.value(row)))) {
                    assertThat(read.value(row)).as("%s of seed %d: %s in row %d %s", way, seed, column.name(), row, entities.row(row)).isEqualTo(column.value(row));
                }
            }
        }
        counts.computeIfAbsent(way, any -> new long[1])[0] += obvious.values().stream().mapToLong(Column::size).sum();
    }

    /** DuckDB's ASOF join may lose the sign of a zero, as which it is equal. */
    private static Object unsigned(Object value) {
        return value instanceof Double number && number == 0 ? (Object) 0.0 : value instanceof Float small && small == 0 ? (Object) 0f
                : value instanceof List<?> list ? list.stream().map(EveryWayIT::unsigned).toList() : value;
    }

    private static Map<String, Column> obvious(RandomProject project, boolean asKnownThen) {
        Map<String, Column> columns = new LinkedHashMap<>();
        Table entities = project.entities();
        for (RandomProject.View view : project.views()) {
            List<Column> keys = view.keys().stream().map(key -> ColumnCast.normalised(entities.column(key.name()))).toList();
            PointInTimeJoin.History history = view.history();
            int[] rows = ScanEveryRow.rowsKnownAt(new PointInTimeJoin.Labels(keys, entities.column("event_timestamp")), history, view.ttl(), asKnownThen);
            for (int i = 0; i < view.features().size(); i++) {
                String name = view.features().get(i).name();
                if (!name.endsWith("_unread")) {
                    columns.put(name, history.values().get(i).rows(rows).named(name));
                }
            }
        }
        return columns;
    }

    private FeatureStoreConfig config(int seed, String name, OfflineConfig offline) {
        return new FeatureStoreConfig(name + seed, folder, new FeatureStoreConfig.FileRegistryConfig(folder.resolve(name + seed + ".db"), Duration.ZERO), offline,
                RedisConfig.NONE);
    }

    private static FeatureStore store(FeatureStoreConfig config) {
        return new FeatureStore(config, Registry.open(config, Clock.systemUTC()), OfflineStore.open(config), new InMemoryOnlineStore(), Clock.systemUTC());
    }

    private static void apply(FeatureStoreConfig config, RandomProject project, Map<String, DataSource.Origin> origins) {
        List<FeatureView> views = project.views().stream().map(view -> view.over(origins.get(view.name()))).toList();
        List<Entity> entities = views.stream().flatMap(view -> view.joinKeys().stream()).distinct().map(key -> new Entity(key.name(), key, "", Map.of(), "")).toList();
        Registry.open(config, Clock.systemUTC()).apply(new Definitions(config.project(), entities, views.stream().map(FeatureView::source).toList(), List.of(), views,
                List.of(), List.of()), "of a test");
    }

    private static TableTarget target(RandomProject.View view) {
        return new TableTarget(view.table(), view.keys().stream().map(Field::name).toList(), "event_timestamp", view.created() ? Optional.of("made") : Optional.empty(),
                TableTarget.Mode.REPLACE);
    }

    private Map<String, DataSource.Origin> loadTables(RandomProject project, FeatureStoreConfig config) throws SQLException {
        Map<String, DataSource.Origin> origins = new LinkedHashMap<>();
        try (OfflineStore store = OfflineStore.open(config); Connection connection = postgres.connect(); Statement sql = connection.createStatement()) {
            for (RandomProject.View view : project.views()) {
                store.load(target(view), TableStream.of(view.rows()), "random rows");
                if (view.naive()) {
                    sql.execute("ALTER TABLE " + view.table() + " ALTER COLUMN event_timestamp TYPE timestamp USING event_timestamp AT TIME ZONE 'UTC'");
                }
                origins.put(view.name(), new DataSource.Table(view.table()));
            }
        }
        return origins;
    }

    /** As a file, as a folder of files by key, or as a query over either. */
    private Map<String, DataSource.Origin> loadFiles(RandomProject project, FeatureStoreConfig config, Random random) throws SQLException, IOException {
        Map<String, DataSource.Origin> origins = new LinkedHashMap<>();
        try (OfflineStore store = OfflineStore.open(config); Connection connection = DuckDb.open(); Statement sql = connection.createStatement()) {
            for (RandomProject.View view : project.views()) {
                store.load(target(view), TableStream.of(view.rows()), "random rows");
                Path file = folder.resolve(DuckDbConfig.TABLES).resolve(view.table() + ".parquet");
                if (view.naive()) {
                    Path naive = file.resolveSibling("naive.parquet");
                    sql.execute("COPY (SELECT * REPLACE (event_timestamp AT TIME ZONE 'UTC' AS event_timestamp) FROM %s) TO %s (FORMAT parquet)".formatted(
                            DuckDb.quoted(file.toString()), DuckDb.quoted(naive.toString())));
                    Files.move(naive, file, StandardCopyOption.REPLACE_EXISTING);
                }
                Path partitions = Path.of(DuckDbConfig.TABLES, view.name() + "_by_key");
                boolean folders = view.rows().rows() > 0 && !view.keys().isEmpty() && view.keys().get(0).type().isNumeric() && random.nextBoolean();
                if (folders) {
                    sql.execute("COPY (FROM %s) TO %s (FORMAT parquet, PARTITION_BY (%s))".formatted(DuckDb.quoted(file.toString()),
                            DuckDb.quoted(folder.resolve(partitions).toString()), view.keys().get(0).name()));
                }
                origins.put(view.name(), folders ? new DataSource.File(partitions) : random.nextInt(3) > 0 ? new DataSource.File(folder.relativize(file))
                        : new DataSource.Query("SELECT * FROM " + view.table() + " WHERE true; "));
            }
        }
        return origins;
    }

    private static PostgresConfig postgres() {
        PostgresAddress address = TestServices.freshDatabase();
        return new PostgresConfig(address.host(), address.port(), address.database(), "offline", address.user(), address.password(), "disable");
    }
}
