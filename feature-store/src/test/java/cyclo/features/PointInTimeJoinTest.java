package cyclo.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cyclo.common.table.Column;
import cyclo.common.table.ValueType;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PointInTimeJoinTest {
    private static final Instant NOON = Instant.parse("2024-01-01T12:00:00Z");

    @Test void aLabelNeverSeesAValueFromItsFuture() {
        assertThat(join(history(at(0), at(120)), labels(at(119)), Duration.ZERO)).containsExactly(0);
    }

    @Test void aValueIsKnownFromItsOwnInstantOn() {
        assertThat(join(history(at(0)), labels(at(0), at(-1)), Duration.ZERO)).containsExactly(0, -1);
    }

    @Test void bothEndsOfTheLifetimeAreInside() {
        assertThat(join(history(at(0)), labels(at(60), at(61)), Duration.ofSeconds(60))).containsExactly(0, -1);
    }

    @Test void aFractionOfASecondIsCutFromTheLifetime() {
        PointInTimeJoin.History history = history(NOON);
        assertThat(join(history, labels(NOON.plusMillis(1000), NOON.plusMillis(1200)), Duration.ofMillis(1500))).containsExactly(0, -1);
    }

    @Test void theNewestRowWinsEvenIfAnOlderOneIsStillAlive() {
        assertThat(join(history(at(10), at(0), at(20)), labels(at(30)), Duration.ZERO)).containsExactly(2);
    }

    @Test void aLifetimeLongerThanTimeItselfEndsNever() {
        for (long days : List.of(99_999_999_999L, 106_751_992L, 213_503_983L, 3_652_059L)) {
            assertThat(join(history(Instant.parse("0001-01-01T00:00:00Z")), labels(NOON), Duration.ofDays(days))).as("%d days", days).containsExactly(0);
        }
    }

    @Test void aNegativeLifetimeIsRefused() {
        assertThatThrownBy(() -> join(history(at(0)), labels(at(0)), Duration.ofSeconds(-1))).hasMessageContaining("not negative");
    }

    @Test void noRowsAreJoinedWithNothing() {
        assertThat(join(history(), labels(at(0)), Duration.ZERO)).containsExactly(-1);
        assertThat(join(history(at(0)), labels(), Duration.ZERO)).isEmpty();
    }

    @Test void aViewWithoutJoinKeysIsTheSameForAll() {
        PointInTimeJoin.History history = new PointInTimeJoin.History(List.of(), times(at(0), at(10)), Optional.empty(), List.of());
        assertThat(PointInTimeJoin.rowsKnownAt(new PointInTimeJoin.Labels(List.of(), times(at(5), at(15), at(-5))), history, Duration.ZERO, false))
                .containsExactly(0, 1, -1);
    }

    @ParameterizedTest @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void randomRowsAreAnsweredAsScanningEveryRowAnswersThem(int seed) {
        Random random = new Random(seed);
        List<ValueType> types = List.of(List.of(ValueType.INT64), List.of(ValueType.STRING), List.of(ValueType.INT64, ValueType.INT64),
                List.of(ValueType.BYTES, ValueType.INT32), List.of(ValueType.UNIX_TIMESTAMP), List.of(ValueType.STRING, ValueType.INT64, ValueType.STRING),
                List.<ValueType>of(), List.of(ValueType.INT32)).get(seed - 1);
        int rows = 3000;
        List<Column> keys = RandomRows.keys(random, types, rows);
        Optional<Column> created = seed % 2 == 0 ? Optional.empty() : Optional.of(RandomRows.times(random, rows, 0.05));
        List<Column> values = List.of(RandomRows.column(random, "a", ValueType.FLOAT, rows, 4), RandomRows.column(random, "b", ValueType.STRING_LIST, rows, 3));
        PointInTimeJoin.History history = new PointInTimeJoin.History(keys, RandomRows.times(random, rows, 0), created, values);
        PointInTimeJoin.Labels labels = new PointInTimeJoin.Labels(RandomRows.keys(random, types, 800), RandomRows.times(random, 800, 0.02));
        for (Duration ttl : List.of(Duration.ZERO, Duration.ofSeconds(3), Duration.ofSeconds(40))) {
            for (boolean asKnownThen : new boolean[] {false, true}) {
                int[] fast = PointInTimeJoin.rowsKnownAt(labels, history, ttl, asKnownThen);
                int[] slow = ScanEveryRow.rowsKnownAt(labels, history, ttl, asKnownThen);
                for (int label = 0; label < fast.length; label++) {
                    assertThat(RandomRows.same(history, fast[label], slow[label]))
                            .as("label %d: %d, but by scanning %d", label, fast[label], slow[label]).isTrue();
                }
            }
        }
    }

    private static int[] join(PointInTimeJoin.History history, PointInTimeJoin.Labels labels, Duration ttl) {
        return PointInTimeJoin.rowsKnownAt(labels, history, ttl, false);
    }

    private static PointInTimeJoin.History history(Instant... times) {
        return new PointInTimeJoin.History(List.of(driver(times.length)), times(times), Optional.empty(), List.of());
    }

    private static PointInTimeJoin.Labels labels(Instant... times) {
        return new PointInTimeJoin.Labels(List.of(driver(times.length)), times(times));
    }

    private static Column driver(int rows) {
        long[] ids = new long[rows];
        Arrays.fill(ids, 1001);
        return Column.ofLongs("driver_id", ValueType.INT64, ids, new BitSet());
    }

    private static Column times(Instant... times) {
        return Column.of("event_timestamp", ValueType.UNIX_TIMESTAMP, Arrays.asList(times));
    }

    private static Instant at(int seconds) {
        return NOON.plusSeconds(seconds);
    }
}
