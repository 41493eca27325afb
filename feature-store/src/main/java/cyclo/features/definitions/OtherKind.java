package cyclo.features.definitions;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import cyclo.common.CycloException;
import feast.proto.core.FeatureProto.FeatureSpecV2;
import feast.proto.core.SavedDatasetProto;
import feast.proto.core.StreamFeatureViewProto;
import feast.proto.core.ValidationProfile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The kinds of registry objects that only Python declares; of permissions and label views the generated classes know nothing. */
enum OtherKind {
    STREAM_VIEW("stream view", "stream_feature_views", 14, "feature_view", StreamFeatureViewProto.StreamFeatureView.getDefaultInstance()),
    SAVED_DATASET("saved dataset", "saved_datasets", 11, "saved_dataset", SavedDatasetProto.SavedDataset.getDefaultInstance()),
    VALIDATION_REFERENCE("validation reference", "validation_references", 13, "validation_reference",
            ValidationProfile.ValidationReference.getDefaultInstance()),
    PERMISSION("permission", "permissions", 16, "permission", null),
    LABEL_VIEW("label view", "label_views", 19, "feature_view", null);

    private static final String[] ACTIONS = {"CREATE", "DESCRIBE", "UPDATE", "DELETE", "READ_ONLINE", "READ_OFFLINE", "WRITE_ONLINE", "WRITE_OFFLINE"};
    private static final String[] TYPES = {"FEATURE_VIEW", "ON_DEMAND_FEATURE_VIEW", "BATCH_FEATURE_VIEW", "STREAM_FEATURE_VIEW", "ENTITY", "FEATURE_SERVICE",
        "DATA_SOURCE", "VALIDATION_REFERENCE", "SAVED_DATASET", "PERMISSION", "PROJECT", "LABEL_VIEW"};

    private final String title;
    private final String table;
    private final int number;
    private final String column;
    private final Message known;

    OtherKind(String title, String table, int number, String column, Message known) {
        this.title = title;
        this.table = table;
        this.number = number;
        this.column = column;
        this.known = known;
    }

    /** The table of the SQL registry. */
    String table() {
        return table;
    }

    String nameColumn() {
        return column + "_name";
    }

    String protoColumn() {
        return column + "_proto";
    }

    /** Those of {@code project} in a file's message. */
    List<OtherObject> of(UnknownFieldSet registry, String project) {
        List<OtherObject> objects = new ArrayList<>();
        for (ByteString message : NewerFields.messages(registry, number)) {
            UnknownFieldSet whole = NewerFields.parse(message);
            // A validation reference is its own spec, and keeps its project elsewhere.
            Optional<String> owner = this == VALIDATION_REFERENCE ? NewerFields.text(whole, 3) : NewerFields.text(NewerFields.inside(whole, 1), 2);
            if (owner.filter(project::equals).isPresent()) {
                objects.add(parse(message));
            }
        }
        return objects;
    }

    OtherObject parse(ByteString message) {
        if (known != null) {
            try {
                Message parsed = known.getParserForType().parseFrom(message);
                return new OtherObject(title, Kind.nameOf(parsed), MessageText.of(Kind.specOf(parsed)));
            } catch (InvalidProtocolBufferException e) {
                throw CycloException.usage("Cannot read the registry: its %s holds bytes that are not a %s (%s).", table, title, e.getMessage(), e);
            }
        }
        UnknownFieldSet spec = NewerFields.inside(NewerFields.parse(message), 1);
        Map<String, Object> says = new LinkedHashMap<>();
        if (this == PERMISSION) {
            put(says, "types", numbers(spec, 3, TYPES));
            put(says, "name_patterns", texts(spec, 4));
            put(says, "required_tags", tags(spec, 5));
            put(says, "actions", numbers(spec, 6, ACTIONS));
            put(says, "tags", tags(spec, 8));
        } else {
            NewerFields.text(spec, 9).ifPresent(text -> says.put("description", text));
            NewerFields.text(spec, 10).ifPresent(text -> says.put("owner", text));
            put(says, "entities", texts(spec, 3));
            put(says, "features", NewerFields.messages(spec, 4).stream().map(OtherKind::feature).toList());
            NewerFields.text(spec, 12).ifPresent(text -> says.put("labeler_field", text));
            NewerFields.text(spec, 15).ifPresent(text -> says.put("reference_feature_view", text));
            put(says, "tags", tags(spec, 5));
        }
        return new OtherObject(title, NewerFields.text(spec, 1).orElse(""), says);
    }

    private static void put(Map<String, Object> says, String name, Object value) {
        if (!(value instanceof List<?> list && list.isEmpty()) && !(value instanceof Map<?, ?> map && map.isEmpty())) {
            says.put(name, value);
        }
    }

    private static List<String> texts(UnknownFieldSet spec, int field) {
        return NewerFields.messages(spec, field).stream().map(ByteString::toStringUtf8).toList();
    }

    private static Map<String, String> tags(UnknownFieldSet spec, int field) {
        Map<String, String> tags = new LinkedHashMap<>();
        NewerFields.messages(spec, field).stream().map(NewerFields::parse)
                .forEach(tag -> tags.put(NewerFields.text(tag, 1).orElse(""), NewerFields.text(tag, 2).orElse("")));
        return tags;
    }

    private static Map<String, Object> feature(ByteString bytes) {
        try {
            return MessageText.of(FeatureSpecV2.parseFrom(bytes));
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException("not a feature", e);
        }
    }

    /** Of a repeated enum, packed or not. */
    private static List<String> numbers(UnknownFieldSet spec, int field, String[] names) {
        List<Long> values = new ArrayList<>(spec.getField(field).getVarintList());
        for (ByteString packed : NewerFields.messages(spec, field)) {
            try {
                CodedInputStream in = packed.newCodedInput();
                while (!in.isAtEnd()) {
                    values.add(in.readRawVarint64());
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return values.stream().map(value -> value >= 0 && value < names.length ? names[value.intValue()] : String.valueOf(value)).toList();
    }
}
