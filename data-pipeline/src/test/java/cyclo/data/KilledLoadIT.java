package cyclo.data;

import static org.assertj.core.api.Assertions.assertThat;

import cyclo.features.offline.OfflineStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** kill -9 of a load, at moments of its whole length. */
class KilledLoadIT {
    private static final int ROWS = 150_000;
    private static final List<String> TABLES = List.of("merged", "replaced");
    private static final Random MOMENTS = new Random(7);

    @TempDir private Path folder;

    @Test void theNextRunEndsInTheStateOfAnUndisturbedOne() throws Exception {
        ProjectFolder files = new ProjectFolder(folder)
                .parquet("v.parquet", "select range as id, hash(range) % 1000 / 7 as v, timestamptz '2020-01-01' + to_seconds(range::int) as t "
                        + "from range(" + ROWS + ")")
                .file("feature_store.yaml", """
                        project: killed
                        provider: local
                        registry: {registry_type: file, path: registry.db}
                        offline_store:
                          type: postgres
                          host: ${POSTGRES_HOST}
                          port: ${POSTGRES_PORT}
                          database: ${POSTGRES_DATABASE}
                          db_schema: killed
                          user: ${POSTGRES_USER}
                          password: ${POSTGRES_PASSWORD}
                          sslmode: disable
                        online_store: {type: redis, connection_string: "${REDIS_CONNECTION_STRING}"}
                        entity_key_serialization_version: 3
                        """)
                .file("features.yaml", "entities: []\n")
                .file("data.yaml", """
                        sources: [{name: v, files: v.parquet}]
                        checks: [{check: unique, table: v, columns: [id]}]
                        tables:
                          - {name: merged, from: v, keys: [id], event_time: t}
                          - {name: replaced, from: v, keys: [id], event_time: t, mode: replace}
                        """);
        StoredProject project = new StoredProject(files.path());
        for (String step : List.of("ingest", "transform", "check")) {
            assertThat(project.run(step).exitCode()).isZero();
        }
        StoredProject undisturbed = new StoredProject(files.path());
        Instant begin = Instant.now();
        assertThat(undisturbed.run("load").exitCode()).isZero();
        long length = Duration.between(begin, Instant.now()).toMillis();

        for (int i = 0; i < 5; i++) {
            Process load = project.start("load");
            if (!load.waitFor(length / 5 + MOMENTS.nextInt((int) length), TimeUnit.MILLISECONDS)) {
                load.destroyForcibly().waitFor();
            }
            for (String table : TABLES) {
                assertThat(sums(project, table).get("n")).as(table).isIn(0L, (long) ROWS);
            }
        }
        assertThat(project.run("load").exitCode()).isZero();
        for (String table : TABLES) {
            assertThat(sums(project, table)).isEqualTo(sums(undisturbed, table)).containsEntry("n", (long) ROWS);
        }
    }

    private static Map<String, Object> sums(StoredProject project, String table) {
        try (OfflineStore offline = project.offline()) {
            String sums = "select count(*) as n, sum(id)::bigint as ids, max(t) as t, min(v) as v from " + table;
            return offline.exists(table) ? offline.query(sums).row(0) : Map.of("n", 0L);
        }
    }
}
