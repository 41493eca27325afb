package cyclo.features.definitions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import cyclo.common.CycloException;
import cyclo.common.ExitCode;
import cyclo.common.Json;
import cyclo.features.Definitions;
import cyclo.features.FeatureStoreConfig.SqlRegistryConfig;
import cyclo.features.Interval;
import cyclo.features.PostgresConfig;
import cyclo.services.PostgresAddress;
import cyclo.services.TestServices;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqlRegistryIT {
    private PostgresConfig database;

    @BeforeEach void freshDatabase() {
        PostgresAddress address = TestServices.freshDatabase();
        database = new PostgresConfig(address.host(), address.port(), address.database(), "public", address.user(), address.password(), "disable");
    }

    @Test void theTablesAreThoseOfFeast() throws SQLException {
        registry("p").apply(Golden.definitions("p"), "sha");
        assertThat(strings("select table_name || '.' || column_name || ' ' || data_type || coalesce('(' || character_maximum_length || ')', '')"
                + " || case is_nullable when 'NO' then ' NOT NULL' else '' end from information_schema.columns where table_schema = 'public'"))
                .containsExactlyInAnyOrderElementsOf(goldenColumns());
        assertThat(strings("select indexname || ' ' || regexp_replace(indexdef, '^.*USING', '') from pg_indexes where schemaname = 'public'")).hasSize(28)
                .contains("idx_fv_version_history_project_id  btree (project_id)", "feature_views_pkey  btree (feature_view_name, project_id)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"after_apply", "after_materialize"})
    void whatPythonWroteSurvivesARewriteToTheLastByte(String state) throws SQLException {
        restore(state);
        List<String> before = dump();
        registry("another").apply(Golden.definitions("another"), "x");
        registry("another").recordMaterialization("driver_stats", new Interval(Instant.EPOCH, Instant.EPOCH));
        assertThat(dump()).hasSizeGreaterThan(before.size());
        registry("another").teardown();
        assertThat(dump()).isEqualTo(before);
    }

    @Test void pythonsRowsAndItsFileSayTheSame() throws SQLException {
        restore("after_materialize");
        Definitions read = registry(Golden.PROJECT).read();
        Definitions declared = Golden.definitions(Golden.PROJECT);
        assertThat(read.services()).containsExactlyInAnyOrderElementsOf(declared.services());
        assertThat(read.sources()).containsExactlyInAnyOrderElementsOf(declared.sources());
        assertThat(read.view("driver_stats_fresh").materialized()).hasSize(1);
        assertThat(registry(Golden.PROJECT).plan(declared).changes()).extracting(Plan.Change::name)
                .containsExactly("transformed_conv_rate_request", "transformed_conv_rate", "vals_to_add");
    }

    @Test void whatOnlyPythonDeclaresIsShown() throws SQLException {
        assertThat(registry("p").others()).isEmpty();
        registry("p").apply(Golden.definitions("p"), "sha");
        insert("stream_feature_views", "feature_view", "clicks", OthersOfPython.objects("p").get(0).toByteString());
        insert("saved_datasets", "saved_dataset", "june", OthersOfPython.objects("p").get(1).toByteString());
        insert("validation_references", "validation_reference", "profile", OthersOfPython.objects("p").get(2).toByteString());
        insert("permissions", "permission", "readers", OthersOfPython.message(OthersOfPython.permission("p")));
        insert("label_views", "feature_view", "fraud", OthersOfPython.message(OthersOfPython.labelView("p")));
        assertThat(registry("p").others()).isEqualTo(OthersOfPython.SHOWN);
        assertThat(registry("q").others()).isEmpty();
    }

    private void insert(String table, String column, String name, ByteString message) throws SQLException {
        try (Connection connection = database.connect(); PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO %s (%s_name, project_id, last_updated_timestamp, %2$s_proto) VALUES (?, 'p', 0, ?)".formatted(table, column))) {
            insert.setString(1, name);
            insert.setBytes(2, message.toByteArray());
            insert.executeUpdate();
        }
    }

    @Test void ofApplyAtOnceOneWinsAndTheOthersSaySo() throws Exception {
        ConcurrentApply.oneWinsAndTheOthersSaySo(() -> registry("p"));
    }

    @Test void theSecondApplyWritesNothing() throws SQLException {
        Registry registry = registry("p");
        assertThat(registry.plan(Golden.definitions("p")).changes()).hasSize(16);
        assertThat(registry.apply(Golden.definitions("p"), "sha").changes()).hasSize(16);
        List<String> before = dump();
        assertThat(registry.apply(Golden.definitions("p"), "sha").isEmpty()).isTrue();
        assertThat(dump()).isEqualTo(before);
        assertThat(registry.read().views()).containsExactlyInAnyOrderElementsOf(Golden.definitions("p").views());
        assertThat(registry.appliedFile()).contains("sha");
        assertThat(strings("select metadata_key from feast_metadata")).containsExactlyInAnyOrder("project_uuid", "last_updated_timestamp");
    }

    @Test void fileAndTablesHaveOneDigest(@org.junit.jupiter.api.io.TempDir java.nio.file.Path folder) {
        Registry file = new FileRegistry(folder.resolve("r.db"), "p", Clock.systemUTC());
        file.apply(Golden.definitions("p"), "sha");
        registry("p").apply(Golden.definitions("p"), "sha");
        registry("p").recordMaterialization("driver_stats", new Interval(Instant.EPOCH, Instant.EPOCH));
        assertThat(registry("p").digest()).isEqualTo(file.digest());
    }

    @Test void aChangedViewIsANewVersionAndWhatWentAwayIsRemoved() throws SQLException {
        Registry registry = registry("p");
        registry.apply(Golden.definitions("p"), "sha");
        String changed = Golden.text("feast/features.yaml").replace("{name: trips_together, type: Int64}", "{name: trips_together, type: Int32}")
                .replace("  - {name: driver_activity_v3, features: [driver_stats_fresh, driver_types]}\n", "");
        registry.apply(Golden.definitions("p", changed), "sha2");
        assertThat(strings("select feature_view_name || version_number from feature_view_version_history where feature_view_name = 'driver_customer'"))
                .containsExactlyInAnyOrder("driver_customer0", "driver_customer1");
        assertThat(registry.read().services()).hasSize(2);
        assertThat(registry.appliedFile()).contains("sha2");
    }

    @Test void appliesAtOnceDoNotMix() throws InterruptedException, ExecutionException {
        String other = Golden.text("feast/features.yaml").replace("ttl: 1d", "ttl: 2d").replace("hourly driver statistics", "other words");
        List<Definitions> wanted = List.of(Golden.definitions("p"), Golden.definitions("p", other));
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<Plan>> plans = new ArrayList<>();
            IntStream.range(0, 12).forEach(i -> plans.add(threads.submit(() -> registry("p").apply(wanted.get(i % 2), "sha" + i % 2))));
            for (Future<Plan> plan : plans) {
                plan.get();
            }
        } finally {
            threads.shutdown();
        }
        int last = registry("p").appliedFile().orElseThrow().equals("sha1") ? 1 : 0;
        assertThat(registry("p").plan(wanted.get(last)).isEmpty()).isTrue();
    }

    @Test void aProjectThatNobodyAppliedIsToldHowToBegin() {
        assertThatThrownBy(() -> registry("p").read()).isInstanceOf(CycloException.class).hasMessageContaining("feature-server apply");
        registry("q").apply(Golden.definitions("q"), "sha");
        assertThatThrownBy(() -> registry("p").read()).isInstanceOf(CycloException.class).hasMessageContaining("feature-server apply");
    }

    @Test void aDatabaseThatDoesNotAnswerIsUnavailable() {
        PostgresConfig nowhere = new PostgresConfig("127.0.0.1", 1, "d", "public", "u", "secret", "disable");
        assertThatThrownBy(() -> new SqlRegistry(new SqlRegistryConfig(nowhere, Duration.ZERO, true), "p", Clock.systemUTC()).read()).isInstanceOf(CycloException.class)
                .hasMessageContaining("127.0.0.1:1").hasMessageContaining("./cyclo up").hasMessageNotContaining("secret")
                .satisfies(e -> assertThat(((CycloException) e).exitCode()).isEqualTo(ExitCode.UNAVAILABLE));
    }

    @Test void whatTheUserMayNotDoIsASettingToCorrectAndNotAServerToWaitFor() throws SQLException {
        String user = TestServices.freshName("reader");
        try (Connection connection = database.connect(); java.sql.Statement statement = connection.createStatement()) {
            statement.execute("CREATE ROLE %s LOGIN PASSWORD 'x'".formatted(user));
        }
        PostgresConfig reader = new PostgresConfig(database.host(), database.port(), database.database(), "public", user, "x", "disable");
        Registry registry = new SqlRegistry(new SqlRegistryConfig(reader, Duration.ZERO, true), "p", Clock.systemUTC());
        assertThatThrownBy(() -> registry.apply(Golden.definitions("p"), "sha")).hasMessageContaining("permission denied for schema public")
                .satisfies(e -> assertThat(((CycloException) e).exitCode()).isEqualTo(ExitCode.USAGE));
        registry("p").apply(Golden.definitions("p"), "sha");
        assertThatThrownBy(registry::read).hasMessageContaining("permission denied for table")
                .satisfies(e -> assertThat(((CycloException) e).exitCode()).isEqualTo(ExitCode.USAGE));
        try (Connection connection = database.connect(); java.sql.Statement statement = connection.createStatement()) {
            statement.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO " + user);
        }
        assertThat(registry.apply(Golden.definitions("p"), "sha").isEmpty()).as("tables that are there need no right to create").isTrue();
    }

    @Test void tablesAreNotMadeWhereThatIsForbidden() {
        Registry registry = new SqlRegistry(new SqlRegistryConfig(database, Duration.ZERO, false), "p", Clock.systemUTC());
        assertThatThrownBy(() -> registry.apply(Golden.definitions("p"), "sha")).hasMessageStartingWith("Cannot write to the SQL registry: it has no table data_sources, ")
                .hasMessageEndingWith("Run feast registry create-schema, or say schema_mode: auto.");
    }

    private Registry registry(String project) {
        return new SqlRegistry(new SqlRegistryConfig(database, Duration.ZERO, true), project, Clock.systemUTC());
    }

    /** Puts the golden rows into the tables, as Python left them. */
    private void restore(String state) throws SQLException {
        registry("nobody").apply(Definitions.none("nobody"), "");
        registry("nobody").teardown();
        JsonNode tables = Json.parse(Golden.text("feast/registry/sql_registry.rows.%s.json".formatted(state)));
        try (Connection connection = database.connect()) {
            for (String table : SqlRegistryTables.WITH_A_PROJECT) {
                for (JsonNode row : tables.get(table).get("rows")) {
                    List<String> names = new ArrayList<>();
                    row.fieldNames().forEachRemaining(names::add);
                    String sql = "INSERT INTO %s (%s) VALUES (%s)".formatted(table, String.join(", ", names), "?, ".repeat(names.size() - 1) + "?");
                    try (PreparedStatement insert = connection.prepareStatement(sql)) {
                        for (int i = 0; i < names.size(); i++) {
                            insert.setObject(i + 1, value(row.get(names.get(i))));
                        }
                        insert.executeUpdate();
                    }
                }
            }
        }
    }

    private static Object value(JsonNode value) {
        return value.isObject() ? HexFormat.of().parseHex(value.get("bytes_hex").asText()) : value.isNull() ? null : value.isNumber()
                ? (Object) value.asLong() : value.asText();
    }

    private List<String> dump() throws SQLException {
        List<String> rows = new ArrayList<>();
        for (String table : SqlRegistryTables.WITH_A_PROJECT) {
            rows.addAll(strings("select '%1$s ' || t::text from %1$s t order by 1".formatted(table)));
        }
        return rows;
    }

    private List<String> strings(String sql) throws SQLException {
        List<String> values = new ArrayList<>();
        try (Connection connection = database.connect(); Statement statement = connection.createStatement(); ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                values.add(rows.getString(1));
            }
        }
        return values;
    }

    private static TreeSet<String> goldenColumns() {
        TreeSet<String> columns = new TreeSet<>();
        Pattern.compile("CREATE TABLE public\\.(\\w+) \\((.*?)\\n\\);", Pattern.DOTALL).matcher(Golden.text("feast/registry/sql_registry.schema.sql")).results()
                .forEach(table -> table.group(2).strip().lines().forEach(line -> columns.add(table.group(1) + "." + line.strip().replaceFirst(",$", ""))));
        return columns;
    }
}
