package cyclo.features.definitions;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import cyclo.common.Sha256;
import feast.proto.core.DataSourceProto.DataSource;
import feast.proto.core.FeatureReferenceProto.FeatureViewProjection;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** What a registry object says, apart from when and where it was said: by this two objects are compared and digested. */
final class Content {
    /** What a projection repeats of its view's source. */
    private static final int[] COPIED_FROM_THE_SOURCE = {5, 6, 7, 8, 9};

    private Content() {}

    /** The spec without times, project name and copies of other objects. */
    static Message of(Message object) {
        return strip(Kind.specOf(object), true);
    }

    /** SHA-256 over all objects, equal for a file and an SQL registry of the same definitions. */
    static String digest(Map<Kind.Key, Message> objects) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        out.useDeterministicSerialization();
        SortedMap<Kind.Key, Message> sorted = new TreeMap<>(objects);
        try {
            for (Map.Entry<Kind.Key, Message> object : sorted.entrySet()) {
                out.writeStringNoTag(object.getKey().kind().table() + "/" + object.getKey().name());
                out.writeMessageNoTag(of(object.getValue()));
            }
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Sha256.of(bytes.toByteArray());
    }

    /** The fields of the spec that differ; for lists of named things the names that came and went. */
    static List<String> differences(Message before, Message after) {
        Message old = of(before);
        Message now = of(after);
        TreeSet<FieldDescriptor> fields = new TreeSet<>(old.getAllFields().keySet());
        fields.addAll(now.getAllFields().keySet());
        List<String> differences = new ArrayList<>();
        for (FieldDescriptor field : fields) {
            if (!old.getField(field).equals(now.getField(field))) {
                differences.add(field.getName() + namesThatDiffer(field, old.getField(field), now.getField(field)));
            }
        }
        return differences.isEmpty() ? List.of("fields of a newer Feast") : differences;
    }

    private static String namesThatDiffer(FieldDescriptor field, Object before, Object after) {
        if (!field.isRepeated() || field.isMapField()) {
            return "";
        }
        List<String> old = names((List<?>) before);
        List<String> now = names((List<?>) after);
        List<String> parts = new ArrayList<>();
        now.stream().filter(name -> !old.contains(name)).forEach(name -> parts.add("+" + name));
        old.stream().filter(name -> !now.contains(name)).forEach(name -> parts.add("-" + name));
        return parts.isEmpty() ? "" : " (" + String.join(", ", parts) + ")";
    }

    private static List<String> names(List<?> values) {
        return values.stream().map(value -> {
            if (value instanceof FeatureViewProjection projection) {
                return projection.getFeatureViewName();
            }
            if (value instanceof Message message) {
                FieldDescriptor name = message.getDescriptorForType().findFieldByName("name");
                return name == null ? message.toString() : String.valueOf(message.getField(name));
            }
            return String.valueOf(value);
        }).toList();
    }

    /** Besides times and project: the class, which Feast writes into its file and not into its tables where the type tells it. */
    private static boolean isRepeated(DataSource source, String field) {
        return field.equals("meta") || field.equals("project")
                || field.equals("data_source_class_type") && source.getType() != DataSource.SourceType.CUSTOM_SOURCE;
    }

    private static Message strip(Message message, boolean top) {
        Message.Builder builder = message.toBuilder();
        for (Map.Entry<FieldDescriptor, Object> entry : message.getAllFields().entrySet()) {
            FieldDescriptor field = entry.getKey();
            if (top && field.getName().equals("project") || message instanceof DataSource source && isRepeated(source, field.getName())) {
                builder.clearField(field);
            } else if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE && field.isRepeated()) {
                builder.clearField(field);
                ((List<?>) entry.getValue()).forEach(value -> builder.addRepeatedField(field, strip((Message) value, false)));
            } else if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
                builder.setField(field, strip((Message) entry.getValue(), false));
            }
        }
        return (message instanceof FeatureViewProjection ? NewerFields.clear(builder, COPIED_FROM_THE_SOURCE) : builder).build();
    }
}
