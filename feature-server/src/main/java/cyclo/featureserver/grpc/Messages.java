package cyclo.featureserver.grpc;

import com.google.protobuf.Parser;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/** How messages pass: requests are parsed, answers are bytes already. */
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

    static <T> MethodDescriptor.Marshaller<T> reading(Parser<T> parser) {
        return new MethodDescriptor.Marshaller<>() {
            @Override public InputStream stream(T message) {
                throw new UnsupportedOperationException("A server reads requests");
            }

            @Override public T parse(InputStream stream) {
                try {
                    return parser.parseFrom(stream);
                } catch (IOException e) {
                    throw Status.INVALID_ARGUMENT.withDescription("Cannot read the request: it is no such message (" + e.getMessage() + ").").withCause(e)
                            .asRuntimeException();
                }
            }
        };
    }

    static <Q, A> MethodDescriptor<Q, A> method(String name, MethodDescriptor.Marshaller<Q> request, MethodDescriptor.Marshaller<A> answer) {
        return MethodDescriptor.<Q, A>newBuilder().setType(MethodDescriptor.MethodType.UNARY).setFullMethodName(name).setRequestMarshaller(request)
                .setResponseMarshaller(answer).setSafe(true).setIdempotent(true).build();
    }

    /** gRPC copies once when it knows the length. */
    private static final class Bytes extends ByteArrayInputStream implements KnownLength {
        private Bytes(byte[] bytes) {
            super(bytes);
        }
    }
}
