package cyclo.features.types;

import static org.assertj.core.api.Assertions.assertThat;

import cyclo.common.table.ValueType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Held against protobuf's own writer. */
class ScalarBytesTest {
    private final Random random = new Random(3);

    @Test void theBytesAreThoseOfTheMessage() {
        int seen = 0;
        for (ValueType type : ValueType.values()) {
            if (!type.isList() && type != ValueType.NULL) {
                for (Object value : samples(type)) {
                    assertThat(ScalarBytes.of(type, value)).as("%s %s", type, value).isEqualTo(TypeCodec.toFeast(type, value).toByteArray());
                    seen++;
                }
            }
        }
        assertThat(seen).isGreaterThan(500);
    }

    private List<Object> samples(ValueType type) {
        List<Object> samples = new ArrayList<>();
        for (int bits = 0; bits < 64; bits++) {
            for (long number : new long[] {1L << bits, (1L << bits) - 1, -(1L << bits), random.nextLong() >>> bits}) {
                switch (type) {
                    case INT32 -> samples.add((int) number);
                    case INT64 -> samples.add(number);
                    case BOOL -> samples.add(number % 2 == 0);
                    case DOUBLE -> samples.add(random.nextGaussian() * number);
                    case FLOAT -> samples.add((float) random.nextGaussian() * number);
                    case UNIX_TIMESTAMP -> samples.add(Instant.ofEpochSecond(number % 31_556_889_864_403_199L));
                    case STRING -> samples.add("ü日\uD83D\uDE00x".repeat(Math.floorMod((int) number, 50)));
                    default -> samples.add(new byte[Math.floorMod((int) number, 300)]);
                }
            }
        }
        if (type == ValueType.DOUBLE) {
            samples.addAll(List.of(Double.POSITIVE_INFINITY, -0.0, Double.MIN_VALUE));
        }
        if (type == ValueType.STRING) {
            samples.addAll(List.of("", "\uD800", IntStream.range(0, 20_000).collect(StringBuilder::new, StringBuilder::append, StringBuilder::append).toString()));
        }
        return samples;
    }
}
