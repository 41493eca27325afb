package cyclo.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cyclo.common.table.Column;
import cyclo.common.table.Table;
import cyclo.common.table.ValueType;
import cyclo.training.Split.Period;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SplitTest {
    private static final Instant OCTOBER = Instant.parse("2013-10-01T00:00:00Z");
    private static final Instant NOVEMBER = Instant.parse("2013-11-01T00:00:00Z");
    private static final Split SPLIT = new Split(Optional.empty(), OCTOBER, NOVEMBER, Optional.empty());

    @Test void theEndOfAPeriodBelongsToTheNext() {
        assertThat(SPLIT.periodOf(OCTOBER.minusNanos(1000))).contains(Period.TRAIN);
        assertThat(SPLIT.periodOf(OCTOBER)).contains(Period.VALIDATION);
        assertThat(SPLIT.periodOf(NOVEMBER.minusNanos(1000))).contains(Period.VALIDATION);
        assertThat(SPLIT.periodOf(NOVEMBER)).contains(Period.TEST);
        assertThat(SPLIT.periodOf(null)).isEmpty();
    }

    @Test void noRowOfALaterPeriodIsInAnEarlierOne() {
        Random random = new Random(5);
        List<Instant> times = new ArrayList<>();
        for (int i = 0; i < 5000; i++) {
            times.add(Instant.parse("2013-08-01T00:00:00Z").plusSeconds(random.nextInt(200 * 86_400)));
        }
        Table table = Table.of(Column.of("event_timestamp", ValueType.UNIX_TIMESTAMP, times));
        assertThat(newest(SPLIT.rows(table, "event_timestamp", Period.TRAIN))).isBefore(oldest(SPLIT.rows(table, "event_timestamp", Period.VALIDATION)));
        assertThat(newest(SPLIT.rows(table, "event_timestamp", Period.VALIDATION))).isBefore(oldest(SPLIT.rows(table, "event_timestamp", Period.TEST)));
        int rows = 0;
        for (Period period : Period.values()) {
            rows += SPLIT.rows(table, "event_timestamp", period).rows();
        }
        assertThat(rows).isEqualTo(5000);
    }

    @Test void whatLiesOutsideOfTheWholeTimeIsInNoPeriod() {
        Split bounded = new Split(Optional.of(OCTOBER.minusSeconds(100)), OCTOBER, OCTOBER, Optional.of(NOVEMBER));
        assertThat(bounded.hasValidation()).isFalse();
        assertThat(bounded.periodOf(OCTOBER.minusSeconds(101))).isEmpty();
        assertThat(bounded.periodOf(OCTOBER)).contains(Period.TEST);
        assertThat(bounded.periodOf(NOVEMBER)).isEmpty();
    }

    @Test void periodsFollowEachOther() {
        assertThatThrownBy(() -> new Split(Optional.empty(), NOVEMBER, OCTOBER, Optional.empty()))
                .hasMessage("the periods must follow each other: train_from < train_until <= validation_until < test_until");
    }

    private static Instant newest(Table table) {
        return times(table).max(Instant::compareTo).orElseThrow();
    }

    private static Instant oldest(Table table) {
        return times(table).min(Instant::compareTo).orElseThrow();
    }

    private static java.util.stream.Stream<Instant> times(Table table) {
        Column column = table.column("event_timestamp");
        return java.util.stream.IntStream.range(0, table.rows()).mapToObj(row -> (Instant) column.value(row));
    }
}
