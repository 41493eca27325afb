package cyclo.featureserver;

import cyclo.features.statistics.ViewStatistics.Histogram;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.stream.Collectors;

/** Numbers, ages and counts as a person reads them at a glance. */
public final class Figures {
    private static final String BARS = " ▁▂▃▄▅▆▇█";
    private static final String PARTS = "▏▎▍▌▋▊▉█";

    private Figures() {}

    /** Four digits that count: 0.4967, 12,345, 1.2e+20. */
    public static String number(double value) {
        double size = Math.abs(value);
        if (value == Math.rint(value) && size < 1e15) {
            return String.format(Locale.ROOT, "%,d", (long) value);
        }
        if (size >= 1e15 || size < 1e-4) {
            return String.format(Locale.ROOT, "%.3e", value);
        }
        int decimals = Math.max(0, 3 - (int) Math.floor(Math.log10(size)));
        String text = String.format(Locale.ROOT, "%,." + decimals + "f", value);
        return text.contains(".") ? text.replaceFirst("0+$", "").replaceFirst("\\.$", "") : text;
    }

    public static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    /** Never 0 % of something and never 100 % of not all. */
    public static String percent(double share) {
        return share == 0 ? "0 %" : share < 0.001 ? "<0.1 %" : share < 1 && share > 0.999 ? ">99.9 %" : share == 1 ? "100 %"
                : String.format(Locale.ROOT, "%.1f %%", 100 * share).replace(".0 ", " ");
    }

    /** In the unit that says enough: 45 s, 3 min, 5 h, 12 days, 3.2 years. */
    public static String age(Duration age) {
        long seconds = Math.abs(age.toSeconds());
        String text = seconds < 120 ? seconds + " s" : seconds < 7_200 ? seconds / 60 + " min" : seconds < 172_800 ? seconds / 3_600 + " h"
                : seconds < 63_072_000 ? count(seconds / 86_400) + " days" : String.format(Locale.ROOT, "%.1f years", seconds / 31_556_952.0).replace(".0 ",
                " ");
        return age.isNegative() ? text + " ahead" : text;
    }

    /** To the minute, which is enough to look at. */
    public static String time(Instant instant) {
        return instant.toString().replaceFirst("T(\\d\\d:\\d\\d).*", " $1");
    }

    public static String seconds(double epoch) {
        return time(Instant.ofEpochSecond((long) epoch));
    }

    /** One letter for each step; a step that holds something is never blank. */
    public static String sparkline(Histogram histogram) {
        long highest = histogram.highest();
        return histogram.counts().stream().map(count -> {
            int height = count == 0 ? 0 : (int) Math.max(1, Math.round(8.0 * count / highest));
            return BARS.substring(height, height + 1);
        }).collect(Collectors.joining());
    }

    /** A bar of at most {@code width} letters, to an eighth of one. */
    public static String bar(long count, long highest, int width) {
        int eighths = highest == 0 ? 0 : (int) Math.max(count == 0 ? 0 : 1, Math.round(8.0 * width * count / highest));
        return "█".repeat(eighths / 8) + (eighths % 8 == 0 ? "" : PARTS.substring(eighths % 8 - 1, eighths % 8));
    }
}
