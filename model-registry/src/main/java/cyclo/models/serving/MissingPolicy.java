package cyclo.models.serving;

import cyclo.common.CycloException;
import cyclo.common.Suggestion;
import cyclo.common.YamlMap;
import cyclo.common.table.Column;
import cyclo.common.table.Table;
import cyclo.common.table.ValueType;
import cyclo.models.InputColumn;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The {@code missing} section of serving.yaml: what becomes of missing values, input by input. Online and batch serving both
 * apply this class, to nulls alone: a feature store table holds a null wherever a value is null, unknown or expired, so the
 * same entity gets the same prediction from both.
 *
 * @param otherwise for every input that {@code byInput} does not name
 */
public record MissingPolicy(Missing otherwise, Map<String, Missing> byInput) {
    /** Without a {@code missing} section nothing is guessed. */
    public static final MissingPolicy REFUSE_ALL = new MissingPolicy(Missing.REFUSE, Map.of());

    /**
     * The rows that may be predicted, in which defaults stand in for missing values, and what was done to get there.
     *
     * @param refused row number to the names of the inputs that were missing and may not be
     * @param defaulted input to the number of rows that got its default
     */
    public record Applied(Table rows, Map<Integer, List<String>> refused, Map<String, Integer> defaulted) {}

    public MissingPolicy {
        byInput = Map.copyOf(byInput);
    }

    public Missing of(String input) {
        return byInput.getOrDefault(input, otherwise);
    }

    /** Reads {@code missing: model}, or {@code missing: {otherwise: refuse, features: {acc_rate: {default: 0.5}}}}. */
    static MissingPolicy read(YamlMap serving) {
        if (!serving.has("missing")) {
            return REFUSE_ALL;
        }
        if (serving.value("missing").orElseThrow() instanceof Map) {
            YamlMap missing = serving.map("missing");
            Map<String, Missing> byInput = new LinkedHashMap<>();
            missing.optionalMap("features").ifPresent(features -> features.keys().forEach(name -> byInput.put(name, one(features, name))));
            return new MissingPolicy(missing.has("otherwise") ? one(missing, "otherwise") : Missing.REFUSE, byInput);
        }
        return new MissingPolicy(one(serving, "missing"), Map.of());
    }

    private static Missing one(YamlMap map, String key) {
        Object value = map.value(key).orElse("");
        if ("refuse".equals(value)) {
            return Missing.REFUSE;
        } else if ("model".equals(value)) {
            return Missing.MODEL;
        } else if (value instanceof Map && map.map(key).value("default").isPresent()) {
            return new Missing.Default(map.map(key).value("default").orElseThrow());
        }
        map.faultAt(key, "'%s' is '%s': write refuse, model, or {default: VALUE}", key, value);
        return Missing.REFUSE;
    }

    /**
     * This policy for one model: every name exists, and defaults have the input's type. A name that the model does not read, but
     * another on the same features may, is passed over: a new champion need not read what the old one did.
     *
     * @param known all columns that a model on these features may read
     * @throws CycloException (usage) with all faults at once
     */
    public MissingPolicy boundTo(List<InputColumn> inputs, Set<String> known) {
        Map<String, ValueType> types = new LinkedHashMap<>();
        inputs.forEach(input -> types.put(input.name(), input.type()));
        List<String> faults = new ArrayList<>();
        Map<String, Missing> bound = new LinkedHashMap<>();
        byInput.keySet().stream().filter(name -> !types.containsKey(name) && !known.contains(name)).sorted().forEach(name -> faults.add(
                "it names '%s', which is no input of the model.%s".formatted(name, Suggestion.sentence(name, types.keySet()))));
        types.forEach((name, type) -> {
            Missing missing = of(name);
            try {
                bound.put(name, missing instanceof Missing.Default stated ? new Missing.Default(typed(stated.value(), type)) : missing);
            } catch (ClassCastException | ArithmeticException | DateTimeParseException e) {
                faults.add("the default of '%s' is '%s', but the input is of type %s.".formatted(name, ((Missing.Default) missing).value(), type));
            }
        });
        if (!faults.isEmpty()) {
            throw CycloException.usage("Cannot use 'missing' of serving.yaml: %s", String.join(" And ", faults));
        }
        return new MissingPolicy(otherwise, bound);
    }

    /** Call on a policy that is {@link #boundTo} the same inputs. NaN counts as missing. {@code rows} may have more columns. */
    public Applied apply(Table rows, List<InputColumn> inputs) {
        Table filled = rows;
        Map<Integer, List<String>> refused = new LinkedHashMap<>();
        Map<String, Integer> defaulted = new LinkedHashMap<>();
        for (InputColumn input : inputs) {
            Missing missing = of(input.name());
            Column column = rows.find(input.name()).orElse(null);
            if (missing instanceof Missing.Model || column == null) {
                continue;
            }
            List<Integer> gaps = gaps(column);
            if (gaps.isEmpty()) {
                continue;
            }
            if (missing instanceof Missing.Default stated) {
                filled = filled.with(filled(column, stated.value()));
                defaulted.put(input.name(), gaps.size());
            } else {
                gaps.forEach(row -> refused.computeIfAbsent(row, any -> new ArrayList<>()).add(input.name()));
            }
        }
        return new Applied(filled, refused, defaulted);
    }

    private static List<Integer> gaps(Column column) {
        boolean floating = column.type() == ValueType.DOUBLE || column.type() == ValueType.FLOAT;
        if (!floating && column.nullCount() == 0) {
            return List.of();
        }
        List<Integer> gaps = new ArrayList<>();
        for (int row = 0; row < column.size(); row++) {
            if (column.isNull(row) || floating && Double.isNaN(column.numberAt(row))) {
                gaps.add(row);
            }
        }
        return gaps;
    }

    private static Column filled(Column column, Object value) {
        Column.Builder builder = Column.builder(column.name(), column.type(), column.size());
        for (int row = 0; row < column.size(); row++) {
            Object present = column.value(row);
            boolean missing = present == null || present instanceof Double d && d.isNaN() || present instanceof Float f && f.isNaN();
            builder.add(missing ? value : present);
        }
        return builder.build();
    }

    /** A value of YAML (String, Long, Double, Boolean) as the input's type wants it. */
    private static Object typed(Object value, ValueType type) {
        return switch (type) {
            case INT32 -> Math.toIntExact((Long) value);
            case INT64 -> (Long) value;
            case DOUBLE -> ((Number) value).doubleValue();
            case FLOAT -> ((Number) value).floatValue();
            case BOOL -> (Boolean) value;
            case UNIX_TIMESTAMP -> Instant.parse((String) value);
            case STRING -> (String) value;
            default -> throw new ClassCastException("no default for " + type);
        };
    }
}
