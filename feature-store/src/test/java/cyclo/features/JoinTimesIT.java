package cyclo.features;

import static org.assertj.core.api.Assertions.assertThat;

import cyclo.common.table.Column;
import cyclo.common.table.Table;
import cyclo.common.table.ValueType;
import cyclo.features.HistoricalOptions.Way;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Odd moments, joined by every way: a value is known from its own microsecond on, and not one earlier. */
class JoinTimesIT {
    private static final List<Instant> MOMENTS = Stream.of("0001-01-02T00:00:00Z", "1969-12-31T23:59:59.999999Z", "1970-01-01T00:00:00Z",
            "2000-02-29T12:00:00.000001Z", "2024-02-29T23:59:59.999999Z", "9999-12-31T23:59:59.999998Z").map(Instant::parse).toList();
    /** Half past two of 2024-10-27 was twice in Berlin, and half past two of 2024-03-31 never. */
    private static final List<Instant> SUMMER_TIME = Stream.of("2024-03-31T01:00+01:00[Europe/Berlin]", "2024-03-31T03:00+02:00[Europe/Berlin]",
            "2024-10-27T02:30+02:00[Europe/Berlin]", "2024-10-27T02:30+01:00[Europe/Berlin]").map(ZonedDateTime::parse).map(ZonedDateTime::toInstant).toList();

    @Test void aValueIsKnownFromItsOwnMicrosecondOn() {
        List<Instant> moments = Stream.concat(MOMENTS.stream(), SUMMER_TIME.stream()).sorted().toList();
        TestProject project = TestProject.fresh();
        List<Long> numbers = new ArrayList<>();
        moments.forEach(moment -> numbers.add((long) numbers.size()));
        project.load("odd", List.of("k"), Optional.empty(), Table.of(Column.of("k", ValueType.INT64, Collections.nCopies(moments.size(), 1L)),
                Column.of("event_timestamp", ValueType.UNIX_TIMESTAMP, moments), Column.of("n", ValueType.INT64, numbers)));
        Field key = Field.of("k", ValueType.INT64);
        FeatureView forever = FeatureView.of("forever", List.of(key), List.of(Field.of("n", ValueType.INT64)), Duration.ZERO,
                DataSource.table("s", "odd", "event_timestamp", Optional.empty()));
        FeatureView second = FeatureView.of("second", List.of(key), List.of(Field.of("n", ValueType.INT64)), Duration.ofSeconds(1), forever.source());
        project.apply(new Definitions("", List.of(new Entity("k", key, "", Map.of(), "")), List.of(forever.source()), List.of(),
                List.of(forever, second), List.of(), List.of()));
        List<Instant> asked = moments.stream().flatMap(moment -> Stream.of(moment.minusNanos(1000), moment, moment.plusNanos(1000))).toList();
        Table rows = Table.of(Column.of("k", ValueType.INT64, Collections.nCopies(asked.size(), 1L)),
                Column.of("event_timestamp", ValueType.UNIX_TIMESTAMP, asked));
        List<Object> known = new ArrayList<>();
        List<Object> alive = new ArrayList<>();
        for (Instant time : asked) {
            long newest = moments.stream().filter(moment -> !moment.isAfter(time)).count() - 1;
            known.add(newest < 0 ? null : newest);
            alive.add(newest < 0 || moments.get((int) newest).isBefore(time.minusSeconds(1)) ? null : newest);
        }
        HistoricalOptions options = HistoricalOptions.standard();
        try (FeatureStore store = project.open(Instant.parse("2024-01-01T00:00:00Z"))) {
            FeatureSelection wanted = store.features(List.of("forever:n", "second:n"), true);
            for (HistoricalOptions way : List.of(options.by(Way.INDEX), options.by(Way.SORT_MERGE), options.within(0))) {
                Table joined = store.historical(rows, wanted, way).table();
                for (int row = 0; row < asked.size(); row++) {
                    assertThat(joined.column("forever__n").value(row)).as("%s at %s", way.way(), asked.get(row)).isEqualTo(known.get(row));
                    assertThat(joined.column("second__n").value(row)).as("%s at %s, for a second", way.way(), asked.get(row)).isEqualTo(alive.get(row));
                }
            }
        }
    }
}
