package cyclo.features.offline;

import cyclo.common.table.Column;
import cyclo.common.table.ValueType;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The join keys of few entity rows, written into the query: then PostgreSQL goes by its index instead of reading all of history. For many,
 * reading all is faster.
 */
final class WantedKeys {
    private static final int FEW = 500;
    private static final Set<ValueType> AS_STORED = Set.of(ValueType.INT32, ValueType.INT64, ValueType.STRING, ValueType.BYTES);

    private WantedKeys() {}

    /**
     * A condition on the key columns; absent when there are many keys, or a kind of key whose raw values are not those of the store.
     *
     * @param columns of the source, quoted and of the keys' types, in the order of {@code keys}
     */
    static Optional<String> condition(List<String> columns, List<Column> keys, int rows) {
        if (keys.isEmpty() || !keys.stream().map(Column::type).allMatch(AS_STORED::contains)) {
            return Optional.empty();
        }
        Map<String, Boolean> wanted = new LinkedHashMap<>();
        for (int row = 0; row < rows; row++) {
            int at = row;
            if (keys.stream().noneMatch(key -> key.isNull(at) || impossible(key.value(at)))) {
                wanted.put(keys.stream().map(key -> literal(key.value(at))).collect(Collectors.joining(", ", "(", ")")), true);
            }
            if (wanted.size() > FEW) {
                return Optional.empty();
            }
        }
        return Optional.of(wanted.isEmpty() ? "false" : in(columns, wanted.keySet()));
    }

    private static String in(List<String> columns, Collection<String> keys) {
        return "(" + String.join(", ", columns) + ") IN (VALUES " + String.join(", ", keys) + ")";
    }

    /** PostgreSQL has no text with a zero in it, so no row has this key. */
    static boolean impossible(Object value) {
        return value instanceof String text && text.indexOf('\0') >= 0;
    }

    private static String literal(Object value) {
        if (value instanceof byte[] bytes) {
            return "'\\x" + HexFormat.of().formatHex(bytes) + "'::bytea";
        }
        return value instanceof Number ? value + "::int8" : Sql.text((String) value) + "::text";
    }
}
