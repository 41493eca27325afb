package cyclo.data.check;

import cyclo.common.Html;
import cyclo.data.check.TableProfile.Bar;
import cyclo.data.check.TableProfile.ColumnProfile;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The report of a check run: one HTML file with its style and pictures inside, nothing is fetched. */
final class HtmlReport {
    private static final int WIDTH = 264;
    private static final int HEIGHT = 72;
    private static final String STYLE = """
            :root{--ink:#1d2733;--soft:#5c6b7a;--line:#d9e0e6;--back:#f6f8f9;--card:#fff;--bar:#3b7ea1;--good:#1a7f4b;--warn:#a86400;--bad:#b3261e}
            *{box-sizing:border-box}body{margin:0;background:var(--back);color:var(--ink);font:14px/1.45 system-ui,sans-serif}
            main{max-width:1180px;margin:0 auto;padding:28px 20px 60px}h1{font-size:24px;margin:0 0 4px}h2{font-size:18px;margin:34px 0 10px}
            .soft{color:var(--soft)}.verdict{display:inline-block;padding:4px 12px;border-radius:14px;color:#fff;font-weight:600;margin:12px 0}
            .pass{background:var(--good)}.warn{background:var(--warn)}.fail{background:var(--bad)}
            table{border-collapse:collapse;width:100%;background:var(--card);border:1px solid var(--line)}
            td,th{text-align:left;padding:7px 10px;border-bottom:1px solid var(--line);vertical-align:top}th{color:var(--soft);font-weight:600}
            td .verdict{margin:0;padding:1px 9px;font-size:12px}pre{margin:6px 0 0;font-size:12px;white-space:pre-wrap;color:var(--soft);overflow-wrap:anywhere}
            .cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(276px,1fr));gap:12px}
            .card{background:var(--card);border:1px solid var(--line);border-radius:6px;padding:10px 12px}
            .card b{overflow-wrap:anywhere}.card svg{display:block;margin:8px 0 4px;width:100%;height:auto}.figures{font-size:12px;color:var(--soft)}
            rect{fill:var(--bar)}rect.missing{fill:#e7bdb9}svg text{font:9px system-ui,sans-serif;fill:var(--ink)}
            @media (prefers-color-scheme:dark){:root{--ink:#e3e9ee;--soft:#9aa9b6;--line:#33404b;--back:#151b20;--card:#1d252c;--bar:#5fa8cc}}
            """;

    private final String project;
    private final String run;
    private final Instant at;
    private final List<Finding> findings;
    private final List<TableProfile> profiles;

    HtmlReport(String project, String run, Instant at, List<Finding> findings, List<TableProfile> profiles) {
        this.project = project;
        this.run = run;
        this.at = at;
        this.findings = findings;
        this.profiles = profiles;
    }

    String html() {
        boolean blocked = findings.stream().anyMatch(Finding::blocks);
        long broken = findings.stream().filter(finding -> !finding.passed()).count();
        StringBuilder html = new StringBuilder("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">")
                .append("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>").append(Html.escape(project))
                .append(": data checks</title><style>").append(STYLE).append("</style></head><body><main>\n");
        String verdict = blocked ? "fail\">refused: nothing is loaded" : broken > 0 ? "warn\">passed, with warnings" : "pass\">passed";
        html.append("<h1>Data checks of ").append(Html.escape(project)).append("</h1><div class=\"soft\">run ").append(Html.escape(run)).append(", ").append(at)
                .append("</div>\n<span class=\"verdict ").append(verdict).append("</span> <span class=\"soft\">").append(findings.size() - broken)
                .append(" of ").append(findings.size()).append(" checks hold</span>\n");
        html.append("<h2>Checks</h2><table><tr><th>result</th><th>check</th><th>found</th></tr>\n");
        findings.stream().sorted(java.util.Comparator.comparing(Finding::passed)).forEach(finding -> html.append(row(finding)));
        html.append("</table>\n");
        for (TableProfile profile : profiles) {
            html.append("<h2>").append(Html.escape(profile.table())).append(" <span class=\"soft\">").append("%,d rows".formatted(profile.rows()))
                    .append("</span></h2><div class=\"cards\">\n");
            profile.columns().forEach(column -> html.append(card(column, profile.rows())));
            html.append("</div>\n");
        }
        return html.append("</main></body></html>\n").toString();
    }

    private static String row(Finding finding) {
        String verdict = finding.passed() ? "pass\">holds" : finding.blocks() ? "fail\">failed" : "warn\">warning";
        StringBuilder examples = new StringBuilder();
        for (Map<String, String> example : finding.examples()) {
            examples.append(Html.escape(example.toString())).append('\n');
        }
        return "<tr><td><span class=\"verdict " + verdict + "</span></td><td>" + Html.escape(finding.rule().title()) + "<br><span class=\"soft\">"
                + finding.rule().kind() + "</span></td><td>" + Html.escape(finding.says())
                + (examples.isEmpty() ? "" : "<pre>" + examples.toString().strip() + "</pre>") + "</td></tr>\n";
    }

    private static String card(ColumnProfile column, long rows) {
        String nulls = column.nulls() == 0 ? "no nulls" : Figures.share((double) column.nulls() / Math.max(1, rows)) + " null";
        String deviation = column.deviation().map(value -> " ± " + Figures.text(value)).orElse("");
        String mean = column.mean().map(value -> "mean " + Figures.text(value) + deviation + "<br>").orElse("");
        String range = column.least().isEmpty() ? "no values" : "from " + Html.escape(shortened(column.least())) + " to " + Html.escape(shortened(column.greatest()));
        String type = column.type().toLowerCase(Locale.ROOT).replace(" with time zone", "tz");
        return "<div class=\"card\"><b>" + Html.escape(column.name()) + "</b> <span class=\"soft\">" + Html.escape(type) + "</span>" + picture(column, rows)
                + "<div class=\"figures\">" + mean + "about %,d distinct, ".formatted(column.distinct()) + nulls + "<br>" + range + "</div></div>\n";
    }

    private static String picture(ColumnProfile column, long rows) {
        int height = column.histogram() || column.bars().isEmpty() ? HEIGHT : Math.max(24, 13 * column.bars().size() + 2);
        StringBuilder svg = new StringBuilder("<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"distribution of %s\">".formatted(
                WIDTH, height, Html.escape(column.name())));
        long most = column.bars().stream().mapToLong(Bar::count).max().orElse(1);
        if (column.histogram()) {
            double step = (double) WIDTH / column.bars().size();
            for (int i = 0; i < column.bars().size(); i++) {
                double bar = (HEIGHT - 14.0) * column.bars().get(i).count() / most;
                svg.append(rect(i * step, HEIGHT - 12 - bar, step - 1, bar));
            }
            svg.append("<text x=\"0\" y=\"%d\">%s</text><text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>".formatted(
                    HEIGHT - 2, Html.escape(column.low()), WIDTH, HEIGHT - 2, Html.escape(column.high())));
        } else if (column.bars().isEmpty()) {
            double known = rows == 0 ? 0 : (double) (rows - column.nulls()) / rows;
            svg.append(rect(0, 20, WIDTH * known, 26)).append("<rect class=\"missing\" x=\"%.1f\" y=\"20\" width=\"%.1f\" height=\"26\"/>".formatted(
                    WIDTH * known, WIDTH * (1 - known)));
        } else {
            for (int i = 0; i < column.bars().size(); i++) {
                Bar bar = column.bars().get(i);
                svg.append(rect(84, i * 13 + 2, Math.max(1, 136.0 * bar.count() / most), 10));
                svg.append("<text x=\"80\" y=\"%d\" text-anchor=\"end\">%s</text><text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>".formatted(
                        i * 13 + 10, Html.escape(shortened(bar.label())), WIDTH, i * 13 + 10, Figures.share((double) bar.count() / Math.max(1, rows))));
            }
        }
        return svg.append("</svg>").toString();
    }

    private static String rect(double x, double y, double width, double height) {
        return String.format(Locale.ROOT, "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>", x, y, width, height);
    }

    private static String shortened(String text) {
        String flat = text.strip();
        return flat.length() <= 26 ? flat : flat.substring(0, 25) + "…";
    }
}
