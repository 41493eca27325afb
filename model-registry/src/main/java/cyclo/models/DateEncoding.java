package cyclo.models;

import com.fasterxml.jackson.databind.JsonNode;
import cyclo.common.table.Column;
import cyclo.common.table.ValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * An instant as three numbers, in UTC: days since 1970, hour of the day with its fraction, weekday from Monday 1 to Sunday 7. A local
 * hour is a feature of its own ({@code hour(ts, zone)} in an on-demand view), since zones are not arithmetic.
 */
record DateEncoding(InputColumn input, List<NumberEncoding> parts) implements Encoding {
    /** What {@link #part} computes, in this order. */
    static final List<String> PARTS = List.of("days", "hour", "weekday");
    private static final double DAY = 86_400;

    DateEncoding {
        parts = List.copyOf(parts);
        if (parts.size() != PARTS.size() || input.type() != ValueType.UNIX_TIMESTAMP) {
            throw new IllegalArgumentException("input '%s' is not a date of %d parts".formatted(input.name(), PARTS.size()));
        }
    }

    /** One part of {@code seconds} since 1970; NaN stays NaN. */
    static double part(int part, double seconds) {
        double day = Math.floor(seconds / DAY);
        return switch (part) {
            case 0 -> seconds / DAY;
            case 1 -> (seconds - day * DAY) / 3600;
            default -> {
                double sinceMonday = day + 3;
                yield sinceMonday - Math.floor(sinceMonday / 7) * 7 + 1;
            }
        };
    }

    @Override public boolean optional() {
        return parts.get(0).optional();
    }

    @Override public boolean isFilled() {
        return parts.stream().allMatch(NumberEncoding::isFilled);
    }

    @Override public List<String> features() {
        return parts.stream().flatMap(part -> part.features().stream()).toList();
    }

    @Override public void encode(Column column, int row, double[] into, int at) {
        put(column.type() == ValueType.NULL ? Double.NaN : column.numberAt(row), into, at);
    }

    @Override public void encode(Object value, double[] into, int at) {
        put(Encoding.number(input, value), into, at);
    }

    private void put(double seconds, double[] into, int at) {
        int place = at;
        for (int part = 0; part < parts.size(); part++) {
            NumberEncoding encoding = parts.get(part);
            encoding.put(part(part, seconds), into, place);
            place += encoding.flag() ? 2 : 1;
        }
    }

    @Override public Map<String, Object> describe() {
        return Map.of("kind", "date", "name", input.name(), "type", input.type().name(),
                "parts", parts.stream().map(NumberEncoding::describe).toList());
    }

    static DateEncoding parse(JsonNode node) {
        List<NumberEncoding> parts = new ArrayList<>();
        node.path("parts").forEach(part -> parts.add(NumberEncoding.parse(part)));
        return new DateEncoding(Encoding.parseInput(node), parts);
    }
}
