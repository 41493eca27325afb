package cyclo.features.redis;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A few connections to one server, shared by any number of threads. Who finds a connection free talks to the server himself, for all who came while none
 * was: their commands go out together and come back together. When he is done, one of those who came meanwhile goes on. So nobody waits for a thread that
 * has nothing else to do, and the more ask at once the fewer round trips each of them costs.
 *
 * <p>Within {@code patience} an ask must have begun, and within another {@code patience} its round trip must be over, or a little more for very many commands. Thread safe, for virtual threads too.
 */
final class Lane implements AutoCloseable {
    private static final int MOST_WAITING = 1_000;
    private static final int COMMANDS_TOGETHER = 2_000;
    /** What a slow server may take for each of very many commands, on top. */
    private static final long NANOS_A_COMMAND = 50_000;

    /** Opens a connection. */
    interface Connector {
        RedisSocket open(long deadline) throws IOException;
    }

    private final Connector connector;
    private final Circuit circuit;
    private final int most;
    private final long patience;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<RedisSocket> idle = new ArrayDeque<>();
    private final Deque<Ask> waiting = new ArrayDeque<>();
    private int leading;
    private boolean closed;

    /**
     * @param most how many connections
     * @param patience in nanoseconds
     */
    Lane(Connector connector, Circuit circuit, int most, long patience) {
        this.connector = connector;
        this.circuit = circuit;
        this.most = most;
        this.patience = patience;
    }

    /** A round trip under way: what was sent, on which connection. */
    static final class Trip {
        private final List<Ask> asks;
        private final boolean fresh;
        private RedisSocket socket;
        private Exception failure;

        private Trip(List<Ask> asks, RedisSocket socket) {
            this.asks = asks;
            this.socket = socket;
            this.fresh = socket == null;
        }
    }

    /** Sends at once if a connection is free, else null. The trip must be brought {@link #home}. */
    Trip start(Ask ask) throws IOException {
        RedisSocket socket;
        lock.lock();
        try {
            mayBegin();
            if (leading == most) {
                return null;
            }
            leading++;
            socket = idle.pollFirst();
        } finally {
            lock.unlock();
        }
        return send(ask, socket);
    }

    /** Sends and receives, alone or together with others. */
    void run(Ask ask) throws IOException {
        RedisSocket socket = null;
        boolean leads;
        lock.lock();
        try {
            mayBegin();
            leads = leading < most;
            if (leads) {
                leading++;
                socket = idle.pollFirst();
            } else if (waiting.size() >= MOST_WAITING) {
                throw new Unanswered(Unanswered.Why.BUSY, "has %d requests waiting already".formatted(MOST_WAITING), null);
            } else {
                waiting.addLast(ask);
            }
        } finally {
            lock.unlock();
        }
        if (leads) {
            home(send(ask, socket), ask);
        } else {
            follow(ask);
        }
    }

    /** Receives what a trip brings, and lets the next one go. */
    void home(Trip trip, Ask own) throws IOException {
        try {
            for (int i = 0; trip.failure == null && i < trip.asks.size(); i++) {
                trip.asks.get(i).receive(trip.socket.replies());
            }
        } catch (IOException | RuntimeException e) {
            trip.failure = e;
        } finally {
            over(trip);
        }
        own.check();
    }

    private void follow(Ask ask) throws IOException {
        long start = System.nanoTime();
        boolean heard = ask.await(start + patience);
        if (!heard) {
            lock.lock();
            try {
                if (waiting.remove(ask)) {
                    throw slow(start);
                }
                heard = ask.promoted();
            } finally {
                lock.unlock();
            }
        }
        // what was not heard of is on its way with others: it will not be promoted any more
        if (!heard && !ask.await(start + 2 * patience)) {
            throw slow(start);
        }
        if (ask.promoted()) {
            home(send(ask, ask.socket()), ask);
        } else {
            ask.check();
        }
    }

    private static Unanswered slow(long start) {
        return new Unanswered(Unanswered.Why.SLOW, "has not answered within %d ms".formatted((System.nanoTime() - start) / 1_000_000), null);
    }

    private void mayBegin() throws IOException {
        if (closed) {
            throw new Unanswered(Unanswered.Why.UNREACHABLE, "was left: this store is closed", null);
        }
        if (!circuit.lets()) {
            throw new Unanswered(Unanswered.Why.OPEN, circuit.story(), null);
        }
    }

    /** Never throws: {@link #home} must come in any case. */
    private Trip send(Ask own, RedisSocket socket) {
        Trip trip = new Trip(together(own), socket);
        try {
            long deadline = System.nanoTime() + patience + NANOS_A_COMMAND * trip.asks.stream().mapToLong(Ask::count).sum();
            if (trip.socket == null) {
                trip.socket = connector.open(deadline);
            }
            trip.socket.send(trip.asks, deadline);
        } catch (IOException | RuntimeException e) {
            trip.failure = e;
        }
        return trip;
    }

    private List<Ask> together(Ask own) {
        List<Ask> asks = new ArrayList<>();
        asks.add(own);
        int commands = own.count();
        lock.lock();
        try {
            while (!waiting.isEmpty() && commands + waiting.peekFirst().count() <= COMMANDS_TOGETHER) {
                commands += waiting.peekFirst().count();
                asks.add(waiting.pollFirst());
            }
        } finally {
            lock.unlock();
        }
        return asks;
    }

    private void over(Trip trip) {
        if (trip.failure == null) {
            circuit.succeeded();
        } else {
            if (trip.socket != null) {
                trip.socket.close();
                trip.socket = null;
            }
            if (trip.failure instanceof IOException) {
                circuit.failed(told(trip.failure));
            }
        }
        Unanswered failure = trip.failure == null ? null : new Unanswered(why(trip), told(trip.failure), trip.failure);
        passOn(trip.socket, failure != null);
        trip.asks.forEach(ask -> ask.done(failure));
    }

    /** The next of those who wait goes on; after a failure all idle connections are as old as the one that failed. */
    private void passOn(RedisSocket socket, boolean failed) {
        List<Ask> refused = List.of();
        lock.lock();
        try {
            if (failed) {
                idle.forEach(RedisSocket::close);
                idle.clear();
            }
            if (failed && circuit.open()) {
                refused = List.copyOf(waiting);
                waiting.clear();
            }
            Ask next = waiting.pollFirst();
            if (next != null) {
                next.promote(socket);
            } else {
                leading--;
                if (socket != null && closed) {
                    socket.close();
                } else if (socket != null) {
                    idle.addFirst(socket);
                }
            }
        } finally {
            lock.unlock();
        }
        refused.forEach(ask -> ask.done(new Unanswered(Unanswered.Why.OPEN, circuit.story(), null)));
    }

    private static Unanswered.Why why(Trip trip) {
        return trip.failure instanceof RedisError ? Unanswered.Why.REFUSED : trip.failure instanceof SocketTimeoutException ? Unanswered.Why.SLOW
                : trip.fresh ? Unanswered.Why.UNREACHABLE : Unanswered.Why.LOST;
    }

    private static String told(Exception failure) {
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    }

    @Override public void close() {
        lock.lock();
        try {
            closed = true;
            idle.forEach(RedisSocket::close);
            idle.clear();
        } finally {
            lock.unlock();
        }
    }
}
