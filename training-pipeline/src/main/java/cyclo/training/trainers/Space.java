package cyclo.training.trainers;

import java.util.List;
import java.util.SplittableRandom;

/** The values a setting of a trainer may take in the search. */
public sealed interface Space {
    /** A value for one trial of a random search. */
    Object draw(SplittableRandom random);

    /** All values, for a grid; a range has none. */
    List<Object> all();

    /** Values between which all others lie. */
    List<Double> ends();

    /** One of these. */
    record Choice(List<Object> values) implements Space {
        public Choice {
            values = List.copyOf(values);
            if (values.isEmpty()) {
                throw new IllegalArgumentException("a setting needs at least one value");
            }
        }

        @Override public Object draw(SplittableRandom random) {
            return values.size() == 1 ? values.get(0) : values.get(random.nextInt(values.size()));
        }

        @Override public List<Object> all() {
            return values;
        }

        @Override public List<Double> ends() {
            return values.stream().map(value -> ((Number) value).doubleValue()).toList();
        }
    }

    /** Any number from {@code from} to {@code to}; evenly in its logarithm when {@code log}. Rounded to four significant digits. */
    record Range(double from, double to, boolean log) implements Space {
        public Range {
            if (!(from < to) || log && from <= 0) {
                throw new IllegalArgumentException("a range needs from < to, and from > 0 when log is true");
            }
        }

        @Override public Object draw(SplittableRandom random) {
            double at = random.nextDouble();
            double value = log ? StrictMath.exp(StrictMath.log(from) + at * (StrictMath.log(to) - StrictMath.log(from))) : from + at * (to - from);
            return new java.math.BigDecimal(value).round(new java.math.MathContext(4)).doubleValue();
        }

        @Override public List<Object> all() {
            return List.of();
        }

        @Override public List<Double> ends() {
            return List.of(from, to);
        }
    }
}
