package cyclo.training.report;

import com.fasterxml.jackson.databind.JsonNode;
import cyclo.common.Html;
import cyclo.models.Task;
import cyclo.training.Evaluation;
import cyclo.training.Gate;
import cyclo.training.metrics.Metric;
import cyclo.training.metrics.Scores;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** An evaluation as one HTML page: no script, no font, no file besides it. */
public final class ReportPage {
    private static final String STYLE = """
            body{font:15px/1.5 system-ui,sans-serif;color:#1c2733;max-width:960px;margin:2em auto;padding:0 1em}
            h1{font-size:1.6em;margin-bottom:.2em}h2{font-size:1.15em;margin-top:2em;border-bottom:1px solid #d8dee6;padding-bottom:.2em}
            table{border-collapse:collapse;font-size:.92em}th,td{padding:.25em .8em;border-bottom:1px solid #e6eaf0;text-align:left}td{overflow-wrap:anywhere}
            td:first-child{white-space:nowrap}
            td.n,th.n{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
            .plots{display:grid;grid-template-columns:repeat(auto-fit,minmax(380px,1fr));gap:1em}
            .yes{color:#12703c}.no{color:#b3261e}.badge{font-weight:600;padding:.15em .6em;border-radius:1em;background:#eef2f7}
            svg{width:100%;height:auto}svg text{font:12px system-ui,sans-serif;fill:#3a4756}svg .title{font-weight:600;font-size:13px}
            .grid{stroke:#e6eaf0}.chance{stroke:#8793a1;stroke-dasharray:4 3}.curve{fill:none;stroke:#1f6feb;stroke-width:2}
            .mark{fill:#1f6feb}.dot{fill:#1f6feb;fill-opacity:.35}.bar{fill:#1f6feb}.rows{fill:#8793a1;fill-opacity:.35}.ones{fill:#1f6feb;fill-opacity:.5}
            """;

    private ReportPage() {}

    /**
     * @param facts what the model was made of, in order
     * @param trials as in the {@code step.json} of train-model
     */
    public static String html(Evaluation evaluation, Map<String, String> facts, JsonNode trials) {
        StringBuilder html = new StringBuilder("<!doctype html><html lang='en'><meta charset='utf-8'><meta name='viewport' content='width=device-width'>");
        String name = Html.escape(facts.getOrDefault("Registered name", "model"));
        html.append("<title>Evaluation of ").append(name).append("</title><style>").append(STYLE).append("</style>");
        html.append("<h1>Evaluation of ").append(name).append("</h1><p><span class='badge ")
                .append(evaluation.passed() ? "yes'>Gate passed" : "no'>Refused by the gate")
                .append("</span> on ").append(String.format(Locale.ROOT, "%,d", evaluation.model().rows())).append(" test rows");
        html.append(evaluation.task() == Task.BINARY ? String.format(Locale.ROOT, ", yes from a probability of %.3f on</p>", evaluation.threshold()) : "</p>");
        gate(html, evaluation.findings());
        metrics(html, evaluation);
        html.append("<h2>Pictures</h2><div class='plots'>");
        (evaluation.task() == Task.BINARY ? Plots.binary(evaluation) : Plots.regression(evaluation))
                .forEach(svg -> html.append("<div>").append(svg).append("</div>"));
        html.append("</div><h2>Importance: how much worse ").append(evaluation.importanceMetric().key()).append(" becomes when an input is shuffled</h2>");
        html.append(Plots.importance(evaluation));
        slices(html, evaluation);
        trials(html, trials);
        html.append("<h2>Made of</h2><table>");
        facts.forEach((fact, value) -> html.append("<tr><th>").append(Html.escape(fact)).append("</th><td>").append(Html.escape(value)).append("</td></tr>"));
        return html.append("</table></html>").toString();
    }

    private static void gate(StringBuilder html, List<Gate.Finding> findings) {
        html.append("<ul>");
        findings.forEach(finding -> html.append("<li class='")
                .append(finding.passed() ? "yes'>passed: " : "no'>failed: ").append(Html.escape(finding.sentence())).append("</li>"));
        html.append("</ul>");
    }

    private static void metrics(StringBuilder html, Evaluation evaluation) {
        html.append("<h2>Metrics</h2><table><tr><th>Metric</th><th class='n'>This model</th><th class='n'>Constant baseline</th>"
                + "<th class='n'>Champion</th></tr>");
        for (Metric metric : Metric.of(evaluation.task() == Task.BINARY)) {
            html.append("<tr><td>").append(metric.key())
                    .append(metric.higherIsBetter() ? " (more is better)" : " (less is better)").append("</td>");
            for (Optional<Scores> scores : List.of(Optional.of(evaluation.model()), Optional.of(evaluation.baseline()), evaluation.champion())) {
                number(html, scores.map(found -> found.find(metric)).orElse(OptionalDouble.empty()));
            }
            html.append("</tr>");
        }
        html.append("</table><p>Champion: ").append(Html.escape(evaluation.championNote())).append("</p>");
    }

    private static void slices(StringBuilder html, Evaluation evaluation) {
        if (evaluation.slices().isEmpty()) {
            return;
        }
        List<Metric> shown = evaluation.task() == Task.BINARY ? List.of(Metric.AUC, Metric.LOG_LOSS, Metric.F1, Metric.ECE)
                : List.of(Metric.RMSE, Metric.MAE, Metric.R2);
        html.append("<h2>Slices</h2><table><tr><th>Column</th><th>Value</th><th class='n'>Rows</th>");
        shown.forEach(metric -> html.append("<th class='n'>").append(metric.key()).append("</th>"));
        html.append("</tr>");
        for (Evaluation.Slice slice : evaluation.slices()) {
            html.append("<tr><td>").append(Html.escape(slice.column())).append("</td><td>").append(Html.escape(slice.value())).append("</td><td class='n'>")
                    .append(String.format(Locale.ROOT, "%,d", slice.scores().rows())).append("</td>");
            shown.forEach(metric -> number(html, slice.scores().find(metric)));
            html.append("</tr>");
        }
        html.append("</table>");
    }

    private static void trials(StringBuilder html, JsonNode trials) {
        html.append("<h2>Trials</h2><table><tr><th>Trainer</th><th>Settings</th><th>On the validation rows</th><th class='n'>Seconds</th></tr>");
        for (JsonNode trial : trials) {
            html.append("<tr><td>").append(Html.escape(trial.path("trainer").asText())).append("</td><td>").append(Html.escape(plain(trial.path("settings"))))
                    .append("</td><td>").append(Html.escape(plain(trial.path("validation")))).append("</td>");
            number(html, OptionalDouble.of(trial.path("seconds").asDouble()));
            html.append("</tr>");
        }
        html.append("</table>");
    }

    private static String plain(JsonNode values) {
        StringBuilder text = new StringBuilder();
        values.properties().forEach(value -> text.append(text.isEmpty() ? "" : ", ").append(value.getKey()).append(' ')
                .append(value.getValue().isDouble() ? short4(value.getValue().asDouble()) : value.getValue().asText()));
        return text.toString();
    }

    private static String short4(double value) {
        return BigDecimal.valueOf(value).round(new MathContext(4)).stripTrailingZeros().toPlainString();
    }

    private static void number(StringBuilder html, OptionalDouble value) {
        html.append("<td class='n'>").append(value.isPresent() ? String.format(Locale.ROOT, "%.4f", value.getAsDouble()) : "").append("</td>");
    }
}
