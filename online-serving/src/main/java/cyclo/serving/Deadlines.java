package cyclo.serving;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.MethodDescriptor;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Ends every gRPC call that takes longer. */
record Deadlines(Duration longest) implements ClientInterceptor {
    @Override public <A, B> ClientCall<A, B> interceptCall(MethodDescriptor<A, B> method, CallOptions options, Channel next) {
        return next.newCall(method, options.withDeadlineAfter(longest.toNanos(), TimeUnit.NANOSECONDS));
    }
}
