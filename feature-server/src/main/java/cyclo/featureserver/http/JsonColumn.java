package cyclo.featureserver.http;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import cyclo.common.table.Column;
import cyclo.common.table.ValueType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * The values that a request gives under one name, as JSON had them: their type is known only when the whole request has been read. Whole numbers
 * lie in a {@code long[]} for as long as there is nothing else among them.
 */
final class JsonColumn {
    private long[] longs = new long[8];
    private Object[] objects;
    private int size;

    /** Reads an array, with the parser at its beginning. @throws TooManyRows beyond {@code most} values */
    static JsonColumn read(JsonParser json, int most) throws IOException {
        JsonColumn column = new JsonColumn();
        for (JsonToken token = json.nextToken(); token != JsonToken.END_ARRAY; token = json.nextToken()) {
            if (column.size == most) {
                throw new TooManyRows(most);
            }
            column.add(json, token);
        }
        return column;
    }

    /** Reads an object of row to value, with the parser at its beginning. @param rows takes the names of the rows */
    static JsonColumn readIndexed(JsonParser json, int most, List<String> rows) throws IOException {
        JsonColumn column = new JsonColumn();
        for (JsonToken token = json.nextToken(); token == JsonToken.FIELD_NAME; token = json.nextToken()) {
            if (column.size == most) {
                throw new TooManyRows(most);
            }
            rows.add(json.currentName());
            column.add(json, json.nextToken());
        }
        return column;
    }

    /** More rows than this server answers at once. */
    static final class TooManyRows extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final int most;

        private TooManyRows(int most) {
            super(null, null, false, false);
            this.most = most;
        }

        int most() {
            return most;
        }
    }

    int size() {
        return size;
    }

    boolean hasNull() {
        return objects != null && Arrays.stream(objects, 0, size).anyMatch(value -> value == null);
    }

    /**
     * @param name of the column
     * @throws IllegalArgumentException with the first value that is none of {@code type}
     */
    Column cast(String name, ValueType type) {
        if (objects == null && type == ValueType.INT64) {
            return Column.ofLongs(name, type, Arrays.copyOf(longs, size), new BitSet());
        }
        Column.Builder cast = Column.builder(name, type, size);
        for (int row = 0; row < size; row++) {
            cast.add(JsonScalars.cast(value(row), type));
        }
        return cast.build();
    }

    /** Writes the values back as they came. */
    void write(JsonGenerator json) throws IOException {
        json.writeStartArray(null, size);
        for (int row = 0; row < size; row++) {
            json.writePOJO(value(row));
        }
        json.writeEndArray();
    }

    /** A Long, Double, BigInteger, String, Boolean, list of these, or null. */
    Object value(int row) {
        return objects == null ? (Object) longs[row] : objects[row];
    }

    private void add(JsonParser json, JsonToken token) throws IOException {
        if (objects == null && token == JsonToken.VALUE_NUMBER_INT && json.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
            if (size == longs.length) {
                longs = Arrays.copyOf(longs, size * 2);
            }
            longs[size++] = json.getLongValue();
            return;
        }
        if (objects == null) {
            objects = new Object[longs.length];
            for (int row = 0; row < size; row++) {
                objects[row] = longs[row];
            }
        }
        if (size == objects.length) {
            objects = Arrays.copyOf(objects, size * 2);
        }
        objects[size++] = value(json, token);
    }

    private static Object value(JsonParser json, JsonToken token) throws IOException {
        return switch (token) {
            case VALUE_NULL -> null;
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_STRING -> json.getText();
            case VALUE_NUMBER_INT -> json.getNumberType() == JsonParser.NumberType.BIG_INTEGER ? (Object) json.getBigIntegerValue() : json.getLongValue();
            case VALUE_NUMBER_FLOAT -> json.getDoubleValue();
            case START_ARRAY -> {
                List<Object> values = new ArrayList<>();
                for (JsonToken next = json.nextToken(); next != JsonToken.END_ARRAY; next = json.nextToken()) {
                    values.add(value(json, next));
                }
                yield values;
            }
            default -> json.readValueAsTree();
        };
    }
}
