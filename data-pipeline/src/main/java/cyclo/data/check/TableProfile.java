package cyclo.data.check;

import static cyclo.data.engine.Engine.name;

import cyclo.data.engine.Engine;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The columns of a table in figures: what the report draws, and what the next run is compared with. */
public record TableProfile(String table, long rows, List<ColumnProfile> columns) {
    private static final int BARS = 24;
    private static final int TOP = 12;

    /**
     * @param distinct about how many distinct values
     * @param mean of the finite values of a number (a boolean is 0 or 1); times have none
     * @param least the least value as text; blank when all are null
     * @param bars a histogram of a number or time, or the most frequent values of a text, in their order
     * @param histogram whether {@code bars} is a histogram from {@code low} to {@code high}; values beyond are in its first and last bar
     */
    public record ColumnProfile(String name, String type, long nulls, long distinct, Optional<Double> mean, Optional<Double> deviation, String least,
            String greatest, boolean histogram, String low, String high, List<Bar> bars) {}

    /** @param label the value of a text; blank in a histogram */
    public record Bar(String label, long count) {}

    static TableProfile of(Engine engine, String table) throws SQLException {
        Map<String, String> types = engine.columns(name(table));
        List<String> names = List.copyOf(types.keySet());
        StringBuilder list = new StringBuilder("count(*) AS n");
        for (int i = 0; i < names.size(); i++) {
            String column = name(names.get(i));
            String number = number(column, types.get(names.get(i)));
            boolean ordered = !number.equals("NULL") || types.get(names.get(i)).equals("VARCHAR");
            boolean averaged = !types.get(names.get(i)).startsWith("TIMESTAMP");
            list.append(", count(%1$s) AS c%2$d, approx_count_distinct(%1$s) AS d%2$d, avg(%3$s) AS m%2$d, stddev_samp(%3$s) AS s%2$d"
                    .formatted(column, i, averaged ? number : "NULL::DOUBLE"));
            list.append(", min(%1$s)::VARCHAR AS l%2$d, max(%1$s)::VARCHAR AS g%2$d".formatted(ordered ? column : "NULL", i));
            list.append(", quantile_disc(%1$s, [0.005, 0.995])::DOUBLE[] AS q%2$d".formatted(number, i));
        }
        Map<String, Object> figures = engine.row("SELECT " + list + " FROM " + name(table));
        long rows = ((Number) figures.get("n")).longValue();
        List<ColumnProfile> columns = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            columns.add(column(engine, table, names.get(i), types.get(names.get(i)), rows, i, figures));
        }
        return new TableProfile(table, rows, columns);
    }

    Optional<ColumnProfile> find(String column) {
        return columns.stream().filter(each -> each.name().equals(column)).findFirst();
    }

    private static ColumnProfile column(Engine engine, String table, String column, String type, long rows, int i, Map<String, Object> figures)
            throws SQLException {
        long known = ((Number) figures.get("c" + i)).longValue();
        double[] ends = ends(figures.get("q" + i));
        boolean time = type.startsWith("TIMESTAMP");
        boolean histogram = ends.length == 2 && !type.equals("BOOLEAN");
        List<Bar> bars = histogram ? histogram(engine, table, number(name(column), type), ends)
                : type.equals("VARCHAR") || type.equals("BOOLEAN") ? top(engine, table, column) : List.of();
        return new ColumnProfile(column, type, rows - known, ((Number) figures.get("d" + i)).longValue(), decimal(figures.get("m" + i)),
                decimal(figures.get("s" + i)), text(figures.get("l" + i)), text(figures.get("g" + i)), histogram,
                histogram ? end(ends[0], time) : "", histogram ? end(ends[1], time) : "", bars);
    }

    private static List<Bar> histogram(Engine engine, String table, String number, double[] ends) throws SQLException {
        double width = (ends[1] - ends[0]) / BARS;
        String bar = width == 0 ? "0" : "least(%d, greatest(0, floor((%s - %s) / %s)))".formatted(BARS - 1, number, decimalText(ends[0]), decimalText(width));
        long[] counts = new long[width == 0 ? 1 : BARS];
        String sql = "SELECT (%s)::INTEGER AS bar, count(*) AS n FROM %s WHERE %s IS NOT NULL GROUP BY bar".formatted(bar, name(table), number);
        for (Map<String, Object> row : engine.rows(sql)) {
            counts[((Number) row.get("bar")).intValue()] = ((Number) row.get("n")).longValue();
        }
        List<Bar> bars = new ArrayList<>();
        for (long count : counts) {
            bars.add(new Bar("", count));
        }
        return bars;
    }

    private static List<Bar> top(Engine engine, String table, String column) throws SQLException {
        List<Bar> bars = new ArrayList<>();
        String sql = "SELECT %1$s::VARCHAR AS label, count(*) AS n FROM %2$s WHERE %1$s IS NOT NULL GROUP BY label ORDER BY n DESC, label LIMIT %3$d"
                .formatted(name(column), name(table), TOP);
        for (Map<String, Object> row : engine.rows(sql)) {
            bars.add(new Bar((String) row.get("label"), ((Number) row.get("n")).longValue()));
        }
        return bars;
    }

    private static String number(String column, String type) {
        return switch (type) {
            case "BIGINT", "INTEGER" -> column + "::DOUBLE";
            case "DOUBLE", "FLOAT" -> "(CASE WHEN isfinite(%1$s) THEN %1$s::DOUBLE END)".formatted(column);
            case "BOOLEAN" -> column + "::INTEGER::DOUBLE";
            case "TIMESTAMP WITH TIME ZONE" -> "epoch(" + column + ")";
            default -> "NULL";
        };
    }

    private static double[] ends(Object quantiles) throws SQLException {
        if (quantiles instanceof java.sql.Array array) {
            Object[] values = (Object[]) array.getArray();
            return values.length == 2 && values[0] != null ? new double[] {(Double) values[0], (Double) values[1]} : new double[0];
        }
        return new double[0];
    }

    private static String end(double value, boolean time) {
        return time ? Instant.ofEpochSecond((long) value).toString().substring(0, 10) : Figures.text(value);
    }

    private static String decimalText(double value) {
        return "'" + value + "'::DOUBLE";
    }

    private static Optional<Double> decimal(Object value) {
        return value == null ? Optional.empty() : Optional.of(((Number) value).doubleValue());
    }

    private static String text(Object value) {
        return value == null ? "" : value.toString();
    }

    /** For JSON: as the report of checks holds it and the next run reads it. */
    Map<String, Object> json() {
        Map<String, Object> all = new LinkedHashMap<>();
        for (ColumnProfile column : columns) {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("type", column.type());
            json.put("nulls", column.nulls());
            json.put("distinct", column.distinct());
            column.mean().ifPresent(mean -> json.put("mean", mean));
            column.deviation().ifPresent(deviation -> json.put("deviation", deviation));
            json.put("least", column.least());
            json.put("greatest", column.greatest());
            json.put("low", column.low());
            json.put("high", column.high());
            json.put("bars", column.bars());
            all.put(column.name(), json);
        }
        return Map.of("rows", rows, "columns", all);
    }
}
