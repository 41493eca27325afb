package cyclo.featureserver.interop;

import cyclo.common.Env;
import cyclo.common.table.Column;
import cyclo.common.table.Table;
import cyclo.common.table.ValueType;
import cyclo.features.FeatureStore;
import cyclo.featureserver.Verbs;
import cyclo.services.PostgresAddress;
import cyclo.services.TestServices;
import cyclo.services.python.PythonEnvironment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One project folder that Python's Feast and Cyclo both work in: one registry, one PostgreSQL, one Redis. */
final class SharedProject {
    /** Late enough for every row of the tests to be known. */
    static final Clock CLOCK = Clock.fixed(Instant.parse("2024-01-04T00:00:00Z"), ZoneOffset.UTC);
    private static final Path PYTHON = Path.of("src/test/python");

    final Path folder;
    final PythonEnvironment python = PythonEnvironment.feast();
    private final PostgresAddress postgres = TestServices.freshDatabase();

    /** @param registry {@code file} or {@code sql} */
    SharedProject(Path folder, String registry) throws IOException {
        this.folder = folder;
        String where = registry.equals("file") ? "{registry_type: file, path: data/registry.db}"
                : "{registry_type: sql, path: \"postgresql+psycopg://%s:%s@%s:%d/%s?sslmode=disable\"}".formatted(postgres.user(), postgres.password(),
                        postgres.host(), postgres.port(), postgres.database());
        Files.createDirectories(folder.resolve("data"));
        Files.writeString(folder.resolve("feature_store.yaml"), """
                project: %s
                provider: local
                registry: %s
                offline_store: {type: postgres, host: "%s", port: %d, database: "%s", db_schema: public, user: "%s", password: "%s", sslmode: disable}
                online_store: {type: redis, connection_string: "%s"}
                entity_key_serialization_version: 3
                """.formatted(TestServices.freshName("interop"), where, postgres.host(), postgres.port(), postgres.database(), postgres.user(),
                postgres.password(), TestServices.redis().connectionString()));
    }

    /** Takes a file of {@code src/test/python} into the project folder. */
    void take(String file) throws IOException {
        Files.copy(PYTHON.resolve(file), folder.resolve(Path.of(file).getFileName()));
    }

    void sql(String statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
                Statement statement = connection.createStatement()) {
            statement.execute(statements);
        }
    }

    void sqlOf(String file) throws SQLException, IOException {
        sql(Files.readString(PYTHON.resolve(file)));
    }

    /** Feast's own command line. */
    String feast(String... words) {
        String[] command = new String[words.length + 1];
        command[0] = "feast";
        System.arraycopy(words, 0, command, 1, words.length);
        return python.run(folder, Map.of(), command).succeeded();
    }

    /** Cyclo's command line. */
    Verbs.Answer cyclo(String verb, String... words) {
        List<String> all = new ArrayList<>(List.of(verb, "--project", folder.toString()));
        all.addAll(List.of(words));
        return Verbs.run(all.toArray(String[]::new));
    }

    FeatureStore store() {
        return FeatureStore.open(folder, Env.of(Map.of(), folder), CLOCK);
    }

    /** Columns as JSON would give them: whole numbers, numbers, texts; times under the names that Feast uses. */
    static Table table(Map<String, List<Object>> columns) {
        List<Column> all = new ArrayList<>();
        columns.forEach((name, values) -> {
            boolean time = name.equals("event_timestamp") || name.equals("created");
            Object first = values.get(0);
            ValueType type = time ? ValueType.UNIX_TIMESTAMP : first instanceof Long ? ValueType.INT64 : first instanceof Double ? ValueType.DOUBLE : ValueType.STRING;
            all.add(Column.of(name, type, time ? values.stream().map(text -> (Object) Instant.parse((String) text)).toList() : values));
        });
        return Table.of(all.toArray(Column[]::new));
    }

    static Map<String, List<Object>> columns(Object... namesAndLists) {
        Map<String, List<Object>> columns = new LinkedHashMap<>();
        for (int i = 0; i < namesAndLists.length; i += 2) {
            columns.put((String) namesAndLists[i], List.copyOf((List<?>) namesAndLists[i + 1]));
        }
        return columns;
    }
}
