package cyclo.features.redis;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Some commands of an {@link Exchange} on their way to one server, and the thread that waits for their replies. */
final class Ask {
    record Refusal(int command, RedisError error) {}

    final Commands commands;
    private final Exchange exchange;
    private final int[] which;
    private final List<Refusal> refusals = new ArrayList<>(0);
    private final Thread thread = Thread.currentThread();
    private IOException failure;
    private RedisSocket socket;
    private boolean promoted;
    private volatile boolean awake;

    /** @param which commands of the exchange, in the order in which they are sent */
    Ask(Exchange exchange, int[] which) {
        this.exchange = exchange;
        this.which = which;
        this.commands = new Commands(which.length * 128);
        for (int command : which) {
            exchange.write(command, commands);
        }
    }

    int count() {
        return which.length;
    }

    void receive(Replies replies) throws IOException {
        refusals.clear();
        for (int command : which) {
            try {
                exchange.take(command, replies);
            } catch (RedisError error) {
                refusals.add(new Refusal(command, error));
            }
        }
    }

    /** Commands that Redis refused. */
    List<Refusal> refusals() {
        return refusals;
    }

    /** The replies are there, or never will be. */
    void done(IOException why) {
        failure = why;
        wake();
    }

    /** The waiting thread goes on as the one who talks to the server, on {@code free} or, if that is null, on a connection that it opens. */
    void promote(RedisSocket free) {
        socket = free;
        promoted = true;
        wake();
    }

    /** Waits until {@link #done} or {@link #promote}. @return false if neither happened before {@code deadline}, or the thread was interrupted */
    boolean await(long deadline) {
        while (!awake) {
            long left = deadline - System.nanoTime();
            if (left <= 0 || Thread.currentThread().isInterrupted()) {
                return false;
            }
            LockSupport.parkNanos(this, left);
        }
        return true;
    }

    boolean promoted() {
        return promoted;
    }

    RedisSocket socket() {
        return socket;
    }

    void check() throws IOException {
        if (failure != null) {
            throw failure;
        }
    }

    private void wake() {
        awake = true;
        if (thread != Thread.currentThread()) {
            LockSupport.unpark(thread);
        }
    }
}
