package cyclo.data;

import static org.assertj.core.api.Assertions.assertThat;

import cyclo.common.table.Table;
import cyclo.data.StoredProject.Ended;
import cyclo.features.FeatureStore;
import cyclo.features.Lookup;
import cyclo.features.OnlineFeatures;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The project examples/drivers, from its files to both stores, by the program in a process of its own. */
class DriversIT {
    private static final Instant NOW = Instant.parse("2021-08-01T00:00:00Z");

    @TempDir private Path folder;

    @Test void oneRunFillsBothStoresAndAnotherChangesNothing() throws Exception {
        StoredProject project = new StoredProject(folder).example("drivers").apply();
        Ended first = project.run("run");
        assertThat(first.exitCode()).as(first.err()).isZero();
        assertThat(first.out()).contains("ingest stats: bad rows 0, rows 1,807", "transform driver_stats: 1,805 rows", "check: 9 of 9 hold",
                "load driver_stats: read 1,805, replaced 0, total 1,805", "materialize driver_stats: 5 entities, 5 written");
        List<Map<String, Object>> stats = rows(project, "driver_stats");
        Ended second = project.run("run");
        assertThat(second.exitCode()).as(second.err()).isZero();
        assertThat(rows(project, "driver_stats")).hasSize(1805).isEqualTo(stats);
        assertThat(rows(project, "driver_orders")).hasSize(10);
        try (FeatureStore store = project.open(NOW)) {
            OnlineFeatures online = store.online(List.of(Map.of("driver_id", 1001L), Map.of("driver_id", 9L)), store.service("driver_quality_v1"));
            Map<String, Object> newest = store.offline()
                    .query("select * from driver_stats where driver_id = 1001 order by event_timestamp desc limit 1").row(0);
            assertThat(online.lookup(0, online.names().indexOf("conv_rate")).usable()).contains(newest.get("conv_rate"));
            assertThat(online.lookup(0, online.names().indexOf("avg_daily_trips")).usable()).contains(newest.get("avg_daily_trips"));
            assertThat(online.lookup(1, 0).status()).isEqualTo(Lookup.Status.NOT_FOUND);
        }
    }

    @Test void aProjectOfParquetFilesIsFilledAlike() throws Exception {
        StoredProject project = new StoredProject(folder).example("drivers").inFiles().apply();
        for (int run = 0; run < 2; run++) {
            Ended ended = project.run("run");
            assertThat(ended.exitCode()).as(ended.err()).isZero();
            assertThat(ended.out()).contains("load driver_stats: read 1,805, replaced 0, total 1,805");
        }
        assertThat(folder.resolve("offline/driver_stats.parquet")).isRegularFile();
        assertThat(rows(project, "driver_orders")).hasSize(10);
        try (FeatureStore store = project.open(NOW)) {
            OnlineFeatures online = store.online(List.of(Map.of("driver_id", 1001L)), store.service("driver_quality_v1"));
            Map<String, Object> newest = store.offline()
                    .query("select * from driver_stats where driver_id = 1001 order by event_timestamp desc limit 1").row(0);
            assertThat(online.lookup(0, online.names().indexOf("conv_rate")).usable()).contains(newest.get("conv_rate"));
        }
    }

    @Test void aFailedCheckLoadsNothing() throws Exception {
        StoredProject project = new StoredProject(folder).example("drivers").apply();
        Path yaml = folder.resolve("data.yaml");
        Files.writeString(yaml, Files.readString(yaml).replace("column: avg_daily_trips, min: 0, max: 2000", "column: avg_daily_trips, min: 0, max: 900"));
        Ended run = project.run("run");
        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.err()).contains("Cannot load this data: 1 of 9 checks failed. Report: ", "driver_stats: avg_daily_trips between 0 and 900: ");
        Ended load = project.run("load");
        assertThat(load.exitCode()).isEqualTo(3);
        assertThat(load.err()).contains("Cannot load: the checks of this data failed.");
        try (FeatureStore store = project.open(NOW)) {
            assertThat(store.offline().exists("driver_stats")).isFalse();
            assertThat(store.offline().exists("driver_orders")).isFalse();
        }
    }

    @Test void tablesMadeAfterTheChecksAreNotLoaded() throws Exception {
        StoredProject project = new StoredProject(folder).example("drivers").apply();
        for (String step : List.of("ingest", "transform", "check", "transform")) {
            assertThat(project.run(step).exitCode()).isZero();
        }
        Ended load = project.run("load");
        assertThat(load.exitCode()).isEqualTo(3);
        assertThat(load.err()).contains("were made after the checks ran. Run 'check' again.");
    }

    @Test void aStoreThatDoesNotAnswerIsWorthAnotherTry() throws Exception {
        StoredProject project = new StoredProject(folder).example("drivers").apply();
        for (String step : List.of("ingest", "transform", "check")) {
            assertThat(project.run(step).exitCode()).isZero();
        }
        Ended load = project.with("POSTGRES_PORT", "1").run("load");
        assertThat(load.exitCode()).as(load.err()).isEqualTo(4);
        assertThat(load.err()).contains("Cannot ", "PostgreSQL");
    }

    private static List<Map<String, Object>> rows(StoredProject project, String table) {
        try (FeatureStore store = project.open(NOW)) {
            Table rows = store.offline().query("select * from " + table + " order by driver_id, event_timestamp");
            return IntStream.range(0, rows.rows()).mapToObj(rows::row).toList();
        }
    }
}
