package cyclo.features.definitions;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Duration;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import cyclo.common.table.ValueType;
import feast.proto.core.DataSourceProto.DataSource;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A message as values for JSON, under the names of its fields; what is not set, and its project, is left out. */
final class MessageText {
    private MessageText() {}

    static Map<String, Object> of(Message message) {
        Map<String, Object> values = new LinkedHashMap<>();
        message.getAllFields().forEach((field, value) -> {
            if (!field.getName().equals("project")) {
                values.put(field.getName(), field.isMapField() ? map((List<?>) value) : value instanceof List<?> list
                        ? list.stream().map(item -> value(field, item)).toList() : value(field, value));
            }
        });
        return values;
    }

    private static Map<String, Object> map(List<?> entries) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (Object entry : entries) {
            Message pair = (Message) entry;
            FieldDescriptor value = pair.getDescriptorForType().findFieldByNumber(2);
            map.put(String.valueOf(pair.getField(pair.getDescriptorForType().findFieldByNumber(1))), value(value, pair.getField(value)));
        }
        return map;
    }

    private static Object value(FieldDescriptor field, Object value) {
        if (value instanceof Duration duration) {
            return Differences.duration(java.time.Duration.ofSeconds(duration.getSeconds(), duration.getNanos()));
        }
        if (value instanceof Timestamp time) {
            return Instant.ofEpochSecond(time.getSeconds(), time.getNanos()).toString();
        }
        if (value instanceof DataSource source && !source.getName().isEmpty()) {
            return source.getName();
        }
        if (value instanceof EnumValueDescriptor kind) {
            return field.getEnumType().getFullName().startsWith("feast.types.ValueType")
                    ? ValueType.ofNumber(kind.getNumber()).map(ValueType::pythonName).orElse("type " + kind.getNumber()) : kind.getName();
        }
        if (value instanceof ByteString bytes) {
            return bytes.isValidUtf8() ? bytes.toStringUtf8() : bytes.size() + " bytes";
        }
        return value instanceof Message inner ? of(inner) : value;
    }
}
