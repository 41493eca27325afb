package cyclo.features.definitions;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnknownFieldSet.Field;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Fields of Feast 0.67's messages that the generated classes of 0.38.0 do not know, by number. Protobuf keeps them on a rewrite;
 * here they are read and set.
 */
final class NewerFields {
    private NewerFields() {}

    static <B extends Message.Builder> B setText(B builder, int number, String text) {
        return set(builder, number, Field.newBuilder().addLengthDelimited(ByteString.copyFromUtf8(text)).build());
    }

    static <B extends Message.Builder> B setNumber(B builder, int number, long value) {
        return set(builder, number, Field.newBuilder().addVarint(value).build());
    }

    static <B extends Message.Builder> B setMessages(B builder, int number, List<ByteString> messages) {
        Field.Builder field = Field.newBuilder();
        messages.forEach(field::addLengthDelimited);
        return set(builder, number, field.build());
    }

    static <B extends Message.Builder> B setMessage(B builder, int number, Message message) {
        return setMessages(builder, number, List.of(message.toByteString()));
    }

    static <B extends Message.Builder> B clear(B builder, int... numbers) {
        UnknownFieldSet.Builder fields = builder.getUnknownFields().toBuilder();
        for (int number : numbers) {
            fields.clearField(number);
        }
        builder.setUnknownFields(fields.build());
        return builder;
    }

    static List<ByteString> messages(UnknownFieldSet fields, int number) {
        return fields.getField(number).getLengthDelimitedList();
    }

    static Optional<String> text(UnknownFieldSet fields, int number) {
        List<ByteString> texts = messages(fields, number);
        return texts.isEmpty() ? Optional.empty() : Optional.of(texts.get(texts.size() - 1).toStringUtf8());
    }

    static long number(UnknownFieldSet fields, int number) {
        List<Long> values = fields.getField(number).getVarintList();
        return values.isEmpty() ? 0 : values.get(values.size() - 1);
    }

    /** The fields of a message that is itself such a field; none when it is absent. */
    static UnknownFieldSet inside(UnknownFieldSet fields, int number) {
        List<ByteString> messages = messages(fields, number);
        return messages.isEmpty() ? UnknownFieldSet.getDefaultInstance() : parse(messages.get(messages.size() - 1));
    }

    static UnknownFieldSet parse(ByteString bytes) {
        try {
            return UnknownFieldSet.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException("not a protobuf message", e);
        }
    }

    static Timestamp timestamp(Instant instant) {
        return Timestamp.newBuilder().setSeconds(instant.getEpochSecond()).setNanos(instant.getNano() / 1000 * 1000).build();
    }

    private static <B extends Message.Builder> B set(B builder, int number, Field field) {
        builder.setUnknownFields(builder.getUnknownFields().toBuilder().clearField(number).mergeField(number, field).build());
        return builder;
    }
}
