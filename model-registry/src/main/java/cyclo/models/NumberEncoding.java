package cyclo.models;

import com.fasterxml.jackson.databind.JsonNode;
import cyclo.common.CycloException;
import cyclo.common.table.Column;
import cyclo.common.table.ValueType;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * A number: filled when missing (or left as NaN), scaled by {@code (x - mean) / sd}, then a flag that says whether it was missing.
 *
 * @param feature the name of the scaled number among the features
 * @param optional whether training saw it missing
 */
record NumberEncoding(InputColumn input, String feature, boolean optional, OptionalDouble fill, boolean flag, double mean, double sd) implements Encoding {
    NumberEncoding {
        if (!(sd > 0) || !Double.isFinite(mean) || !Double.isFinite(sd) || !Double.isFinite(fill.orElse(0))) {
            throw new IllegalArgumentException("input '%s' has fill %s, mean %s, sd %s".formatted(input.name(), fill, mean, sd));
        }
    }

    @Override public boolean isFilled() {
        return fill.isPresent();
    }

    @Override public List<String> features() {
        return flag ? List.of(feature, feature + " is missing") : List.of(feature);
    }

    @Override public void encode(Column column, int row, double[] into, int at) {
        put(column.type() == ValueType.NULL ? Double.NaN : column.numberAt(row), into, at);
    }

    @Override public void encode(Object value, double[] into, int at) {
        put(Encoding.number(input, value), into, at);
    }

    void put(double x, double[] into, int at) {
        if (Double.isInfinite(x)) {
            throw CycloException.refused(
                    "Cannot predict: '%s' is %s. Give a finite number, or null when it is not known.", input.name(), x);
        }
        boolean missing = x != x;
        double value = missing && fill.isPresent() ? fill.getAsDouble() : x;
        into[at] = (value - mean) / sd;
        if (flag) {
            into[at + 1] = missing ? 1 : 0;
        }
    }

    @Override public Map<String, Object> describe() {
        Map<String, Object> content = new TreeMap<>(Map.of("kind", "number", "name", input.name(), "type", input.type().name(),
                "feature", feature, "optional", optional, "flag", flag, "mean", mean, "sd", sd));
        fill.ifPresent(value -> content.put("fill", value));
        return content;
    }

    static NumberEncoding parse(JsonNode node) {
        OptionalDouble fill = node.has("fill") ? OptionalDouble.of(CanonicalJson.number(node.get("fill"))) : OptionalDouble.empty();
        return new NumberEncoding(Encoding.parseInput(node), node.path("feature").asText(), node.path("optional").asBoolean(), fill,
                node.path("flag").asBoolean(), CanonicalJson.number(node.path("mean")), CanonicalJson.number(node.path("sd")));
    }
}
