package cyclo.data.check;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/** Numbers for a reader. */
final class Figures {
    private Figures() {}

    /** Four significant digits, without exponent where it is readable. */
    static String text(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            return String.valueOf(value);
        }
        if (value == Math.rint(value) && Math.abs(value) < 1e6) {
            return String.valueOf((long) value);
        }
        double size = Math.abs(value);
        if (size >= 1e6 || size < 1e-4) {
            return String.format(Locale.ROOT, "%.3g", value);
        }
        return new BigDecimal(value).round(new MathContext(4)).stripTrailingZeros().toPlainString();
    }

    static String share(double share) {
        return String.format(Locale.ROOT, share != 0 && share < 0.001 ? "%.3f %%" : "%.1f %%", share * 100);
    }
}
