package cyclo.featureserver;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import cyclo.common.Env;
import cyclo.common.Json;
import cyclo.common.Sha256;
import cyclo.common.table.Column;
import cyclo.common.table.Table;
import cyclo.common.table.TableStream;
import cyclo.common.table.ValueType;
import cyclo.features.FeatureStoreConfig;
import cyclo.features.files.TableFiles;
import cyclo.features.offline.OfflineStore;
import cyclo.features.offline.TableTarget;
import cyclo.featureserver.Verbs.Answer;
import cyclo.services.PostgresAddress;
import cyclo.services.RedisAddress;
import cyclo.services.TestServices;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreVerbsIT {
    private static final Instant NOON = Instant.parse("2024-01-01T12:00:00Z");

    @TempDir private Path project;

    @BeforeEach void writeAndApplyAProject() throws IOException {
        PostgresAddress postgres = TestServices.freshDatabase();
        RedisAddress redis = TestServices.redis();
        write("features.yaml", """
                entities:
                  - {name: driver, join_keys: [{name: driver_id, type: Int64}]}
                  - {name: city, join_keys: [{name: city, type: String}]}
                sources:
                  - {name: s, table: stats, timestamp_field: event_timestamp, created_timestamp_column: created}
                  - {name: p, table: pushed, timestamp_field: event_timestamp, created_timestamp_column: created, field_mapping: {raw_speed: speed}}
                push_sources:
                  - {name: pushed, batch_source: p}
                feature_views:
                  - {name: stats, entities: [driver, city], source: s, ttl: 1h, schema: [{name: rate, type: Float64}, {name: trips, type: Int64}]}
                  - {name: fresh, entities: [driver], source: pushed, ttl: 1h, schema: [{name: speed, type: Float32}, {name: grade, type: String}]}
                on_demand_views:
                  - {name: now, sources: [stats], request: [{name: bonus, type: Float64}], features: [{name: better, type: Float64, expression: "rate + bonus"}]}
                feature_services:
                  - {name: v1, features: [stats, now]}
                """);
        write("feature_store.yaml", """
                project: %s
                provider: local
                registry: {registry_type: sql, path: "postgresql+psycopg://%s:%s@%s:%d/%s?sslmode=disable"}
                offline_store: {type: postgres, host: "%4$s", port: %5$d, database: "%6$s", db_schema: rides, user: "%2$s", password: "%3$s", sslmode: disable}
                online_store: {type: redis, connection_string: "%7$s"}
                entity_key_serialization_version: 3
                """.formatted(TestServices.freshName("rides"), postgres.user(), postgres.password(), postgres.host(), postgres.port(), postgres.database(),
                redis.connectionString()));
        load();
        assertThat(run("apply").code()).isZero();
    }

    @Test void entityRowsOfAFileAreJoinedIntoAFile() throws IOException {
        write("asked.tsv", "city\tdriver_id\tevent_timestamp\tbonus\tnote\nBerlin\t1\t2024-01-01 12:10:00\t1\tx\nBerlin\t1\t2024-01-01 13:00:01\t1\ty\n"
                + "Köln\t2\t2024-01-01T13:00:00+01:00\t0.5\tz\n");
        Answer answer = run("get-historical", "--service", "v1", "--entities", project.resolve("asked.tsv").toString(), "--to",
                project.resolve("joined.parquet").toString());
        assertThat(answer).extracting(Answer::code, Answer::err).containsExactly(0, "");
        assertThat(answer.out()).isEqualTo("view   rows  matched  without features\nstats  3     2        1\n");
        Table joined = TableFiles.read(project.resolve("joined.parquet"));
        assertThat(joined.names()).containsExactly("city", "driver_id", "event_timestamp", "bonus", "note", "rate", "trips", "better");
        assertThat(joined.row(0)).containsEntry("rate", 0.25).containsEntry("better", 1.25).containsEntry("note", "x");
        assertThat(joined.row(1)).containsEntry("rate", null).containsEntry("better", null).containsEntry("note", "y");
        assertThat(joined.row(2)).containsEntry("trips", 8L).containsEntry("better", 1.0);
    }

    @Test void entityRowsOfAQueryAreJoinedIntoATable() {
        String sql = "SELECT 1::bigint AS driver_id, 'Berlin' AS city, timestamptz '2024-01-01 12:30:00+00' AS event_timestamp";
        assertThat(run("get-historical", "-f", "stats:trips", "--sql", sql, "--to-table", "joined").code()).isZero();
        Answer read = run("get-historical", "-f", "stats:rate", "--full-feature-names", "--sql", "SELECT * FROM joined", "--json");
        assertThat(read.err()).isEmpty();
        JsonNode row = Json.parse(read.out()).get(0);
        assertThat(row.get("trips").asLong()).isEqualTo(7);
        assertThat(row.get("stats__rate").asDouble()).isEqualTo(0.25);
    }

    @Test void withoutEntityRowsAPeriodIsRead() {
        Answer answer = run("get-historical", "-f", "stats:trips", "--start", "2024-01-01T12:00:00Z", "--end", "2024-01-01T12:00:00Z", "--json");
        assertThat(answer).extracting(Answer::code, Answer::err).containsExactly(0, "");
        JsonNode rows = Json.parse(answer.out());
        assertThat(rows).hasSize(2);
        assertThat(rows.get(0).toString()).isEqualTo("{\"city\":\"Berlin\",\"created_timestamp\":\"2024-01-01T12:00:00Z\",\"driver_id\":1,"
                + "\"event_timestamp\":\"2024-01-01T12:00:00Z\",\"trips\":7}");
        assertThat(run("get-historical", "-f", "stats:trips", "--start", "2024-01-02", "--end", "2024-01-03", "--json").out()).isEqualTo("[ ]\n");
        assertThat(run("get-historical", "-f", "stats:trips", "--start", "2024-01-02", "--end", "2024-01-01").err()).contains("the end is before the start");
        assertThat(run("get-historical", "-f", "stats:trips", "--start", "2024-01-02").err()).contains("or a period by --start and --end");
        assertThat(run("get-historical", "-s", "v1", "--start", "2024-01-01", "--end", "2024-01-02").err()).contains("'bonus' must be given with each");
    }

    @Test void theLeakageReportCountsTheRowsThatKnowWhatWasWrittenLater() throws IOException {
        write("asked.csv", "city,driver_id,event_timestamp,bonus\nBerlin,1,2024-01-01 12:10:00,1\n"
                + "Köln,2,2024-01-01 12:00:30,1\nKöln,2,2024-01-01 12:01:00,1\n");
        Answer answer = run("get-historical", "-s", "v1", "-e", project.resolve("asked.csv").toString(), "--to", project.resolve("j.csv").toString(),
                "--leakage", "--json");
        assertThat(answer.err()).isEmpty();
        assertThat(Json.parse(answer.out()).get("changed_as_known_then").toString()).isEqualTo("{\"better\":1,\"rate\":1,\"trips\":1}");
        assertThat(run("get-historical", "-f", "stats:trips", "-e", project.resolve("asked.csv").toString(), "--leakage", "--way", "index").out())
                .containsPattern("trips +1 +33\\.33 %");
        assertThat(run("get-historical", "-f", "stats:trips", "-e", project.resolve("asked.csv").toString(), "--way", "indx").err())
                .contains("Did you mean 'index'?");
    }

    @Test void aSavedDatasetIsFoundByItsName() throws IOException {
        String sql = "SELECT 1::bigint AS driver_id, 'Berlin' AS city, timestamptz '2024-01-01 12:30:00+00' AS event_timestamp";
        Path file = project.resolve("kept.parquet");
        assertThat(run("get-historical", "-f", "stats:trips", "--sql", sql, "--to", file.toString(), "--save-dataset", "kept").err()).isEmpty();
        assertThat(run("get-historical", "-f", "stats:trips", "--sql", sql, "--to-table", "kept_rows", "--save-dataset", "kept_rows").err()).isEmpty();
        assertThat(run("list", "datasets").out()).contains("kept").contains("kept_rows");
        assertThat(run("describe", "kept").out()).contains(file.toString()).contains(Sha256.of(file)).contains("stats:trips");
        String first = digest();
        assertThat(run("get-historical", "-f", "stats:trips", "--sql", sql, "--to-table", "kept_rows", "--save-dataset", "kept_rows").code()).isZero();
        assertThat(digest()).isEqualTo(first).hasSize(64);
        assertThat(run("apply").out()).contains("Nothing to change");
        assertThat(run("list", "datasets").out()).contains("kept_rows");
        assertThat(run("get-historical", "-f", "stats:trips", "--sql", sql, "--save-dataset", "x").err()).contains("Add --to FILE.parquet or --to-table TABLE");
    }

    private String digest() {
        return Json.parse(run("describe", "kept_rows", "--json").out()).findValuesAsText("cyclo.sha256").get(0);
    }

    @Test void theResultNeverReplacesATableThatAViewReads() {
        String sql = "SELECT 1::bigint AS driver_id, 'Berlin' AS city, timestamptz '2024-01-01 12:30:00+00' AS event_timestamp";
        Answer answer = run("get-historical", "-f", "stats:trips", "--sql", sql, "--to-table", "stats");
        assertThat(answer.code()).isEqualTo(2);
        assertThat(answer.err()).contains("Cannot write to table 'stats': feature view 'stats' reads it");
        for (String sameTable : List.of("rides.stats", "\"stats\"", "rides.\"stats\"")) {
            assertThat(run("get-historical", "-f", "stats:trips", "--sql", sql, "--to-table", sameTable).err()).contains("feature view 'stats' reads it");
        }
        assertThat(run("get-historical", "-f", "stats:trips", "--sql", sql).out()).contains("7");
    }

    @Test void anUnknownFormatIsRefusedBeforeTheJoin() {
        Answer answer = run("get-historical", "-f", "stats:trips", "--sql", "this is never asked", "--to", project.resolve("joined.xls").toString());
        assertThat(answer.code()).isEqualTo(2);
        assertThat(answer.err()).contains("Cannot tell the format of").contains("joined.xls").contains(".parquet");
    }

    @Test void aRemovedViewLeavesNothingOnlineForALaterOneOfItsName() throws IOException {
        assertThat(run("materialize", "2024-01-01", "2024-01-02").code()).isZero();
        String features = Files.readString(project.resolve("features.yaml"));
        assertThat(statusOfTrips()).isEqualTo("OUTSIDE_MAX_AGE");
        write("features.yaml", features.substring(0, features.indexOf("feature_views:")));
        assertThat(run("apply").out()).contains("- feature view stats");
        write("features.yaml", features);
        assertThat(run("apply").out()).contains("+ feature view stats");
        assertThat(statusOfTrips()).isEqualTo("NOT_FOUND");
    }

    private String statusOfTrips() {
        JsonNode rows = Json.parse(run("get-online", "-f", "stats:trips", "-e", "driver_id=1,city=Berlin", "--json").out());
        return rows.get(0).get("features").get("trips").get("status").asText();
    }

    @Test void aKeyThatLooksLikeANumberStaysAText() throws IOException {
        write("asked.csv", "city,driver_id,event_timestamp\n007,1,2024-01-01\n");
        JsonNode row = Json.parse(run("get-historical", "-f", "stats:rate", "-e", project.resolve("asked.csv").toString(), "--json").out()).get(0);
        assertThat(row.get("city").asText()).isEqualTo("007");
        assertThat(row.get("event_timestamp").asText()).isEqualTo("2024-01-01T00:00:00Z");
    }

    @Test void aCorrectionIsPassedOverAsKnownThen() {
        String sql = "SELECT 2::bigint AS driver_id, 'Köln' AS city, timestamptz '2024-01-01 12:00:30+00' AS event_timestamp";
        assertThat(run("get-historical", "-f", "stats:trips", "--sql", sql).out()).contains("8");
        assertThat(run("get-historical", "-f", "stats:trips", "--sql", sql, "--as-known-then").out()).doesNotContain("8");
    }

    @Test void materializedFeaturesAreReadWithTheirStatus() {
        assertThat(run("materialize", "2024-01-01", "2024-01-02T00:00:00Z").out()).startsWith("view   from").contains("stats  2024-01-01T00:00:00Z  2024-01-02T00:00:00Z  2         2");
        Answer answer = run("get-online", "--service", "v1", "-e", "driver_id=1,city=Berlin,bonus=1", "-e", "{\"driver_id\": 9, \"city\": null, \"bonus\": 2}", "--json");
        assertThat(answer).extracting(Answer::code, Answer::err).containsExactly(0, "");
        JsonNode rows = Json.parse(answer.out());
        assertThat(rows.get(0).get("features").get("rate").get("status").asText()).isEqualTo("OUTSIDE_MAX_AGE");
        assertThat(rows.get(0).get("features").get("rate").get("event_timestamp").asText()).isEqualTo("2024-01-01T12:00:00Z");
        assertThat(rows.get(1).get("features").get("trips").get("status").asText()).isEqualTo("NOT_FOUND");
        assertThat(run("materialize-incremental", "2024-01-03", "--json").out()).contains("\"start\" : \"2024-01-02T00:00:00Z\"");
    }

    @Test void rowsOfAFileArePushedIntoBothStores() throws IOException {
        write("rows.csv", "driver_id,speed,grade,event_timestamp,created,note\n1,30.5,007,2024-01-01 12:00:00,2024-01-01 12:01:00,x\n"
                + "2,,008,2024-01-01T13:00:00+01:00,2024-01-01,y\n");
        String file = project.resolve("rows.csv").toString();
        assertThat(run("push", "pushed", file, "--to", "online_and_offline")).extracting(Answer::code, Answer::err, Answer::out)
                .containsExactly(0, "", "2 rows: 2 taken by the online store, 2 in the offline store.\n");
        assertThat(run("push", "pushed", file, "--to", "online_and_offline", "--json").out()).contains("\"online_taken\" : 0");
        assertThat(run("write", "fresh", file, "--to", "offline").out()).isEqualTo("2 rows: 0 taken by the online store, 2 in the offline store.\n");
        JsonNode rows = Json.parse(run("get-online", "-f", "fresh:speed,fresh:grade", "-e", "driver_id=1", "-e", "driver_id=2", "--json").out());
        assertThat(rows.get(0).get("features").get("grade").get("value").asText()).as("a text keeps its zeros").isEqualTo("007");
        assertThat(rows.get(0).get("features").get("speed").get("value").asDouble()).isEqualTo(30.5);
        assertThat(rows.get(1).get("features").get("speed").get("event_timestamp").asText()).isEqualTo("2024-01-01T12:00:00Z");
        String sql = "SELECT driver_id, timestamptz '2024-01-01 12:30:00+00' AS event_timestamp FROM pushed ORDER BY 1";
        JsonNode joined = Json.parse(run("get-historical", "-f", "fresh:speed", "--sql", sql, "--json").out());
        assertThat(joined).as("each row once").hasSize(2);
        assertThat(joined.get(0).get("speed").asDouble()).isEqualTo(30.5);
        assertThat(run("push", "pushd", file).err()).contains("Did you mean 'pushed'?");
        assertThat(run("push", "pushed", file, "--to", "nowhere").err()).contains("Cannot push to 'nowhere'");
        write("short.csv", "driver_id,event_timestamp,created\n");
        assertThat(run("write", "fresh", project.resolve("short.csv").toString())).satisfies(answer -> assertThat(answer.code()).isEqualTo(2))
                .extracting(Answer::err).asString().contains("the rows have no column 'raw_speed'");
    }

    @Test void whatIsWrongIsSaidInASentence() {
        assertThat(run("get-online", "-f", "stats:rat", "-e", "driver_id=1,city=B")).satisfies(answer -> assertThat(answer.code()).isEqualTo(2))
                .extracting(Answer::err).asString().contains("Cannot find feature 'rat' in feature view 'stats'. Did you mean 'rate'?");
        assertThat(run("get-online", "-f", "stats:rate", "-e", "driver=1").err()).contains("'driver' is not asked for");
        assertThat(run("get-online", "-f", "stats:rate", "-e", "driver_id=x,city=B").err()).contains("'x' is not INT64");
        assertThat(run("get-online", "-f", "stats:rate", "-e", "driver_id=1").err()).contains("row 1 has no 'city'");
        assertThat(run("get-online", "-e", "driver_id=1").err()).contains("give either --service or --features");
        assertThat(run("materialize", "yesterday", "2024-01-02").err()).contains("'yesterday' is no time");
        assertThat(run("get-historical", "-s", "v1", "--sql", "SELECT 1 AS driver_id").err()).contains("have no column 'event_timestamp'");
        assertThat(run("get-historical", "-s", "v1", "-e", project.resolve("none.csv").toString()).code()).isEqualTo(2);
    }

    private void load() {
        FeatureStoreConfig config = FeatureStoreConfig.read(project, Env.of(Map.of(), project));
        Table stats = Table.of(Column.of("driver_id", ValueType.INT64, List.of(1L, 2L)), Column.of("city", ValueType.STRING, List.of("Berlin", "Köln")),
                Column.of("event_timestamp", ValueType.UNIX_TIMESTAMP, List.of(NOON, NOON)),
                Column.of("created", ValueType.UNIX_TIMESTAMP, List.of(NOON, NOON.plusSeconds(60))),
                Column.of("rate", ValueType.DOUBLE, List.of(0.25, 0.5)), Column.of("trips", ValueType.INT64, List.of(7L, 8L)));
        OfflineStore.open(config).load(new TableTarget("stats", List.of("driver_id", "city"), "event_timestamp", Optional.of("created"),
                TableTarget.Mode.MERGE), TableStream.of(stats), "rows of a test");
        Table none = Table.of(Column.of("driver_id", ValueType.INT64, List.of()), Column.of("event_timestamp", ValueType.UNIX_TIMESTAMP, List.of()),
                Column.of("created", ValueType.UNIX_TIMESTAMP, List.of()), Column.of("raw_speed", ValueType.FLOAT, List.of()),
                Column.of("grade", ValueType.STRING, List.of()));
        OfflineStore.open(config).load(new TableTarget("pushed", List.of("driver_id"), "event_timestamp", Optional.of("created"),
                TableTarget.Mode.MERGE), TableStream.of(none), "rows of a test");
    }

    private void write(String file, String text) throws IOException {
        Files.writeString(project.resolve(file), text);
    }

    /** Errors without the lines of the log. */
    private Answer run(String verb, String... words) {
        Answer answer = Verbs.run(Stream.concat(Stream.of(verb, "--project", project.toString()), Stream.of(words)).toArray(String[]::new));
        return new Answer(answer.code(), answer.out(), answer.err().lines().filter(line -> !line.startsWith("{")).reduce("", (a, b) -> a + b + "\n"));
    }
}
