package cyclo.featureserver.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Parser;
import cyclo.common.CycloException;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/** How messages pass: as bytes, both ways. */
final class Messages {
    static final MethodDescriptor.Marshaller<byte[]> BYTES = new MethodDescriptor.Marshaller<>() {
        @Override public InputStream stream(byte[] message) {
            return new Bytes(message);
        }

        @Override public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw Status.INTERNAL.withDescription("The message was cut short").withCause(e).asRuntimeException();
            }
        }
    };

    private Messages() {}

    /** Not left to gRPC, which answers UNKNOWN and logs a stack trace for what a client has sent wrong. @throws CycloException (usage) */
    static <T> T parsed(Parser<T> parser, byte[] message) {
        try {
            return parser.parseFrom(message);
        } catch (InvalidProtocolBufferException e) {
            throw CycloException.usage("Cannot read the request: it is no such message (%s).", e.getMessage().replaceFirst("[.]\\s*$", ""), e);
        }
    }

    static MethodDescriptor<byte[], byte[]> method(String name) {
        return MethodDescriptor.<byte[], byte[]>newBuilder().setType(MethodDescriptor.MethodType.UNARY).setFullMethodName(name)
                .setRequestMarshaller(BYTES).setResponseMarshaller(BYTES).setSafe(true).setIdempotent(true).build();
    }

    /** gRPC copies once when it knows the length. */
    private static final class Bytes extends ByteArrayInputStream implements KnownLength {
        private Bytes(byte[] bytes) {
            super(bytes);
        }
    }
}
