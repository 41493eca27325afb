package cyclo.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import cyclo.common.table.ValueType;
import cyclo.features.files.TableFiles;
import cyclo.features.offline.DuckDbOfflineStore;
import cyclo.features.statistics.Statistics;
import cyclo.features.statistics.ViewStatistics;
import cyclo.features.statistics.ViewStatistics.Frequent;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatisticsIT {
    private static final Instant END = Instant.parse("9999-12-31T00:00:00Z");
    private static final List<Field> FEATURES = List.of(Field.of("x", ValueType.DOUBLE), Field.of("n", ValueType.INT64), Field.of("word", ValueType.STRING),
            Field.of("yes", ValueType.BOOL), Field.of("seen", ValueType.UNIX_TIMESTAMP), Field.of("many", ValueType.INT64_LIST));

    private final TestProject project = TestProject.fresh();

    @TempDir private Path folder;

    @Test void numbersAreCountedInTheStore() {
        rows(1000);
        ViewStatistics stats = of(Duration.ofHours(2), Optional.empty(), END, "2024-01-02T00:00:00Z");
        assertThat(stats.rows()).isEqualTo(1000);
        assertThat(stats.nullKeys()).isEqualTo(20);
        assertThat(stats.entities()).isEqualTo(49);
        assertThat(stats.first()).contains(Instant.parse("2024-01-01T00:00:00Z"));
        assertThat(stats.last()).contains(Instant.parse("2024-01-01T16:39:00Z"));
        assertThat(stats.overTime().counts()).containsExactly(200L, 200L, 200L, 200L, 200L);
        ViewStatistics.FeatureStatistics x = stats.features().get(0);
        assertThat(x.nulls()).isEqualTo(100 + 1);
        assertThat(x.beyond()).isEqualTo(2);
        assertThat(x.low()).hasValue(1.0);
        assertThat(x.high()).hasValue(999.0);
        assertThat(x.mean().orElseThrow()).isCloseTo(average(), within(1e-9));
        assertThat(x.histogram().counts()).hasSize(5);
        assertThat(x.histogram().counts().stream().mapToLong(Long::longValue).sum()).isEqualTo(1000 - 101 - 2);
        assertThat(stats.features().get(1).histogram()).isEqualTo(new ViewStatistics.Histogram(0, 200, List.of(200L, 200L, 200L, 200L, 200L)));
        assertThat(stats.features().get(2).frequent()).containsExactly(new Frequent("w0", 334), new Frequent("w1", 333), new Frequent("w2", 333));
        assertThat(stats.features().get(2).distinct()).isEqualTo(3);
        assertThat(stats.features().get(3).frequent()).containsExactly(new Frequent("false", 500), new Frequent("true", 500));
        assertThat(stats.features().get(4).low()).hasValue(-86_400.0);
        assertThat(stats.features().get(5).high()).hasValue(3.0);
        assertThat(stats.features().get(5).histogram().counts()).containsExactly(250L, 250L, 250L, 250L);
    }

    @Test void duckDbCountsTheSame() {
        rows(1000);
        try (var offline = project.offline()) {
            TableFiles.write(offline.query("SELECT * FROM t"), folder.resolve("offline/t.parquet"));
        }
        FeatureView view = view(Duration.ofHours(1));
        Instant now = Instant.parse("2024-01-01T17:00:00Z");
        try (var files = new DuckDbOfflineStore(new DuckDbConfig(folder)); var tables = project.offline()) {
            ViewStatistics counted = Statistics.of(files, view, FEATURES, Optional.empty(), END, now, 7);
            assertThat(counted).usingRecursiveComparison().withComparatorForType((a, b) -> Math.abs(a - b) < 1e-9 ? 0 : Double.compare(a, b), Double.class)
                    .withEqualsForType((a, b) -> a.isPresent() == b.isPresent() && (a.isEmpty() || Math.abs(a.getAsDouble() - b.getAsDouble()) < 1e-9),
                            OptionalDouble.class)
                    .isEqualTo(Statistics.of(tables, view, FEATURES, Optional.empty(), END, now, 7));
            assertThat(counted.features().get(0).nulls()).isEqualTo(101);
        }
    }

    @Test void freshIsWhatTheTtlStillCovers() {
        rows(1000);
        assertThat(of(Duration.ZERO, Optional.empty(), END, "2030-01-01T00:00:00Z").fresh()).isEqualTo(49);
        assertThat(of(Duration.ofHours(1), Optional.empty(), END, "2024-01-01T17:39:00Z").fresh()).isEqualTo(1);
        assertThat(of(Duration.ofHours(1), Optional.empty(), END, "2024-01-01T16:40:00Z").fresh()).isEqualTo(49);
        assertThat(of(Duration.ofHours(1), Optional.empty(), END, "2024-01-03T00:00:00Z").fresh()).isZero();
    }

    @Test void aWideViewIsCountedInSeveralScans() {
        List<Field> features = IntStream.range(0, 40).mapToObj(i -> Field.of("f" + i, ValueType.INT64)).toList();
        project.sql("CREATE SCHEMA IF NOT EXISTS offline");
        project.sql("CREATE TABLE offline.w AS SELECT 1::int8 AS k, now() AS event_timestamp, "
                + IntStream.range(0, 40).mapToObj(i -> "(i * %d)::int8 AS f%d".formatted(i, i)).collect(Collectors.joining(", ")) + " FROM generate_series(0, 9) AS i");
        FeatureView wide = FeatureView.of("w", List.of(Field.of("k", ValueType.INT64)), features, Duration.ZERO,
                DataSource.table("w", "w", "event_timestamp", Optional.empty()));
        try (var offline = project.offline()) {
            List<ViewStatistics.FeatureStatistics> counted = Statistics.of(offline, wide, features, Optional.empty(), END, Instant.EPOCH, 10).features();
            assertThat(counted.get(0).histogram().counts()).containsExactly(10L);
            assertThat(counted.subList(1, 40)).allSatisfy(one -> {
                assertThat(one.histogram().counts().stream().mapToLong(Long::longValue).sum()).isEqualTo(10);
                assertThat(one.histogram().counts().size()).isBetween(9, 10);
            });
        }
    }

    @Test void onlyThePeriodIsCounted() {
        rows(1000);
        ViewStatistics stats = of(Duration.ZERO, Optional.of(Instant.parse("2024-01-01T01:00:00Z")), Instant.parse("2024-01-01T01:09:00Z"),
                "2024-01-02T00:00:00Z");
        assertThat(stats.rows()).isEqualTo(10);
        assertThat(stats.first()).contains(Instant.parse("2024-01-01T01:00:00Z"));
    }

    @Test void ofNothingThereIsNothingToTell() {
        rows(0);
        ViewStatistics stats = of(Duration.ZERO, Optional.empty(), END, "2024-01-02T00:00:00Z");
        assertThat(stats.rows()).isZero();
        assertThat(stats.first()).isEmpty();
        assertThat(stats.overTime().counts()).isEmpty();
        assertThat(stats.features()).allSatisfy(feature -> {
            assertThat(feature.low()).isEqualTo(OptionalDouble.empty());
            assertThat(feature.histogram().counts()).isEmpty();
            assertThat(feature.nullShare()).isZero();
        });
    }

    @Test void oneValueIsOneBar() {
        rows(1);
        ViewStatistics stats = of(Duration.ZERO, Optional.empty(), END, "2024-01-02T00:00:00Z");
        assertThat(stats.overTime().counts()).containsExactly(1L);
        assertThat(stats.features().get(1).histogram().counts()).containsExactly(1L);
    }

    private ViewStatistics of(Duration ttl, Optional<Instant> from, Instant to, String now) {
        try (var offline = project.offline()) {
            return Statistics.of(offline, view(ttl), FEATURES, from, to, Instant.parse(now), 5);
        }
    }

    private static FeatureView view(Duration ttl) {
        return FeatureView.of("v", List.of(Field.of("k", ValueType.INT64)), FEATURES, ttl,
                DataSource.table("s", "t", "event_timestamp", Optional.of("created")));
    }

    private void rows(int count) {
        project.sql("CREATE SCHEMA IF NOT EXISTS offline");
        project.sql("""
                CREATE TABLE offline.t AS SELECT nullif(i %% 50, 7)::int8 AS k, timestamptz '2024-01-01 00:00+00' + i * interval '1 minute' AS event_timestamp,
                    timestamptz '2024-01-01 00:00+00' AS created,
                    CASE WHEN i %% 10 = 0 THEN NULL WHEN i = 11 THEN 'NaN' WHEN i = 12 THEN 'Infinity' WHEN i = 13 THEN -1e300 ELSE i END::float8 AS x,
                    i::int8 AS n,
                    'w' || i %% 3 AS word, i %% 2 = 0 AS yes, timestamptz '1970-01-01 00:00+00' + (i - 1) * interval '1 day' AS seen,
                    CASE i %% 4 WHEN 0 THEN '{}' WHEN 1 THEN '{1}' WHEN 2 THEN '{1,2}' ELSE '{1,2,3}' END::int8[] AS many
                FROM generate_series(0, %d - 1) AS i""".formatted(count));
    }

    private static double average() {
        double sum = 0;
        int values = 0;
        for (int i = 0; i < 1000; i++) {
            if (i % 10 != 0 && (i < 11 || i > 13)) {
                sum += i;
                values++;
            }
        }
        return sum / values;
    }
}
