package cyclo.common;

import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations ({@code 50ms 30s 5m 24h 30d}) and sizes ({@code 512KB 10MB 2GB}, in powers of 1024), with the unit in the value. */
public final class Quantity {
    private static final Pattern SHAPE = Pattern.compile("(-?\\d+)\\s*([a-zA-Z]+)");
    private static final Map<String, Duration> DURATIONS = Map.of(
            "us", Duration.ofNanos(1000), "ms", Duration.ofMillis(1), "s", Duration.ofSeconds(1),
            "m", Duration.ofMinutes(1), "min", Duration.ofMinutes(1), "h", Duration.ofHours(1), "d", Duration.ofDays(1));
    private static final Map<String, Long> SIZES = Map.of("B", 1L, "KB", 1L << 10, "MB", 1L << 20, "GB", 1L << 30);

    private Quantity() {}

    /** @throws IllegalArgumentException with a sentence that begins with the value */
    public static Duration duration(String text) {
        Matcher parts = match(text, "50ms, 30s, 5m, 24h or 30d", "50ms");
        Duration unit = DURATIONS.get(parts.group(2));
        if (unit == null) {
            throw new IllegalArgumentException("'%s': unknown unit; write for example 50ms, 30s, 5m, 24h or 30d".formatted(text));
        }
        return unit.multipliedBy(Long.parseLong(parts.group(1)));
    }

    /** In bytes. @throws IllegalArgumentException with a sentence that begins with the value */
    public static long bytes(String text) {
        Matcher parts = match(text, "512KB, 10MB or 2GB", "10MB");
        Long unit = SIZES.get(parts.group(2).toUpperCase(java.util.Locale.ROOT));
        if (unit == null) {
            throw new IllegalArgumentException("'%s': unknown unit; write for example 512KB, 10MB or 2GB".formatted(text));
        }
        return Math.multiplyExact(unit, Long.parseLong(parts.group(1)));
    }

    private static Matcher match(String text, String examples, String example) {
        Matcher parts = SHAPE.matcher(text.strip());
        if (parts.matches()) {
            return parts;
        }
        throw new IllegalArgumentException(text.strip().matches("-?\\d+")
                ? "'%s': add a unit, for example %s".formatted(text, example)
                : "'%s': write for example %s".formatted(text, examples));
    }
}
