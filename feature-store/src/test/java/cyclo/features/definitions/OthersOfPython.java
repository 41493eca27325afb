package cyclo.features.definitions;

import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnknownFieldSet.Field;
import feast.proto.core.DataSourceProto.DataSource;
import feast.proto.core.FeatureProto.FeatureSpecV2;
import feast.proto.core.RegistryProto;
import feast.proto.core.SavedDatasetProto;
import feast.proto.core.StreamFeatureViewProto;
import feast.proto.core.ValidationProfile;
import feast.proto.types.ValueProto.ValueType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One object of each kind that Cyclo does not declare, as Feast 0.67 writes them, and how they are shown. */
final class OthersOfPython {
    static final List<OtherObject> SHOWN = List.of(
            new OtherObject("stream view", "clicks", map("name", "clicks", "features", List.of(map("name", "n", "value_type", "Int64")), "ttl", "1h",
                    "stream_source", "kafka", "mode", "spark")),
            new OtherObject("saved dataset", "june", map("name", "june", "features", List.of("stats:rate"), "tags", Map.of("sha256", "ab"))),
            new OtherObject("validation reference", "profile", map("name", "profile", "reference_dataset_name", "june")),
            new OtherObject("permission", "readers", map("types", List.of("FEATURE_VIEW", "ENTITY"), "name_patterns", List.of("driver.*"),
                    "actions", List.of("DESCRIBE", "READ_ONLINE"))),
            new OtherObject("label view", "fraud", map("entities", List.of("driver"), "features", List.of(map("name", "is_fraud", "value_type", "Bool")),
                    "labeler_field", "who")));

    private OthersOfPython() {}

    static RegistryProto.Registry addedTo(RegistryProto.Registry registry, String project) {
        UnknownFieldSet newer = UnknownFieldSet.newBuilder(registry.getUnknownFields())
                .mergeField(16, bytes(message(permission(project)))).mergeField(19, bytes(message(labelView(project)))).build();
        return registry.toBuilder().addStreamFeatureViews((StreamFeatureViewProto.StreamFeatureView) objects(project).get(0))
                .addSavedDatasets((SavedDatasetProto.SavedDataset) objects(project).get(1))
                .addValidationReferences((ValidationProfile.ValidationReference) objects(project).get(2)).setUnknownFields(newer).build();
    }

    static List<Message> objects(String project) {
        return List.of(
                StreamFeatureViewProto.StreamFeatureView.newBuilder().setSpec(StreamFeatureViewProto.StreamFeatureViewSpec.newBuilder().setName("clicks")
                        .setProject(project).setMode("spark").setTtl(Duration.newBuilder().setSeconds(3600)).setStreamSource(DataSource.newBuilder()
                        .setName("kafka"))
                        .addFeatures(FeatureSpecV2.newBuilder().setName("n").setValueType(ValueType.Enum.INT64))).build(),
                SavedDatasetProto.SavedDataset.newBuilder().setSpec(SavedDatasetProto.SavedDatasetSpec.newBuilder().setName("june").setProject(project)
                        .addFeatures("stats:rate").putTags("sha256", "ab")).build(),
                ValidationProfile.ValidationReference.newBuilder().setName("profile").setProject(project).setReferenceDatasetName("june").build());
    }

    static UnknownFieldSet permission(String project) {
        return UnknownFieldSet.newBuilder().mergeField(1, text("readers")).mergeField(2, text(project))
                .mergeField(3, bytes(ByteString.copyFrom(new byte[] {0, 4}))).mergeField(4, text("driver.*"))
                .mergeField(6, bytes(ByteString.copyFrom(new byte[] {1, 4}))).build();
    }

    static UnknownFieldSet labelView(String project) {
        ByteString feature = FeatureSpecV2.newBuilder().setName("is_fraud").setValueType(ValueType.Enum.BOOL).build().toByteString();
        return UnknownFieldSet.newBuilder().mergeField(1, text("fraud")).mergeField(2, text(project)).mergeField(3, text("driver"))
                .mergeField(4, bytes(feature)).mergeField(12, text("who")).build();
    }

    static ByteString message(UnknownFieldSet spec) {
        return UnknownFieldSet.newBuilder().mergeField(1, bytes(spec.toByteString())).build().toByteString();
    }

    private static Field text(String text) {
        return bytes(ByteString.copyFromUtf8(text));
    }

    private static Field bytes(ByteString bytes) {
        return Field.newBuilder().addLengthDelimited(bytes).build();
    }

    private static Map<String, Object> map(Object... pairs) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put((String) pairs[i], pairs[i + 1]);
        }
        return map;
    }
}
