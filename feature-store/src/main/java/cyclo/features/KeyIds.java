package cyclo.features;

import cyclo.common.table.Column;
import cyclo.common.table.ValueType;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Numbers the distinct keys of some rows 0, 1, 2 ... and finds the same keys in others: a join on integers, whatever the keys are.
 * A key with a null in it has no number: -1. Not thread safe.
 */
final class KeyIds {
    private final int[] ids;
    private final List<ValueType> types;
    private final List<Map<Object, Integer>> words = new ArrayList<>();
    private final List<LongNumbers> numbers = new ArrayList<>();
    private final int count;

    /** @param keys no columns: all rows have the one empty key */
    KeyIds(List<Column> keys, int rows) {
        types = keys.stream().map(Column::type).toList();
        keys.forEach(key -> {
            words.add(new HashMap<>());
            numbers.add(new LongNumbers());
        });
        ids = numbered(keys, rows, true);
        count = keys.isEmpty() ? Math.min(rows, 1) : numbers.get(numbers.size() - 1).size();
    }

    int of(int row) {
        return ids[row];
    }

    int count() {
        return count;
    }

    /** The numbers of other rows' keys, -1 for a key that is not among those numbered. @throws IllegalArgumentException if types differ */
    int[] find(List<Column> keys, int rows) {
        if (!keys.stream().map(Column::type).toList().equals(types)) {
            throw new IllegalArgumentException("Keys of types %s are not found among keys of types %s".formatted(
                    keys.stream().map(Column::type).toList(), types));
        }
        return numbered(keys, rows, false);
    }

    private int[] numbered(List<Column> keys, int rows, boolean add) {
        int[] result = new int[rows];
        for (int i = 0; i < keys.size(); i++) {
            Column key = keys.get(i);
            boolean word = key.type() == ValueType.STRING || key.type() == ValueType.BYTES;
            for (int row = 0; row < rows; row++) {
                if (result[row] >= 0) {
                    long code = key.isNull(row) ? -1 : word ? word(key.value(row), words.get(i), add) : key.longAt(row);
                    boolean absent = key.isNull(row) || word && code < 0;
                    result[row] = absent ? -1 : numbers.get(i).number(result[row], code, add);
                }
            }
        }
        return result;
    }

    private static int word(Object value, Map<Object, Integer> words, boolean add) {
        Object word = value instanceof byte[] bytes ? ByteBuffer.wrap(bytes) : value;
        Integer known = words.get(word);
        if (known == null && add) {
            known = words.size();
            words.put(word, known);
        }
        return known == null ? -1 : known;
    }
}
