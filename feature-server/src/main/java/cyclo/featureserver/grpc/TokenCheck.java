package cyclo.featureserver.grpc;

import cyclo.common.web.WebAddress;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;

/** Lets in who sends {@code authorization: Bearer TOKEN}. */
final class TokenCheck implements ServerInterceptor {
    private static final Metadata.Key<String> AUTHORIZATION = Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    private final WebAddress address;
    private final String openToAll;

    /** @param openToAll the one method that needs no token */
    TokenCheck(WebAddress address, String openToAll) {
        this.address = address;
        this.openToAll = openToAll;
    }

    @Override public <Q, A> ServerCall.Listener<Q> interceptCall(ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        if (call.getMethodDescriptor().getFullMethodName().equals(openToAll) || address.admits(headers.get(AUTHORIZATION))) {
            return next.startCall(call, headers);
        }
        call.close(Status.UNAUTHENTICATED.withDescription("Cannot let you in: send 'authorization: Bearer TOKEN' with this server's token."), new Metadata());
        return new ServerCall.Listener<>() { };
    }
}
