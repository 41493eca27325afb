package cyclo.models;

import com.fasterxml.jackson.databind.JsonNode;
import cyclo.common.CycloException;
import cyclo.common.Suggestion;
import cyclo.common.table.Column;
import cyclo.common.table.Table;
import cyclo.common.table.ValueType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** From input columns to the numbers an estimator reads; fitted once on training rows and kept with the model. Immutable. */
public final class Preparation {
    private final List<Encoding> encodings;
    private final List<InputColumn> inputs;
    private final List<String> features;
    private final int[] places;

    Preparation(List<Encoding> encodings) {
        this.encodings = List.copyOf(encodings);
        this.inputs = this.encodings.stream().map(Encoding::input).toList();
        this.features = this.encodings.stream().flatMap(encoding -> encoding.features().stream()).toList();
        this.places = new int[this.encodings.size()];
        Set<String> names = new HashSet<>();
        int place = 0;
        for (int i = 0; i < places.length; i++) {
            places[i] = place;
            place += this.encodings.get(i).features().size();
            if (!names.add(inputs.get(i).name())) {
                throw new IllegalArgumentException("two inputs are called '%s'".formatted(inputs.get(i).name()));
            }
        }
    }

    /**
     * Fits on {@code trainingRows} alone. The same rows in the same order give the same preparation on every JVM.
     *
     * @throws CycloException (refused) without rows, or if a number to be filled or scaled is null in all of them
     */
    public static Preparation fit(Table trainingRows, PreparationSpec spec) {
        return new Preparation(new PreparationFit(trainingRows, spec).encodings());
    }

    public List<InputColumn> inputs() {
        return inputs;
    }

    /** The inputs that were missing in some training rows; of the others the model has learned nothing about their absence. */
    public Set<String> optional() {
        return encodings.stream().filter(Encoding::optional).map(encoding -> encoding.input().name()).collect(Collectors.toUnmodifiableSet());
    }

    /** Names of the prepared features, in order: {@code temp}, {@code temp is missing}, {@code carrier = UA}, {@code sched_dep hour}. */
    public List<String> features() {
        return features;
    }

    /** Binds the columns of {@code rows} once, to encode row by row. @throws CycloException (refused) as {@link Predictor#predict(Table)} */
    public Encoder over(Table rows) {
        List<Column> columns = inputs.stream().map(input -> column(rows, input)).toList();
        return (row, into) -> {
            for (int i = 0; i < places.length; i++) {
                encodings.get(i).encode(columns.get(i), row, into, places[i]);
            }
        };
    }

    /** One row of Java values. @throws CycloException (refused) as {@link Predictor#predict(Map)} */
    public double[] encode(Map<String, ?> row) {
        double[] into = new double[features.size()];
        for (int i = 0; i < places.length; i++) {
            String name = inputs.get(i).name();
            Object value = row.get(name);
            if (value == null && !row.containsKey(name)) {
                throw missing(inputs.get(i), row.keySet());
            }
            encodings.get(i).encode(value, into, places[i]);
        }
        return into;
    }

    /** All rows, row after row, in float32 with NaN for missing: what XGBoost's DMatrix takes. */
    public float[] floats(Table rows) {
        Encoder encoder = over(rows);
        int width = features.size();
        float[] all = new float[Math.multiplyExact(rows.rows(), width)];
        double[] row = new double[width];
        for (int r = 0; r < rows.rows(); r++) {
            encoder.encode(r, row);
            for (int i = 0; i < width; i++) {
                all[r * width + i] = (float) row[i];
            }
        }
        return all;
    }

    /** All rows, row after row. */
    public double[] doubles(Table rows) {
        Encoder encoder = over(rows);
        int width = features.size();
        double[] all = new double[Math.multiplyExact(rows.rows(), width)];
        double[] row = new double[width];
        for (int r = 0; r < rows.rows(); r++) {
            encoder.encode(r, row);
            System.arraycopy(row, 0, all, r * width, width);
        }
        return all;
    }

    /** Of each category column, the values without an indicator and how often they occur, nulls aside; columns without any are left out. */
    public Map<String, Map<String, Long>> unseen(Table rows) {
        Map<String, Map<String, Long>> found = new TreeMap<>();
        for (Encoding encoding : encodings) {
            if (encoding instanceof CategoryEncoding category) {
                Column column = column(rows, category.input());
                for (int row = 0; row < column.size(); row++) {
                    String value = CategoryEncoding.text(column, row);
                    if (!value.isEmpty() && !category.knows(value)) {
                        found.computeIfAbsent(category.input().name(), name -> new TreeMap<>()).merge(value, 1L, Long::sum);
                    }
                }
            }
        }
        return found;
    }

    /** Writes prepared rows into an array of {@code features().size()} numbers. Thread safe. */
    public interface Encoder {
        void encode(int row, double[] into);
    }

    boolean fillsAllNumbers() {
        return encodings.stream().allMatch(Encoding::isFilled);
    }

    List<Encoding> encodings() {
        return encodings;
    }

    List<Object> describe() {
        return new ArrayList<>(encodings.stream().map(Encoding::describe).toList());
    }

    static Preparation parse(JsonNode node) {
        List<Encoding> encodings = new ArrayList<>();
        node.forEach(encoding -> encodings.add(Encoding.parse(encoding)));
        return new Preparation(encodings);
    }

    static Column column(Table rows, InputColumn input) {
        Column column = rows.find(input.name()).orElseThrow(() -> missing(input, rows.names()));
        if (!Encoding.accepts(input.type(), column.type())) {
            throw Encoding.wrongType(input, column.type().toString());
        }
        return column;
    }

    private static CycloException missing(InputColumn input, java.util.Collection<String> names) {
        return CycloException.refused("Cannot predict: there is no column '%s' (%s), which the model reads.%s",
                input.name(), input.type(), Suggestion.sentence(input.name(), names));
    }
}
