package cyclo.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import cyclo.common.CycloException;
import cyclo.common.Json;
import cyclo.common.table.Column;
import cyclo.common.table.Table;
import cyclo.common.table.ValueType;
import cyclo.features.types.ColumnCast;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every point-in-time case that Feast answered: the same answers, and one row per entity row where Feast gave more. */
abstract class PitCases {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/feast/pit_cases");
    private static final Map<String, String> SAYS = Map.of(
            "c17_same_feature_name_two_views", "'v01:f' and 'v05:f' together: both are called 'f'",
            "c18_missing_join_key_column", "have no column 'driver_id'",
            "c19_unknown_view", "Cannot find feature view",
            "c20_unknown_feature", "Cannot find feature",
            "c21_no_timestamp_column", "have no column 'event_timestamp', and no other time",
            "c23_string_timestamps", "column 'event_timestamp' of the entity rows is STRING, not a time");
    private static final Map<String, List<List<String>>> ONE_ROW_EACH = Map.of(
            "c07_exact_duplicate_rows_created_column", List.of(List.of("1", "2024-01-01 13:00:00", "0.2", "2"), List.of("2", "2024-01-01 13:00:00", "0.3", "3")),
            "c08_duplicate_event_ts_without_created_column",
            List.of(List.of("1", "2024-01-01 13:00:00", "0.2", "2"), List.of("2", "2024-01-01 13:00:00", "0.3", "3")),
            "c15_concatenated_row_id_collision", List.of(List.of("1", "11", "2024-01-01 13:00:00", "1.5"), List.of("11", "1", "2024-01-01 13:00:00", "2.5")));

    abstract TestProject project();

    /** @param columns names and types as in CREATE TABLE @param rows as in VALUES */
    abstract void create(TestProject project, String table, String columns, List<String> rows);

    static Stream<String> cases() throws IOException {
        try (Stream<Path> files = Files.list(GOLDEN)) {
            return files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".case.json"))
                    .map(name -> name.replace(".case.json", "")).sorted().toList().stream();
        }
    }

    @ParameterizedTest @MethodSource("cyclo.features.PitCases#cases")
    void feastsCasesAreAnsweredAsFeastDoes(String name) {
        JsonNode golden = Json.read(GOLDEN.resolve(name + ".case.json"));
        TestProject project = project();
        List<FeatureView> views = new ArrayList<>();
        golden.get("views").forEach(view -> views.add(prepared(project, name, view)));
        project.apply(definitions(views));
        HistoricalOptions options = new HistoricalOptions(golden.path("filter_by_created_timestamp").asText().equals("True"));
        try (FeatureStore store = project.open(Instant.parse("2024-02-01T00:00:00Z"))) {
            if (golden.has("start_date")) {
                assertThat(dateRange(store, golden)).isEqualTo(expected(name, golden));
            } else if (golden.has("error")) {
                assertThatThrownBy(() -> joined(store, name, golden, options)).isInstanceOf(CycloException.class).hasMessageContaining(SAYS.get(name));
            } else {
                assertThat(joined(store, name, golden, options)).isEqualTo(expected(name, golden));
                assertThat(joined(store, name, golden, options.by(HistoricalOptions.Way.INDEX))).as("by the index").isEqualTo(expected(name, golden));
                assertThat(joined(store, name, golden, options.by(HistoricalOptions.Way.SORT_MERGE))).as("sorted").isEqualTo(expected(name, golden));
                assertThat(joined(store, name, golden, options.within(0))).as("laid out by entity").isEqualTo(expected(name, golden));
            }
        }
    }

    private FeatureView prepared(TestProject project, String name, JsonNode view) {
        String table = view.get("table").asText();
        List<Field> keys = texts(view.get("join_keys")).stream().map(key -> Field.of(key, ValueType.INT64)).toList();
        List<Field> features = new ArrayList<>();
        view.get("features").properties().forEach(feature -> features.add(Field.of(feature.getKey(), ValueType.parse(feature.getValue().asText()).orElseThrow())));
        Optional<String> created = Optional.of(view.get("created_timestamp_column").asText()).filter(column -> !column.isEmpty());
        if (!Files.exists(GOLDEN.resolve(name + "." + table + ".csv"))) {
            return view(project, view, table, keys, features, created);  // refused before it is read
        }
        List<List<String>> rows = csv(name + "." + table + ".csv");
        String times = name.startsWith("c13") ? "timestamp" : "timestamptz";
        String columns = String.join(", ", rows.get(0).stream().map(column -> '"' + column + "\" " + (column.equals("event_timestamp") || column.equals("created")
                ? times : column.equals("f") ? "float4" : column.equals("g") ? "float8" : column.equals("n") ? "int4" : "int8")).toList());
        create(project, table, columns, rows.subList(1, rows.size()).stream()
                .map(row -> "(" + String.join(", ", row.stream().map(value -> value.equals("\\N") ? "NULL" : "'" + value + "'").toList()) + ")").toList());
        return view(project, view, table, keys, features, created);
    }

    private static FeatureView view(TestProject project, JsonNode view, String table, List<Field> keys, List<Field> features, Optional<String> created) {
        DataSource source = project.table(table + "_source", table, view.get("timestamp_field").asText(), created);
        return new FeatureView(view.get("name").asText(), keys.stream().map(Field::name).toList(), keys, features,
                Duration.ofMillis(Math.round(view.get("ttl_seconds").asDouble() * 1000)), source, Optional.empty(), true, "", Map.of(), "", List.of(), Map.of());
    }

    private static Definitions definitions(List<FeatureView> views) {
        List<Entity> entities = views.stream().flatMap(view -> view.joinKeys().stream()).distinct()
                .map(key -> new Entity(key.name(), key, "", Map.of(), "")).toList();
        return new Definitions("", entities, views.stream().map(FeatureView::source).toList(), List.of(), views, List.of(), List.of());
    }

    private static List<List<String>> joined(FeatureStore store, String name, JsonNode golden, HistoricalOptions options) {
        FeatureSelection wanted = store.features(texts(golden.get("features")), golden.path("full_feature_names").asBoolean());
        Table rows = golden.has("entity_sql") ? store.offline().query(golden.get("entity_sql").asText()) : entityRows(name, golden);
        return printed(store.historical(rows, wanted, options).table());
    }

    private static Table entityRows(String name, JsonNode golden) {
        List<List<String>> rows = csv(name + ".entity.csv");
        List<Column> columns = new ArrayList<>();
        for (int i = 0; i < rows.get(0).size(); i++) {
            String column = rows.get(0).get(i);
            String dtype = golden.get("entity_dtypes").get(column).asText();
            ValueType type = dtype.equals("int64") || dtype.equals("Int64") ? ValueType.INT64 : dtype.equals("int32") ? ValueType.INT32
                    : dtype.startsWith("datetime") ? ValueType.UNIX_TIMESTAMP : dtype.equals("float64") ? ValueType.DOUBLE : ValueType.STRING;
            Column.Builder builder = Column.builder(column, type, rows.size());
            for (List<String> row : rows.subList(1, rows.size())) {
                builder.add(row.get(i).equals("\\N") ? null : ColumnCast.parse(row.get(i), type));
            }
            columns.add(builder.build());
        }
        return new Table(columns);
    }

    /** Feast's read without entity rows: what the source holds in a closed interval. */
    private static List<List<String>> dateRange(FeatureStore store, JsonNode golden) {
        List<Table> read = new ArrayList<>();
        store.historical(new EntityRows.Between(ColumnCast.instant(golden.get("start_date").asText()), ColumnCast.instant(golden.get("end_date").asText())),
                store.features(texts(golden.get("features")), false), HistoricalOptions.standard(), rows -> read.add(rows.next().orElseThrow()));
        assertThat(read.get(0).names()).isEqualTo(texts(golden.get("expected_columns")));
        return printed(read.get(0));
    }

    private static List<List<String>> expected(String name, JsonNode golden) {
        List<List<String>> rows = csv(name + ".expected.csv");
        assertThat(texts(golden.get("expected_columns"))).isEqualTo(rows.get(0));
        return ONE_ROW_EACH.getOrDefault(name, rows.subList(1, rows.size())).stream().map(row -> row.stream().map(PitCases::plain).toList()).toList();
    }

    private static List<List<String>> printed(Table table) {
        List<List<String>> rows = new ArrayList<>();
        for (int row = 0; row < table.rows(); row++) {
            rows.add(table.row(row).values().stream().map(value -> plain(value == null ? "\\N" : value.toString())).toList());
        }
        return rows;
    }

    /** Feast prints a whole number beside a null as a float, and times with or without their fraction. */
    private static String plain(String text) {
        return text.matches("\\d{4}-\\d\\d-\\d\\d.*") ? ColumnCast.instant(text).toString() : text.replaceFirst("^(\\d+)\\.0$", "$1");
    }

    private static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asText).toList();
    }

    private static List<List<String>> csv(String file) {
        try {
            return Files.readAllLines(GOLDEN.resolve(file)).stream().map(line -> List.of(line.split(",", -1))).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
