package cyclo.training;

import cyclo.training.metrics.Metric;
import cyclo.training.metrics.Scores;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/** What a model must reach on the test rows before it is registered. */
public record Gate(List<Rule> rules) {
    public Gate {
        rules = List.copyOf(rules);
    }

    /** How {@link Rule#limit} is meant. */
    public enum Kind {
        AT_LEAST, AT_MOST, NOT_WORSE_THAN_CHAMPION_BY, BETTER_THAN_BASELINE_BY;

        public String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public record Rule(Metric metric, Kind kind, double limit) {}

    /** A rule held against a model; {@code sentence} has the figures. */
    public record Finding(boolean passed, String sentence) {}

    /**
     * Holds every rule against {@code model}; a metric that is not defined on these rows fails its rule.
     *
     * @param baseline a constant prediction on the same rows
     * @param champion the current champion on the same rows; without one, the rules about it pass
     */
    public List<Finding> judge(Scores model, Scores baseline, Optional<Scores> champion) {
        List<Finding> findings = new ArrayList<>();
        for (Rule rule : rules) {
            String name = rule.metric().key();
            OptionalDouble found = model.find(rule.metric());
            if (found.isEmpty()) {
                findings.add(new Finding(false, "%s is not defined on the test rows: are both classes among them?".formatted(name)));
                continue;
            }
            double value = found.getAsDouble();
            findings.add(switch (rule.kind()) {
                case AT_LEAST -> new Finding(value >= rule.limit(), text("%s is %.4f, at least %s is asked", name, value, rule.limit()));
                case AT_MOST -> new Finding(value <= rule.limit(), text("%s is %.4f, at most %s is asked", name, value, rule.limit()));
                case BETTER_THAN_BASELINE_BY -> against(rule, value, baseline.find(rule.metric()), "the constant baseline", rule.limit());
                case NOT_WORSE_THAN_CHAMPION_BY -> champion.isEmpty()
                        ? new Finding(true, "%s: there is no champion yet to compare with".formatted(name))
                        : against(rule, value, champion.get().find(rule.metric()), "the champion", -rule.limit());
            });
        }
        return findings;
    }

    /** Whether a rule needs the champion's scores. */
    public boolean asksForChampion() {
        return rules.stream().anyMatch(rule -> rule.kind() == Kind.NOT_WORSE_THAN_CHAMPION_BY);
    }

    private static Finding against(Rule rule, double value, OptionalDouble other, String who, double least) {
        String name = rule.metric().key();
        if (other.isEmpty()) {
            return new Finding(false, "%s of %s is not defined on the test rows".formatted(name, who));
        }
        double gain = rule.metric().gain(value, other.getAsDouble());
        String rest = least > 0 ? "better by at least %s is asked".formatted(least) : "worse by at most %s is allowed".formatted(Math.abs(least));
        return new Finding(gain >= least, text("%s is %.4f, that of %s %.4f: %s", name, value, who, other.getAsDouble(), rest));
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
