package cyclo.featureserver.grpc;

import io.grpc.ForwardingServerCall;
import io.grpc.ForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads that answer calls, and how many calls may wait for them: more are refused at once, for waiting would help nobody. */
final class CallThreads implements ServerInterceptor, AutoCloseable {
    private static final int THREADS = 32;
    private static final int CALLS = 2_000;

    private final ExecutorService executor;
    private final Semaphore places = new Semaphore(CALLS);

    private CallThreads(ExecutorService executor) {
        this.executor = executor;
    }

    static CallThreads start() {
        AtomicInteger number = new AtomicInteger();
        return new CallThreads(Executors.newFixedThreadPool(THREADS, work -> {
            Thread thread = new Thread(work, "grpc-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        }));
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
