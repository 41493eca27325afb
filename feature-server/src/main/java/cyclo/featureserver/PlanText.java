package cyclo.featureserver;

import cyclo.common.Ink;
import cyclo.common.Json;
import cyclo.features.definitions.Consequence;
import cyclo.features.definitions.Plan;
import cyclo.features.definitions.Plan.Action;
import cyclo.features.definitions.Plan.Change;
import cyclo.features.definitions.Plan.Difference;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A plan as a diff for a person, or as JSON. */
final class PlanText {
    private final Ink ink;
    private final List<String> lines = new ArrayList<>();

    private PlanText(Ink ink) {
        this.ink = ink;
    }

    /** @param models the registered models that read what changes */
    static String json(Plan plan, List<AffectedModels.Model> models) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("changes", plan.changes().stream().map(change -> Map.of("action", change.action().name().toLowerCase(Locale.ROOT), "kind", change.kind(),
                "name", change.name(), "details", change.details(), "differences", change.differences())).toList());
        all.put("invalidates", plan.consequences().stream().map(one -> Map.of("what", one.subject().name().toLowerCase(Locale.ROOT), "name", one.name(),
                "why", one.why(), "way_out", one.wayOut(), "features", one.features().stream().sorted().toList())).toList());
        all.put("models", models);
        return Json.pretty(all);
    }

    static String text(Plan plan, List<AffectedModels.Model> models, Ink ink) {
        PlanText text = new PlanText(ink);
        plan.changes().forEach(text::change);
        if (!plan.consequences().isEmpty() || !models.isEmpty()) {
            text.lines.add("");
            text.lines.add(ink.bold("This invalidates"));
            plan.consequences().forEach(text::consequence);
            models.forEach(text::model);
        }
        return String.join(System.lineSeparator(), text.lines);
    }

    /** How many of each, for the last line of {@code plan}. */
    static String counts(Plan plan, Ink ink) {
        return "%s to add, %s to change, %s to remove.".formatted(ink.green(String.valueOf(plan.count(Action.CREATE))),
                ink.yellow(String.valueOf(plan.count(Action.UPDATE))), ink.red(String.valueOf(plan.count(Action.DELETE))));
    }

    private void change(Change change) {
        String what = change.kind() + " " + ink.bold(change.name());
        switch (change.action()) {
            case CREATE -> lines.add(ink.green("+") + " " + what);
            case DELETE -> lines.add(ink.red("-") + " " + what);
            case UPDATE -> {
                lines.add(ink.yellow("~") + " " + what);
                change.differences().forEach(this::difference);
                if (change.differences().isEmpty()) {
                    lines.add("    " + String.join(", ", change.details()));
                }
            }
        }
    }

    private void difference(Difference difference) {
        String field = difference.field();
        String before = difference.before();
        String after = difference.after();
        if (before.contains("\n") || after.contains("\n")) {
            lines.add("    " + (before.isEmpty() ? ink.green("+") : after.isEmpty() ? ink.red("-") : ink.yellow("~")) + " " + field);
            LineDiff.between(before, after).forEach(line -> lines.add("      " + switch (line.sign()) {
                case '+' -> ink.green("+ " + line.text());
                case '-' -> ink.red("- " + line.text());
                default -> ink.faint("  " + line.text());
            }));
        } else if (before.isEmpty()) {
            lines.add("    " + ink.green("+") + " " + field + ": " + ink.green(after));
        } else if (after.isEmpty()) {
            lines.add("    " + ink.red("-") + " " + field + ": " + ink.red(before));
        } else {
            lines.add("    " + ink.yellow("~") + " " + field + ": " + ink.red(before) + ink.faint(" -> ") + ink.green(after));
        }
    }

    private void consequence(Consequence one) {
        lines.add("  " + ink.yellow("!") + " " + one.subject().title() + " " + ink.bold(one.name()) + ": " + one.why());
        if (!one.wayOut().isEmpty()) {
            lines.add("    " + ink.faint(one.wayOut()));
        }
    }

    private static String some(List<String> names) {
        return names.size() > 4 ? "%s and %d more".formatted(String.join(", ", names.subList(0, 3)), names.size() - 3) : String.join(", ", names);
    }

    private void model(AffectedModels.Model model) {
        lines.add("  " + ink.yellow("!") + " model " + ink.bold(model.name() + " version " + model.version())
                + (model.aliases().isEmpty() ? "" : " (" + String.join(", ", model.aliases()) + ")")
                + ": reads " + some(model.features()) + " through feature service " + model.featureService());
    }
}
