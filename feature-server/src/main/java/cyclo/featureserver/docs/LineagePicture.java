package cyclo.featureserver.docs;

import cyclo.common.Html;
import java.util.Locale;

/** The lineage as SVG; what belongs together is told to the page's script by {@code data-from} and {@code data-to}. */
final class LineagePicture {
    private static final int LETTERS = 27;

    private LineagePicture() {}

    static String of(Lineage lineage) {
        StringBuilder svg = new StringBuilder(String.format(Locale.ROOT, """
                <svg class="lineage" viewBox="-4 -4 %d %d" style="min-width:%dpx" role="img" aria-label="Lineage from sources to feature services">
                """, lineage.width() + 8, lineage.height() + 8, Math.min(lineage.width(), 860)));
        for (Lineage.Line line : lineage.lines()) {
            boolean passed = line.from().startsWith("past ");
            double x1 = lineage.left(line.from()) + (passed ? 0 : Lineage.WIDTH);
            double y1 = lineage.middle(line.from());
            double x2 = lineage.left(line.to());
            double y2 = lineage.middle(line.to());
            double bend = (lineage.left(line.to()) - lineage.left(line.from()) - Lineage.WIDTH) / 2;
            double start = passed ? x1 + Lineage.WIDTH : x1;
            svg.append(String.format(Locale.ROOT, """
                    <path class="line" data-from="%s" data-to="%s" d="M%.1f %.1fL%.1f %.1fC%.1f %.1f %.1f %.1f %.1f %.1f"/>
                    """, Html.escape(line.from()), Html.escape(line.to()), x1, y1, start, y1, start + bend, y1, x2 - bend, y2, x2, y2));
        }
        for (Lineage.Node node : lineage.nodes()) {
            if (!node.kind().isEmpty()) {
                svg.append(node(lineage, node));
            }
        }
        return svg.append("</svg>").toString();
    }

    private static String node(Lineage lineage, Lineage.Node node) {
        String box = String.format(Locale.ROOT, """
                <g class="node %s" data-id="%s" transform="translate(%.1f %.1f)"><title>%s</title><rect class="box" width="%d" height="%d" rx="7"/>\
                <rect class="edge" width="4" height="%d" rx="2" y="8"/>\
                <text class="name" x="16" y="21">%s</text><text class="detail" x="16" y="37">%s</text></g>
                """, node.kind(), Html.escape(node.id()), lineage.left(node.id()), lineage.middle(node.id()) - Lineage.HEIGHT / 2.0,
                Html.escape(node.title() + ": " + node.detail()), Lineage.WIDTH, Lineage.HEIGHT, Lineage.HEIGHT - 16,
                Html.escape(shortened(node.title(), LETTERS)), Html.escape(shortened(node.detail(), LETTERS + 6)));
        String target = switch (node.kind()) {
            case "view", "ondemand" -> "view-" + node.title();
            case "service" -> "service-" + node.title();
            case "request" -> "";
            default -> "source-" + node.title();
        };
        return target.isEmpty() ? box : "<a href=\"#" + Html.escape(target) + "\">" + box + "</a>";
    }

    private static String shortened(String text, int most) {
        return text.length() > most ? text.substring(0, most - 1) + "…" : text;
    }
}
