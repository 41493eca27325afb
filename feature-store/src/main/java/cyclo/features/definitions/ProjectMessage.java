package cyclo.features.definitions;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnknownFieldSet.Field;
import java.time.Instant;
import java.util.Optional;

/** {@code feast.core.Project}, a message newer than the generated classes: spec (1) with name (1) and tags (3), meta (2) with two times. */
final class ProjectMessage {
    /** The tag that holds the SHA-256 of the {@code features.yaml} applied last; a project that Python applies loses it. */
    private static final String FILE_TAG = "cyclo.features_file";

    private ProjectMessage() {}

    static String name(ByteString project) {
        return NewerFields.text(NewerFields.inside(NewerFields.parse(project), 1), 1).orElse("");
    }

    static Optional<String> appliedFile(ByteString project) {
        return NewerFields.messages(NewerFields.inside(NewerFields.parse(project), 1), 3).stream().map(NewerFields::parse)
                .filter(ProjectMessage::isFileTag).findFirst().flatMap(tag -> NewerFields.text(tag, 2));
    }

    /** @param now the project as it is, or empty */
    static ByteString applied(ByteString now, String name, String file, Instant time) {
        UnknownFieldSet old = NewerFields.parse(now);
        UnknownFieldSet.Builder spec = NewerFields.inside(old, 1).toBuilder().clearField(1).mergeField(1, text(name));
        Field.Builder tags = Field.newBuilder();
        NewerFields.messages(NewerFields.inside(old, 1), 3).stream().filter(tag -> !isFileTag(NewerFields.parse(tag))).forEach(tags::addLengthDelimited);
        tags.addLengthDelimited(UnknownFieldSet.newBuilder().mergeField(1, text(FILE_TAG)).mergeField(2, text(file)).build().toByteString());
        spec.clearField(3).mergeField(3, tags.build());
        ByteString stamp = NewerFields.timestamp(time).toByteString();
        UnknownFieldSet.Builder meta = NewerFields.inside(old, 2).toBuilder();
        if (!meta.hasField(1)) {
            meta.mergeField(1, Field.newBuilder().addLengthDelimited(stamp).build());
        }
        meta.clearField(2).mergeField(2, Field.newBuilder().addLengthDelimited(stamp).build());
        return old.toBuilder().clearField(1).clearField(2)
                .mergeField(1, Field.newBuilder().addLengthDelimited(spec.build().toByteString()).build())
                .mergeField(2, Field.newBuilder().addLengthDelimited(meta.build().toByteString()).build())
                .build().toByteString();
    }

    private static boolean isFileTag(UnknownFieldSet tag) {
        return NewerFields.text(tag, 1).filter(FILE_TAG::equals).isPresent();
    }

    private static Field text(String text) {
        return Field.newBuilder().addLengthDelimited(ByteString.copyFromUtf8(text)).build();
    }
}
