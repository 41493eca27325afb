package cyclo.featureserver.grpc;

import io.grpc.ForwardingServerCall;
import io.grpc.ForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/** The threads that answer calls, and how many calls may wait for them: more are refused at once, for waiting would help nobody. */
final class CallThreads implements ServerInterceptor, AutoCloseable {
    private static final int THREADS = 32;
    private static final int CALLS = 2_000;

    private final ExecutorService executor;
    private final Semaphore places = new Semaphore(CALLS);

    private CallThreads(ExecutorService executor) {
        this.executor = executor;
    }

    /** Virtual threads where the JDK has them, as the HTTP server; else some that wait in queues of their own. */
    static CallThreads start() {
        return new CallThreads(virtual().orElseGet(() -> new ForkJoinPool(THREADS, ForkJoinPool.defaultForkJoinWorkerThreadFactory, null, true)));
    }

    /** {@code Executors.newVirtualThreadPerTaskExecutor()} of JDK 21, by which this is not compiled. */
    private static Optional<ExecutorService> virtual() {
        if (Runtime.version().feature() < 21) {
            return Optional.empty();
        }
        try {
            return Optional.of((ExecutorService) MethodHandles.publicLookup()
                    .findStatic(Executors.class, "newVirtualThreadPerTaskExecutor", MethodType.methodType(ExecutorService.class)).invoke());
        } catch (Throwable e) {
            throw new IllegalStateException("This JDK has no virtual threads", e);
        }
    }

    ExecutorService executor() {
        return executor;
    }

    @Override public <Q, A> ServerCall.Listener<Q> interceptCall(ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        if (!places.tryAcquire()) {
            call.close(Status.RESOURCE_EXHAUSTED.withDescription("Cannot answer now: %d calls are under way. Try again.".formatted(CALLS)), new Metadata());
            return new ServerCall.Listener<>() { };
        }
        Place place = new Place(places);
        ServerCall<Q, A> counted = new ForwardingServerCall.SimpleForwardingServerCall<>(call) {
            @Override public void close(Status status, Metadata trailers) {
                place.leave();
                super.close(status, trailers);
            }
        };
        return new ForwardingServerCallListener.SimpleForwardingServerCallListener<>(next.startCall(counted, headers)) {
            @Override public void onCancel() {
                place.leave();
                super.onCancel();
            }

            /** A message that cannot be parsed ends its call behind {@code close}. */
            @Override public void onComplete() {
                place.leave();
                super.onComplete();
            }
        };
    }

    @Override public void close() {
        executor.shutdown();
    }

    /** Is left once, whether a call ends or is cancelled. */
    private static final class Place {
        private final Semaphore places;
        private final AtomicBoolean left = new AtomicBoolean();

        private Place(Semaphore places) {
            this.places = places;
        }

        private void leave() {
            if (left.compareAndSet(false, true)) {
                places.release();
            }
        }
    }
}
