package cyclo.featureserver.docs;

import cyclo.features.statistics.ViewStatistics.Histogram;
import java.util.List;
import java.util.Locale;

/** Small pictures that are as wide as their place: bars without letters, which stand beside them in HTML. */
final class Pictures {
    private static final int HEIGHT = 100;

    private Pictures() {}

    /** Bars from the ground; a step that holds something is never without one. */
    static String bars(Histogram histogram, String style) {
        List<Long> counts = histogram.counts();
        StringBuilder svg = new StringBuilder("<svg class=\"bars %s\" viewBox=\"0 0 %d %d\" preserveAspectRatio=\"none\" aria-hidden=\"true\">".formatted(style,
                counts.size() * 10, HEIGHT));
        for (int i = 0; i < counts.size(); i++) {
            double height = counts.get(i) == 0 ? 0 : Math.max(4, (double) HEIGHT * counts.get(i) / histogram.highest());
            if (height > 0) {
                svg.append(String.format(Locale.ROOT, "<rect x=\"%.1f\" y=\"%.1f\" width=\"8.6\" height=\"%.1f\"/>", i * 10 + 0.7, HEIGHT - height,
                        height));
            }
        }
        return svg.append("</svg>").toString();
    }
}
