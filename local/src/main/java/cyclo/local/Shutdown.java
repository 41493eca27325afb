package cyclo.local;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;

/**
 * What Ctrl-C and SIGTERM do: stop what was started, last first, then end with code 0, as these programs are meant to end so.
 * {@link #close} does the same on the ordinary way out.
 */
final class Shutdown implements AutoCloseable {
    private final Deque<AutoCloseable> closing = new ArrayDeque<>();
    private volatile boolean done;

    Shutdown() {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            if (!done) {
                System.err.println();
                System.err.println("Stopping ...");
                close();
                Runtime.getRuntime().halt(0);
            }
        }, "shutdown"));
    }

    /** Adds what is to be closed; closes it at once when all else is closed already. */
    synchronized <T extends AutoCloseable> T add(T closeable) {
        closing.push(closeable);
        if (done) {
            closeAll();
        }
        return closeable;
    }

    @Override public synchronized void close() {
        done = true;
        closeAll();
    }

    /** Returns {@code value}, or not at all when the JVM is being told to end: then nothing that ends is news. */
    <T> T unlessClosing(T value) {
        if (done) {
            new CompletableFuture<T>().join();
        }
        return value;
    }

    private void closeAll() {
        while (!closing.isEmpty()) {
            try {
                closing.pop().close();
            } catch (Exception e) {
                System.err.println("Cannot stop everything: " + e);
            }
        }
    }
}
