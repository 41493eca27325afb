package cyclo.training;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * How a training run ended.
 *
 * @param version of the registered model: the new one, or the champion when nothing has changed; empty when refused
 * @param sentence for a person
 * @param evaluation what {@code metrics.json} of evaluate-model says
 */
record Outcome(Kind kind, String registeredModel, String version, String runId, String runUrl, String modelDigest, String sentence,
        JsonNode evaluation) {
    enum Kind { REGISTERED, UNCHANGED, REFUSED }

    Map<String, Object> toJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("outcome", kind.name().toLowerCase(Locale.ROOT));
        json.put("registered_model", registeredModel);
        json.put("version", version);
        json.put("run_id", runId);
        json.put("run_url", runUrl);
        json.put("model_digest", modelDigest);
        json.put("reason", sentence);
        json.put("metrics", evaluation.path("test"));
        json.put("baseline", evaluation.path("baseline"));
        json.put("champion", evaluation.path("champion"));
        json.put("test_rows", evaluation.path("rows"));
        json.put("gate_passed", evaluation.path("gate_passed"));
        json.put("gate", evaluation.path("gate"));
        return json;
    }

    String text() {
        StringBuilder text = new StringBuilder(kind == Kind.REFUSED ? "'%s' is refused by the gate.".formatted(registeredModel) : sentence)
                .append(System.lineSeparator());
        evaluation.path("test").properties().forEach(metric ->
                text.append(String.format(Locale.ROOT, "  %-18s %10.4f%n", metric.getKey(), metric.getValue().asDouble())));
        evaluation.path("gate").forEach(finding -> text.append("  gate ").append(finding.path("passed").asBoolean() ? "passed: " : "failed: ")
                .append(finding.path("sentence").asText()).append(System.lineSeparator()));
        return text.append("  run    ").append(runUrl).append(System.lineSeparator()).append("  model  ").append(modelDigest).toString();
    }
}
