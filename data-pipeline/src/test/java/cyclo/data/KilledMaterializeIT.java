package cyclo.data;

import static org.assertj.core.api.Assertions.assertThat;

import cyclo.data.StoredProject.Ended;
import cyclo.features.FeatureStore;
import cyclo.features.OnlineFeatures;
import cyclo.services.RedisAddress;
import cyclo.services.TestServices;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/** kill -9 of a materialize, at moments of its whole length. */
class KilledMaterializeIT {
    private static final int ENTITIES = 40_000;
    private static final Instant END = Instant.parse("2020-01-03T00:00:00Z");
    private static final Random MOMENTS = new Random(11);

    @TempDir private Path folder;

    @Test void theNextRunEndsInTheStateOfAnUndisturbedOne() throws Exception {
        StoredProject undisturbed = loaded("undisturbed");
        Instant begin = Instant.now();
        assertThat(undisturbed.run("materialize").exitCode()).isZero();
        long length = Duration.between(begin, Instant.now()).toMillis();

        StoredProject project = loaded("killed");
        Process first = project.start("materialize");
        awaitRows(MOMENTS.nextInt(ENTITIES / 2));
        first.destroyForcibly().waitFor();
        assertThat(first.exitValue()).as("killed among its rows").isNotZero();
        for (int i = 0; i < 4; i++) {
            Process materialize = project.start("materialize");
            if (!materialize.waitFor(length / 4 + MOMENTS.nextInt((int) length), TimeUnit.MILLISECONDS)) {
                materialize.destroyForcibly().waitFor();
            }
        }
        Ended last = project.run("materialize");
        assertThat(last.exitCode()).as(last.err()).isZero();
        assertThat(online(project)).isEqualTo(online(undisturbed));
        assertThat(online(project).get(7)).isEqualTo("7:PRESENT:107.0");
    }

    /** Until so many entities more are in Redis than the undisturbed project's. */
    private static void awaitRows(int entities) {
        RedisAddress address = TestServices.redis();
        try (Jedis redis = new Jedis(address.host(), address.port())) {
            if (!address.password().isEmpty()) {
                redis.auth(address.password());
            }
            long before = redis.dbSize();
            Instant latest = Instant.now().plusSeconds(60);
            while (redis.dbSize() <= before + entities) {
                assertThat(Instant.now()).as("the first rows are written in a minute").isBefore(latest);
                Thread.onSpinWait();
            }
        }
    }

    private StoredProject loaded(String name) throws Exception {
        ProjectFolder files = new ProjectFolder(folder.resolve(name))
                .parquet("v.parquet", "select id, v, t from (select range as id, range::double as v, timestamptz '2020-01-01' as t from range(" + ENTITIES + ") "
                        + "union all select range, range::double + 100, timestamptz '2020-01-02' from range(" + ENTITIES + "))");
        StoredProject project = new StoredProject(files.path()).example("drivers");
        files.file("data.yaml", """
                sources: [{name: v, files: v.parquet}]
                tables: [{name: v, keys: [id], event_time: t}]
                materialize: {start: 2020-01-01T00:00:00Z, end: 2020-01-03T00:00:00Z}
                """).file("features.yaml", """
                entities: [{name: thing, join_keys: [{name: id, type: Int64}]}]
                sources: [{name: v_source, table: v, timestamp_field: t}]
                feature_views: [{name: v, entities: [thing], ttl: 0s, source: v_source, schema: [{name: v, type: Float64}]}]
                feature_services: [{name: all, features: [v]}]
                """);
        project.apply();
        for (String step : List.of("ingest", "transform", "check", "load")) {
            assertThat(project.run(step).exitCode()).isZero();
        }
        return project;
    }

    private static List<String> online(StoredProject project) {
        List<String> values = new ArrayList<>();
        try (FeatureStore store = project.open(END)) {
            List<Map<String, Object>> keys = LongStream.range(0, ENTITIES).mapToObj(id -> Map.<String, Object>of("id", id)).toList();
            OnlineFeatures online = store.online(keys, store.service("all"));
            for (int row = 0; row < online.rows(); row++) {
                values.add(row + ":" + online.lookup(row, 0).status() + ":" + online.lookup(row, 0).usable().orElse(null));
            }
        }
        return values;
    }
}
