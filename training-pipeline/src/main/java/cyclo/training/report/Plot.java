package cyclo.training.report;

import cyclo.common.Html;
import java.util.List;
import java.util.Locale;

/** One picture with two axes, as SVG text. Values outside of the axes are moved to their edge. */
final class Plot {
    private static final int WIDTH = 420;
    private static final int HEIGHT = 320;
    private static final int LEFT = 56;
    private static final int BOTTOM = 44;
    private static final int TOP = 30;
    private static final int RIGHT = 18;

    private final StringBuilder svg = new StringBuilder();
    private final double minX;
    private final double maxX;
    private final double minY;
    private final double maxY;

    Plot(String title, String xName, String yName, double minX, double maxX, double minY, double maxY) {
        this.minX = minX;
        this.maxX = maxX > minX ? maxX : minX + 1;
        this.minY = minY;
        this.maxY = maxY > minY ? maxY : minY + 1;
        svg.append(String.format(Locale.ROOT, "<svg viewBox='0 0 %d %d' role='img' aria-label='%s'>", WIDTH, HEIGHT, Html.escape(title)));
        text(WIDTH / 2.0, 18, "middle", "title", title);
        text((LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 8, "middle", "name", xName);
        svg.append(String.format(Locale.ROOT, "<text class='name' text-anchor='middle' transform='translate(14 %d) rotate(-90)'>%s</text>",
                (TOP + HEIGHT - BOTTOM) / 2, Html.escape(yName)));
        axes();
    }

    private void axes() {
        for (int i = 0; i <= 4; i++) {
            double x = minX + (maxX - minX) * i / 4;
            double y = minY + (maxY - minY) * i / 4;
            segment("grid", minX, y, maxX, y);
            segment("grid", x, minY, x, maxY);
            text(x(x), HEIGHT - BOTTOM + 16, "middle", "tick", tick(x, maxX - minX));
            text(LEFT - 6, y(y) + 4, "end", "tick", tick(y, maxY - minY));
        }
    }

    Plot line(String style, List<double[]> points) {
        StringBuilder path = new StringBuilder();
        for (double[] point : points) {
            path.append(String.format(Locale.ROOT, "%.1f,%.1f ", x(point[0]), y(point[1])));
        }
        svg.append("<polyline class='").append(style).append("' points='").append(path.toString().strip()).append("'/>");
        return this;
    }

    Plot segment(String style, double fromX, double fromY, double toX, double toY) {
        svg.append(String.format(Locale.ROOT, "<line class='%s' x1='%.1f' y1='%.1f' x2='%.1f' y2='%.1f'/>", style, x(fromX), y(fromY), x(toX), y(toY)));
        return this;
    }

    Plot dots(String style, List<double[]> points, double radius) {
        for (double[] point : points) {
            svg.append(String.format(Locale.ROOT, "<circle class='%s' cx='%.1f' cy='%.1f' r='%.1f'/>", style, x(point[0]), y(point[1]), radius));
        }
        return this;
    }

    /** An upright bar on the lower axis. */
    Plot bar(String style, double fromX, double toX, double height) {
        svg.append(String.format(Locale.ROOT, "<rect class='%s' x='%.1f' y='%.1f' width='%.1f' height='%.1f'/>", style, x(fromX), y(height),
                Math.max(0, x(toX) - x(fromX) - 1), Math.max(0, y(minY) - y(height))));
        return this;
    }

    String svg() {
        return svg + "</svg>";
    }

    private void text(double x, double y, String anchor, String style, String text) {
        svg.append(String.format(Locale.ROOT, "<text class='%s' x='%.1f' y='%.1f' text-anchor='%s'>%s</text>", style, x, y, anchor, Html.escape(text)));
    }

    private double x(double value) {
        return LEFT + (WIDTH - LEFT - RIGHT) * (Math.min(Math.max(value, minX), maxX) - minX) / (maxX - minX);
    }

    private double y(double value) {
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * (Math.min(Math.max(value, minY), maxY) - minY) / (maxY - minY);
    }

    private static String tick(double value, double span) {
        return String.format(Locale.ROOT, span >= 40 ? "%.0f" : span >= 4 ? "%.1f" : "%.2f", value);
    }
}
