package cyclo.features.online;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.net.ServerSocketFactory;

/** A bad line to a server on loopback. */
final class TcpProxy implements AutoCloseable {
    private final int target;
    private final ServerSocket door;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private volatile long delay;
    private volatile boolean swallow;

    TcpProxy(int target) throws IOException {
        this(target, ServerSocketFactory.getDefault());
    }

    TcpProxy(int target, ServerSocketFactory factory) throws IOException {
        this.target = target;
        this.door = factory.createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        daemon(this::accept);
    }

    int port() {
        return door.getLocalPort();
    }

    /** How long bytes are under way to the server. */
    void delay(long millis) {
        delay = millis;
    }

    /** Bytes go in and none come out. */
    void swallow(boolean all) {
        swallow = all;
    }

    /** Breaks all connections off. */
    void cut() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        sockets.clear();
    }

    @Override public void close() throws IOException {
        door.close();
        cut();
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                Socket client = door.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
                sockets.addAll(List.of(client, server));
                daemon(() -> pass(client, server, true));
                daemon(() -> pass(server, client, false));
            } catch (IOException e) {
                System.err.println("the line: " + e.getMessage());
            }
        }
    }

    private void pass(Socket from, Socket to, boolean forth) {
        byte[] buffer = new byte[8192];
        try (InputStream in = from.getInputStream(); OutputStream out = to.getOutputStream()) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                if (forth && delay > 0) {
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(delay));
                }
                if (!swallow) {
                    out.write(buffer, 0, read);
                    out.flush();
                }
            }
        } catch (IOException e) {
            System.err.println("the line broke: " + e.getMessage());
        }
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "bad-line");
        thread.setDaemon(true);
        thread.start();
    }
}
