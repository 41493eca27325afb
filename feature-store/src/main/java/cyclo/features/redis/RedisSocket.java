package cyclo.features.redis;

import cyclo.features.RedisConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** One connection, logged in. Everything on it ends at a deadline. Used by one thread at a time; {@link #close} may come from any. */
final class RedisSocket implements AutoCloseable {
    /** What surely fits into the buffers of a connection that is idle. */
    private static final int NEVER_BLOCKS = 16 * 1024;
    /** A blocked write knows no timeout: this closes its connection. */
    private static final ScheduledThreadPoolExecutor WATCH = watch();

    private final Socket wire;
    private final Socket socket;
    private final OutputStream out;
    private final Replies replies;
    private long deadline;

    /** Connects and logs in. @throws RedisError if Redis does not let us in */
    RedisSocket(RedisConfig config, RedisConfig.Node node, Tls tls, long deadline) throws IOException {
        this.deadline = deadline;
        this.wire = new Socket();
        boolean ready = false;
        try {
            wire.setTcpNoDelay(true);
            wire.setKeepAlive(true);
            wire.connect(new InetSocketAddress(node.host(), node.port()), left());
            wire.setSoTimeout(left());
            this.socket = tls.over(wire, node);
            this.out = socket.getOutputStream();
            this.replies = new Replies(new Timed(socket.getInputStream()));
            login(config);
            ready = true;
        } finally {
            if (!ready) {
                wire.close();
            }
        }
    }

    /** Sends the commands of all at once. */
    void send(List<Ask> asks, long until) throws IOException {
        deadline = until;
        if (asks.size() == 1) {
            send(asks.get(0).commands);
            return;
        }
        Commands all = new Commands(asks.stream().mapToInt(ask -> ask.commands.size()).sum());
        asks.forEach(ask -> all.raw(ask.commands.array(), 0, ask.commands.size()));
        send(all);
    }

    Replies replies() {
        return replies;
    }

    @Override public void close() {
        try {
            wire.close();
        } catch (IOException e) {
            // it is given up anyway
            deadline = System.nanoTime();
        }
    }

    private void login(RedisConfig config) throws IOException {
        Commands login = new Commands(256);
        int commands = 0;
        if (config.password().isPresent()) {
            login.begin(config.username().isPresent() ? 3 : 2).argument("AUTH");
            config.username().ifPresent(login::argument);
            login.argument(config.password().get());
            commands++;
        }
        if (config.database() != 0 && !config.cluster()) {
            login.begin(2).argument("SELECT").argument(config.database());
            commands++;
        }
        if (commands > 0) {
            send(login);
        }
        RedisError refused = null;
        for (int i = 0; i < commands; i++) {
            try {
                replies.next();
            } catch (RedisError e) {
                refused = refused == null ? e : refused;
            }
        }
        if (refused != null) {
            throw refused;
        }
    }

    private void send(Commands commands) throws IOException {
        if (commands.size() <= NEVER_BLOCKS) {
            out.write(commands.array(), 0, commands.size());
            out.flush();
            return;
        }
        Future<?> alarm = WATCH.schedule(this::close, left(), TimeUnit.MILLISECONDS);
        try {
            out.write(commands.array(), 0, commands.size());
            out.flush();
        } catch (IOException e) {
            throw alarm.isDone() ? (IOException) new SocketTimeoutException("it took too long to take the request").initCause(e) : e;
        } finally {
            alarm.cancel(false);
        }
    }

    private int left() throws SocketTimeoutException {
        long millis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime() + 999_999);
        if (millis <= 0) {
            throw new SocketTimeoutException("the time was over");
        }
        return (int) Math.min(millis, Integer.MAX_VALUE);
    }

    private static ScheduledThreadPoolExecutor watch() {
        ScheduledThreadPoolExecutor watch = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = Executors.defaultThreadFactory().newThread(task);
            thread.setName("redis-write-watch");
            thread.setDaemon(true);
            return thread;
        });
        watch.setRemoveOnCancelPolicy(true);
        watch.setKeepAliveTime(10, TimeUnit.SECONDS);
        watch.allowCoreThreadTimeOut(true);
        return watch;
    }

    /** Waits for bytes no longer than the deadline allows. */
    private final class Timed extends InputStream {
        private final InputStream in;

        private Timed(InputStream in) {
            this.in = in;
        }

        @Override public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override public int read(byte[] buffer, int from, int length) throws IOException {
            socket.setSoTimeout(left());
            return in.read(buffer, from, length);
        }
    }
}
