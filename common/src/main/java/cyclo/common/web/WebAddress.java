package cyclo.common.web;

import cyclo.common.CycloException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;

/**
 * Where a server listens and who may talk to it.
 *
 * @param port 0 takes any free one
 * @param token what a client must send as {@code Authorization: Bearer TOKEN}; on loopback it may be left out
 */
public record WebAddress(String host, int port, Optional<String> token) {
    /** Loopback without a token: the default of every program. */
    public static WebAddress loopback(int port) {
        return new WebAddress("127.0.0.1", port, Optional.empty());
    }

    /** @throws CycloException (usage) off loopback without a token, for a host name that is not known, or for what is no port */
    public WebAddress {
        if (port < 0 || port > 65535) {
            throw CycloException.usage("Cannot listen on port %d: write a number up to 65535 (0 takes any free one).", port);
        }
        if (token.isEmpty() && !isLoopback(host)) {
            throw CycloException.usage("Cannot listen on '%s' without a token: anyone who reaches it could use it. Set a token, or listen on 127.0.0.1.", host);
        }
    }

    /** Whether this header lets in; absent is null. Compares in constant time, so that an answer's delay tells nothing of the token. */
    public boolean admits(String authorization) {
        if (token.isEmpty()) {
            return true;
        }
        String sent = authorization == null ? "" : authorization;
        return MessageDigest.isEqual(("Bearer " + token.get()).getBytes(StandardCharsets.UTF_8), sent.getBytes(StandardCharsets.UTF_8));
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw CycloException.usage("Cannot listen on '%s': no such host. Use 127.0.0.1, or an address of this machine.", host, e);
        }
    }
}
