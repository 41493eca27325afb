package cyclo.services;

import cyclo.common.CycloException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Ports of the loopback interface. */
public final class Ports {
    private Ports() {}

    /** One that was free a moment ago. */
    public static int free() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot find a free port", e);
        }
    }

    public static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** @throws CycloException (usage) if another program listens on {@code port}, which {@code setting} asks for */
    public static int require(int port, String setting) {
        if (!isFree(port)) {
            throw CycloException.usage(
                    "Cannot use port '%d' of %s: another program listens there. Stop it, or give %s another port (or none, for any free one).",
                    port, setting, setting);
        }
        return port;
    }
}
