package cyclo.featureserver.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import cyclo.common.Json;
import cyclo.common.table.Table;
import cyclo.common.table.TableStream;
import cyclo.features.FeatureStore;
import cyclo.features.FeatureStoreConfig;
import cyclo.features.HistoricalOptions;
import cyclo.features.files.TableFiles;
import cyclo.features.offline.PostgresOfflineStore;
import cyclo.features.offline.TableTarget;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The course's driver_stats repository, in Feast's Python definitions and unchanged, on Cyclo's verbs and stores. */
class CourseRepoIT {
    private static final Path DATA = Path.of("../examples/drivers/data");
    private static final List<String> NAMES = List.of("conv_rate", "acc_rate", "avg_daily_trips");

    @TempDir private Path folder;

    @Test void theRepositoryOfTheCourseRunsUnchanged() throws Exception {
        SharedProject project = new SharedProject(folder, "sql");
        project.take("course/driver_stats.py");
        try (FeatureStoreLoad load = new FeatureStoreLoad(project)) {
            load.table("driver_stats", TableFiles.read(DATA.resolve("driver_stats.parquet")));
        }
        project.feast("apply");
        Path orders = DATA.resolve("driver_orders.csv").toAbsolutePath();
        Path joined = folder.resolve("joined.parquet");
        assertThat(project.cyclo("get-historical", "--service", "driver_activity", "--entities", tsv(orders).toString(), "--to", joined.toString()))
                .satisfies(run -> assertThat(run.code()).as(run.err()).isZero());
        assertThat(project.cyclo("materialize", "2021-01-01", "2022-01-01")).satisfies(run -> assertThat(run.code()).as(run.err()).isZero());
        JsonNode online = Json.parse(project.cyclo("get-online", "--service", "driver_activity", "-e", "driver_id=1001", "-e", "driver_id=1005", "--json").out());
        assertThat(online.get(0).get("features").get("conv_rate").get("status").asText()).isEqualTo("PRESENT");

        try (FeastSession feast = new FeastSession(project.python, folder); FeatureStore store = project.store()) {
            Table rows = TableFiles.read(joined);
            assertThat(rows.rows()).isEqualTo(10);
            Map<String, List<Object>> asked = new LinkedHashMap<>();
            asked.put("driver_id", column(rows, "driver_id"));
            asked.put("event_timestamp", column(rows, "event_timestamp").stream().map(time -> (Object) time.toString()).toList());
            assertThat(SameValues.of(rows, NAMES)).isEqualTo(SameValues.of(feast.ask("historical", "entities", asked, "service", "driver_activity"), NAMES));
            List<Map<String, Object>> drivers = new ArrayList<>();
            List.of(1001L, 1002L, 1003L, 1004L, 1005L).forEach(id -> drivers.add(Map.of("driver_id", id)));
            Map<String, List<String>> ours = SameValues.of(store.online(drivers, store.service("driver_activity")), 5, NAMES);
            assertThat(ours).isEqualTo(SameValues.of(feast.ask("online", "service", "driver_activity", "rows", drivers), NAMES));
            assertThat(SameValues.of(store.historical(SharedProject.table(SharedProject.columns("driver_id", List.of(1001L), "event_timestamp",
                    List.of("2022-01-01T00:00:00Z"))), store.service("driver_activity"), HistoricalOptions.standard()).table(), NAMES).get("conv_rate"))
                    .as("offline at the end of the period is what is online").containsExactly(ours.get("conv_rate").get(0));
        }
    }

    private static List<Object> column(Table table, String name) {
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < table.rows(); i++) {
            values.add(table.row(i).get(name));
        }
        return values;
    }

    /** The course's file ends in .csv and holds tabs. */
    private Path tsv(Path file) throws java.io.IOException {
        return java.nio.file.Files.copy(file, folder.resolve("driver_orders.tsv"));
    }

    /** Fills tables of the offline store as a data pipeline would. */
    private record FeatureStoreLoad(PostgresOfflineStore store) implements AutoCloseable {
        FeatureStoreLoad(SharedProject project) {
            this(new PostgresOfflineStore((cyclo.features.PostgresConfig) FeatureStoreConfig.read(project.folder, cyclo.common.Env.of(Map.of(), project.folder)).offline()));
        }

        void table(String name, Table rows) {
            store.load(new TableTarget(name, List.of("driver_id"), "datetime", Optional.of("created"), TableTarget.Mode.MERGE), TableStream.of(rows), name);
        }

        @Override public void close() {
            store.close();
        }
    }
}
