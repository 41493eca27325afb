package cyclo.serving;

import cyclo.common.CycloException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Bounds the time of one request: work that is late is interrupted and its caller told, rather than left to wait. */
final class Deadline implements AutoCloseable {
    private final Duration longest;
    private final ExecutorService workers;

    Deadline(Duration longest) {
        this.longest = longest;
        this.workers = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "predict");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** @throws CycloException (unavailable) if {@code work} takes longer; what {@code work} throws, it throws */
    <T> T within(Callable<T> work) {
        Future<T> running = workers.submit(work);
        try {
            return running.get(longest.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            running.cancel(true);
            throw CycloException.unavailable("Cannot answer within the deadline of %d ms (serving.yaml, online.deadline): try again, or send fewer entities.",
                    longest.toMillis());
        } catch (InterruptedException e) {
            running.cancel(true);
            Thread.currentThread().interrupt();
            throw CycloException.unavailable("Cannot answer: the server is stopping.");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException expected) {
                throw expected;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    @Override public void close() {
        workers.shutdownNow();
    }
}
