package cyclo.features.types;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import cyclo.common.table.ValueType;
import feast.proto.types.ValueProto.BoolList;
import feast.proto.types.ValueProto.BytesList;
import feast.proto.types.ValueProto.DoubleList;
import feast.proto.types.ValueProto.FloatList;
import feast.proto.types.ValueProto.Int32List;
import feast.proto.types.ValueProto.Int64List;
import feast.proto.types.ValueProto.StringList;
import feast.proto.types.ValueProto.Value;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Between Java values, as {@link ValueType} lists them, and Feast's {@code Value} message, and its bytes in Redis.
 *
 * <p>What those bytes cannot hold is normalised by {@link #normalised}, which the offline side applies too, so that both give equal
 * values: a UNIX_TIMESTAMP is cut to its second, a NaN is null, a null inside a list of floating point numbers is NaN. Infinity,
 * and NaN inside a list, are kept. A null inside another list has no form in Feast and is refused.
 */
public final class TypeCodec {
    /** A null timestamp, as Feast writes it. */
    private static final long NULL_SECONDS = Long.MIN_VALUE;
    private static final byte[] EMPTY = {};
    private static final byte[] NULL_TIMESTAMP = Value.newBuilder().setUnixTimestampVal(NULL_SECONDS).build().toByteArray();

    private TypeCodec() {}

    /** The value as every store gives it back; null for null. @throws IllegalArgumentException for a null inside a list that cannot hold one */
    public static Object normalised(ValueType type, Object value) {
        if (value == null) {
            return null;
        }
        return switch (type) {
            case DOUBLE -> ((Double) value).isNaN() ? null : value;
            case FLOAT -> ((Float) value).isNaN() ? null : value;
            case UNIX_TIMESTAMP -> second((Instant) value);
            case NULL -> null;
            default -> type.isList() ? normalisedList(type.element(), (List<?>) value) : value;
        };
    }

    /** Serialized Feast {@code Value} of a normalised value: what a hash field in Redis holds. Null is empty, except for a timestamp. */
    public static byte[] toBytes(ValueType type, Object value) {
        Object normal = normalised(type, value);
        if (normal == null) {
            return type == ValueType.UNIX_TIMESTAMP ? NULL_TIMESTAMP.clone() : EMPTY;
        }
        return type.isList() ? toFeast(type, normal).toByteArray() : ScalarBytes.of(type, normal);
    }

    /** @throws IllegalArgumentException if these are not the bytes of a value of this type */
    public static Optional<Object> fromBytes(ValueType type, byte[] bytes) {
        try {
            return fromFeast(type, Value.parseFrom(bytes));
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException("%d bytes that are no Feast value".formatted(bytes.length), e);
        }
    }

    /** The Feast message of a value; a null is the empty message (also a null timestamp, as in Feast's answers to requests). */
    public static Value toFeast(ValueType type, Object value) {
        Value.Builder message = Value.newBuilder();
        Object normal = normalised(type, value);
        if (normal == null) {
            return message.build();
        }
        switch (type) {
            case BYTES -> message.setBytesVal(ByteString.copyFrom((byte[]) normal));
            case STRING -> message.setStringVal((String) normal);
            case INT32 -> message.setInt32Val((Integer) normal);
            case INT64 -> message.setInt64Val((Long) normal);
            case DOUBLE -> message.setDoubleVal((Double) normal);
            case FLOAT -> message.setFloatVal((Float) normal);
            case BOOL -> message.setBoolVal((Boolean) normal);
            case UNIX_TIMESTAMP -> message.setUnixTimestampVal(((Instant) normal).getEpochSecond());
            default -> setList(message, type, (List<?>) normal);
        }
        return message.build();
    }

    /** @throws IllegalArgumentException if the message holds another type, or one newer than feast-datatypes 0.38.0 */
    public static Optional<Object> fromFeast(ValueType type, Value message) {
        if (message.getValCase() == Value.ValCase.VAL_NOT_SET) {
            if (!message.getUnknownFields().asMap().isEmpty()) {
                throw new IllegalArgumentException("a value of Feast type %s, which is newer than those Cyclo knows".formatted(
                        message.getUnknownFields().asMap().keySet()));
            }
            return Optional.empty();
        }
        if (message.getValCase() == Value.ValCase.NULL_VAL) {
            return Optional.empty();
        }
        if (message.getValCase().getNumber() != type.number()) {
            throw new IllegalArgumentException("a value of type %s where %s is declared".formatted(message.getValCase(), type));
        }
        return Optional.ofNullable(normalised(type, switch (type) {
            case BYTES -> message.getBytesVal().toByteArray();
            case STRING -> message.getStringVal();
            case INT32 -> message.getInt32Val();
            case INT64 -> message.getInt64Val();
            case DOUBLE -> message.getDoubleVal();
            case FLOAT -> message.getFloatVal();
            case BOOL -> message.getBoolVal();
            case UNIX_TIMESTAMP -> message.getUnixTimestampVal() == NULL_SECONDS ? null : Instant.ofEpochSecond(message.getUnixTimestampVal());
            case BYTES_LIST -> message.getBytesListVal().getValList().stream().map(ByteString::toByteArray).toList();
            case STRING_LIST -> List.copyOf(message.getStringListVal().getValList());
            case INT32_LIST -> List.copyOf(message.getInt32ListVal().getValList());
            case INT64_LIST -> List.copyOf(message.getInt64ListVal().getValList());
            case DOUBLE_LIST -> List.copyOf(message.getDoubleListVal().getValList());
            case FLOAT_LIST -> List.copyOf(message.getFloatListVal().getValList());
            case BOOL_LIST -> List.copyOf(message.getBoolListVal().getValList());
            case UNIX_TIMESTAMP_LIST -> message.getUnixTimestampListVal().getValList().stream().map(Instant::ofEpochSecond).toList();
            case NULL -> null;
        }));
    }

    private static void setList(Value.Builder message, ValueType type, List<?> list) {
        switch (type) {
            case BYTES_LIST -> {
                BytesList.Builder bytes = BytesList.newBuilder();
                list.forEach(element -> bytes.addVal(ByteString.copyFrom((byte[]) element)));
                message.setBytesListVal(bytes);
            }
            case STRING_LIST -> message.setStringListVal(StringList.newBuilder().addAllVal(elements(list, String.class)));
            case INT32_LIST -> message.setInt32ListVal(Int32List.newBuilder().addAllVal(elements(list, Integer.class)));
            case INT64_LIST -> message.setInt64ListVal(Int64List.newBuilder().addAllVal(elements(list, Long.class)));
            case DOUBLE_LIST -> message.setDoubleListVal(DoubleList.newBuilder().addAllVal(elements(list, Double.class)));
            case FLOAT_LIST -> message.setFloatListVal(FloatList.newBuilder().addAllVal(elements(list, Float.class)));
            case BOOL_LIST -> message.setBoolListVal(BoolList.newBuilder().addAllVal(elements(list, Boolean.class)));
            case UNIX_TIMESTAMP_LIST -> message.setUnixTimestampListVal(Int64List.newBuilder()
                    .addAllVal(elements(list, Instant.class).stream().map(Instant::getEpochSecond).toList()));
            default -> throw new IllegalArgumentException("%s is no list".formatted(type));
        }
    }

    private static <T> List<T> elements(List<?> list, Class<T> type) {
        return list.stream().map(type::cast).toList();
    }

    private static List<Object> normalisedList(ValueType element, List<?> list) {
        List<Object> normal = new ArrayList<>(list.size());
        for (Object value : list) {
            if (value != null) {
                normal.add(element == ValueType.UNIX_TIMESTAMP ? second((Instant) value) : value);
            } else if (element == ValueType.DOUBLE) {
                normal.add(Double.NaN);
            } else if (element == ValueType.FLOAT) {
                normal.add(Float.NaN);
            } else {
                throw new IllegalArgumentException("a null inside a list of %s, for which Feast has no form".formatted(element));
            }
        }
        return List.copyOf(normal);
    }

    private static Instant second(Instant instant) {
        return instant.getNano() == 0 ? instant : Instant.ofEpochSecond(instant.getEpochSecond());
    }
}
