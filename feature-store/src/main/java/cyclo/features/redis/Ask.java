package cyclo.features.redis;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Some commands of an {@link Exchange} on their way to one server, and the thread that waits for their replies until its deadline. */
final class Ask {
    record Refusal(int command, RedisError error) {}

    final Commands commands;
    final long deadline;
    private final Exchange exchange;
    private final int[] which;
    private final boolean asking;
    private final List<Refusal> refusals = new ArrayList<>(0);
    private final Thread thread = Thread.currentThread();
    private Exception failure;
    private RedisSocket socket;
    private boolean promoted;
    private volatile boolean awake;

    /** @param which commands of the exchange, in the order in which they are sent; @param asking whether the server is told that we know of a slot's move */
    Ask(Exchange exchange, int[] which, boolean asking, long deadline) {
        this.exchange = exchange;
        this.which = which;
        this.asking = asking;
        this.deadline = deadline;
        this.commands = new Commands(which.length * 128);
        for (int command : which) {
            if (asking) {
                commands.begin(1).argument("ASKING");
            }
            exchange.write(command, commands);
        }
    }

    int count() {
        return which.length;
    }

    int[] which() {
        return which;
    }

    void receive(Replies replies) throws IOException {
        refusals.clear();
        for (int command : which) {
            if (asking) {
                replies.next();
            }
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
    void done(Exception why) {
        failure = why;
        wake();
    }

    /** The waiting thread goes on as the one who talks to the server, on {@code free} or, if that is null, on a connection that it opens. */
    void promote(RedisSocket free) {
        socket = free;
        promoted = true;
        wake();
    }

    /** Waits until {@link #done} or {@link #promote}. @return false if neither happened before {@code until}, or the thread was interrupted */
    boolean await(long until) {
        while (!awake) {
            long left = until - System.nanoTime();
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

    /** @throws RedisError if the server did not let us in */
    void check() throws IOException {
        if (failure instanceof RedisError refused) {
            throw refused;
        }
        if (failure != null) {
            throw (IOException) failure;
        }
    }

    private void wake() {
        awake = true;
        if (thread != Thread.currentThread()) {
            LockSupport.unpark(thread);
        }
    }
}
