package cyclo.features.definitions;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import cyclo.common.CycloException;
import feast.proto.core.DataSourceProto;
import feast.proto.core.EntityProto;
import feast.proto.core.FeatureServiceProto;
import feast.proto.core.FeatureViewProto;
import feast.proto.core.OnDemandFeatureViewProto;

/** The kinds of registry objects that {@code features.yaml} declares, in the order in which one refers to another. */
enum Kind {
    ENTITY("entity", "entities", "entity", EntityProto.Entity.getDefaultInstance()),
    DATA_SOURCE("source", "data_sources", "data_source", DataSourceProto.DataSource.getDefaultInstance()),
    FEATURE_VIEW("feature view", "feature_views", "feature_view", FeatureViewProto.FeatureView.getDefaultInstance()),
    ON_DEMAND_VIEW("on-demand view", "on_demand_feature_views", "feature_view", OnDemandFeatureViewProto.OnDemandFeatureView.getDefaultInstance()),
    FEATURE_SERVICE("feature service", "feature_services", "feature_service", FeatureServiceProto.FeatureService.getDefaultInstance());

    /** One object of a project. */
    record Key(Kind kind, String name) implements Comparable<Key> {
        @Override public int compareTo(Key other) {
            int byKind = kind.compareTo(other.kind);
            return byKind != 0 ? byKind : name.compareTo(other.name);
        }
    }

    private final String title;
    private final String field;
    private final String column;
    private final Message empty;

    Kind(String title, String field, String column, Message empty) {
        this.title = title;
        this.field = field;
        this.column = column;
        this.empty = empty;
    }

    /** For people. */
    String title() {
        return title;
    }

    /** The field of {@code feast.core.Registry} and the table of the SQL registry. */
    String table() {
        return field;
    }

    String nameColumn() {
        return column + "_name";
    }

    String protoColumn() {
        return column + "_proto";
    }

    boolean isView() {
        return this == FEATURE_VIEW || this == ON_DEMAND_VIEW;
    }

    Message parse(ByteString bytes) {
        try {
            return empty.getParserForType().parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            throw CycloException.usage("Cannot read the registry: its table %s holds bytes that are not a %s (%s).", field, title, e.getMessage(), e);
        }
    }

    static String nameOf(Message message) {
        return (String) specOf(message).getField(specOf(message).getDescriptorForType().findFieldByName("name"));
    }

    static String projectOf(Message message) {
        return (String) specOf(message).getField(specOf(message).getDescriptorForType().findFieldByName("project"));
    }

    /** What the message says of itself; one without a spec, such as a data source, is its own. */
    static Message specOf(Message message) {
        FieldDescriptor spec = message.getDescriptorForType().findFieldByName("spec");
        return spec == null ? message : (Message) message.getField(spec);
    }
}
