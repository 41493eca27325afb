package cyclo.features.definitions;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnknownFieldSet.Field;
import java.time.Instant;
import java.util.UUID;

/** {@code feast.core.FeatureViewVersionRecord}: a view as it was when one of its versions began. */
record VersionRecord(String view, String project, int number, String type, ByteString message, Instant created, String id) {
    static VersionRecord of(Kind kind, Message view, String project, int number, Instant created) {
        return new VersionRecord(Kind.nameOf(view), project, number, kind == Kind.FEATURE_VIEW ? "feature_view" : "on_demand_feature_view",
                view.toByteString(), created, UUID.randomUUID().toString());
    }

    /** The view that carries its version number, from 1 on. */
    static Message numbered(Kind kind, Message view, int number) {
        if (number == 0) {
            return view;
        }
        Message.Builder builder = view.toBuilder();
        NewerFields.setNumber(builder.getFieldBuilder(builder.getDescriptorForType().findFieldByName("meta")), kind == Kind.FEATURE_VIEW ? 4 : 3, number);
        return builder.build();
    }

    static boolean isOf(ByteString record, String project) {
        return NewerFields.text(NewerFields.parse(record), 2).filter(project::equals).isPresent();
    }

    /** The number of the view's next version, given a record: greater than that record's, if it is of the view. */
    static int next(ByteString record, String project, String view) {
        UnknownFieldSet fields = NewerFields.parse(record);
        return isOf(record, project) && NewerFields.text(fields, 1).filter(view::equals).isPresent() ? (int) NewerFields.number(fields, 3) + 1 : 0;
    }

    ByteString toMessage() {
        UnknownFieldSet.Builder fields = UnknownFieldSet.newBuilder()
                .mergeField(1, bytes(ByteString.copyFromUtf8(view))).mergeField(2, bytes(ByteString.copyFromUtf8(project)));
        if (number > 0) {
            fields.mergeField(3, Field.newBuilder().addVarint(number).build());
        }
        return fields.mergeField(4, bytes(ByteString.copyFromUtf8(type))).mergeField(5, bytes(message))
                .mergeField(6, bytes(NewerFields.timestamp(created).toByteString())).mergeField(8, bytes(ByteString.copyFromUtf8(id))).build().toByteString();
    }

    private static Field bytes(ByteString value) {
        return Field.newBuilder().addLengthDelimited(value).build();
    }
}
