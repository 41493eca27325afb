package cyclo.featureserver.http;

import static org.assertj.core.api.Assertions.assertThat;

import cyclo.common.table.Column;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EventTimeTextTest {
    private final EventTimeText text = new EventTimeText();

    @Test void timesAreWrittenAsInstantWritesThem() {
        for (String time : List.of("1970-01-01T00:00:00Z", "1969-12-31T23:59:59.999999Z", "2024-02-29T23:59:59.100Z", "2000-02-29T00:00:00Z", "1900-03-01T00:00:00Z",
                "2100-02-28T12:34:56.000001Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z", "+10000-01-01T00:00:00Z", "-0001-06-01T00:00:00.001Z")) {
            assertThat(written(Instant.parse(time))).isEqualTo(time);
        }
    }

    @Test void anyTimeIsWrittenAsInstantWritesIt() {
        Random random = new Random(4);
        long first = Column.micros(Instant.parse("0001-01-01T00:00:00Z"));
        long last = Column.micros(Instant.parse("9999-12-31T23:59:59Z"));
        for (int i = 0; i < 200_000; i++) {
            long micros = first + (long) (random.nextDouble() * (last - first));
            Instant time = Column.instant(micros - Math.floorMod(micros, new long[] {1, 1000, 1_000_000, 86_400_000_000L}[i % 4]));
            assertThat(written(time)).isEqualTo(time.toString());
        }
    }

    private String written(Instant time) {
        text.set(Column.micros(time));
        return new String(text.bytes(), 0, text.length(), StandardCharsets.US_ASCII);
    }
}
