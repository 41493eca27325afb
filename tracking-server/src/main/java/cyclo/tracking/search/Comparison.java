package cyclo.tracking.search;

import java.util.List;

/**
 * One condition of a filter.
 *
 * @param entity what stood before the dot, such as {@code metrics}; {@code attribute} when there was none
 * @param values {@link String}, {@link Long} or {@link Double}: one, several after IN, none for IS NULL
 */
record Comparison(String entity, String key, Operator operator, List<Object> values) {
    public Comparison {
        values = List.copyOf(values);
    }

    @Override public String toString() {
        return entity + "." + key + " " + operator;
    }
}
