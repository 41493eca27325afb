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
 * <p>An ask that has not begun when half of its time is over gives up; at its deadline it ends in any case. Thread safe, for virtual threads too.
 */
final class Lane implements AutoCloseable {
    private static final int MOST_WAITING = 1_000;
    private static final int COMMANDS_TOGETHER = 2_000;

    /** Opens a connection. */
    interface Connector {
        RedisSocket open(long deadline) throws IOException;
    }

    private final Connector connector;
    private final Circuit circuit;
    private final int most;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<RedisSocket> idle = new ArrayDeque<>();
    private final Deque<Ask> waiting = new ArrayDeque<>();
    private int leading;
    private boolean closed;

    /** @param most connections */
    Lane(Connector connector, Circuit circuit, int most) {
        this.connector = connector;
        this.circuit = circuit;
        this.most = most;
    }

    /** A round trip under way: what was sent, on which connection. */
    static final class Trip {
        private final List<Ask> asks;
        private RedisSocket socket;
        private Throwable failure;

        private Trip(List<Ask> asks, RedisSocket socket) {
            this.asks = asks;
            this.socket = socket;
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
        Trip trip = start(ask);
        if (trip != null) {
            home(trip, ask);
            return;
        }
        RedisSocket socket = null;
        lock.lock();
        try {
            if (leading == most) {
                if (waiting.size() >= MOST_WAITING) {
                    throw new NoAnswer("%d requests wait for it already".formatted(MOST_WAITING), null, false);
                }
                waiting.addLast(ask);
            } else {
                leading++;
                socket = idle.pollFirst();
                ask.promote(socket);
            }
        } finally {
            lock.unlock();
        }
        follow(ask);
    }

    /** Receives what a trip brings, and lets the next one go. */
    void home(Trip trip, Ask own) throws IOException {
        try {
            for (int i = 0; trip.failure == null && i < trip.asks.size(); i++) {
                trip.asks.get(i).receive(trip.socket.replies());
            }
        } catch (IOException | RuntimeException | Error e) {
            trip.failure = e;
        } finally {
            over(trip);
        }
        own.check();
    }

    private void follow(Ask ask) throws IOException {
        long start = System.nanoTime();
        if (!ask.await(start + (ask.deadline - start) / 2)) {
            boolean given;
            lock.lock();
            try {
                given = waiting.remove(ask);
            } finally {
                lock.unlock();
            }
            // otherwise it is on its way, or this thread's turn has just come
            if (given || !ask.await(ask.deadline)) {
                throw new NoAnswer("no answer within %d ms".formatted((System.nanoTime() - start) / 1_000_000), null, false);
            }
        }
        if (ask.promoted()) {
            home(send(ask, ask.socket()), ask);
        } else {
            ask.check();
        }
    }

    private void mayBegin() throws IOException {
        if (closed) {
            throw new NoAnswer("this connection was closed", null, false);
        }
        if (!circuit.lets()) {
            throw new NoAnswer(circuit.story(), null, false);
        }
    }

    /** Never throws: {@link #home} must come in any case. */
    private Trip send(Ask own, RedisSocket socket) {
        Trip trip = new Trip(together(own), socket);
        try {
            if (trip.socket == null) {
                trip.socket = connector.open(own.deadline);
            }
            trip.socket.send(trip.asks, own.deadline);
        } catch (IOException | RuntimeException | Error e) {
            trip.failure = e;
        }
        return trip;
    }

    private List<Ask> together(Ask own) {
        List<Ask> asks = new ArrayList<>(4);
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
        Exception failure = null;
        if (trip.failure == null) {
            circuit.succeeded();
        } else {
            if (trip.socket != null) {
                trip.socket.close();
                trip.socket = null;
            }
            if (trip.failure instanceof RedisError refused) {
                failure = refused;
            } else {
                circuit.failed(told(trip.failure));
                failure = new NoAnswer(told(trip.failure), trip.failure, !(trip.failure instanceof SocketTimeoutException));
            }
        }
        passOn(trip.socket, failure != null);
        for (Ask ask : trip.asks) {
            ask.done(failure);
        }
    }

    /** The next of those who wait goes on; after a failure all idle connections are as old as the one that failed. */
    private void passOn(RedisSocket socket, boolean failed) {
        List<Ask> refused = List.of();
        Ask next;
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
            next = waiting.pollFirst();
            if (next == null) {
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
        refused.forEach(ask -> ask.done(new NoAnswer(circuit.story(), null, false)));
        if (next != null) {
            next.promote(socket);
        }
    }

    private static String told(Throwable failure) {
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
