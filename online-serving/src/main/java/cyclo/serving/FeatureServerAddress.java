package cyclo.serving;

import cyclo.common.CycloException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a feature server answers gRPC.
 *
 * @param authority PEM file of who signed its certificate; without one the connection is plain
 */
record FeatureServerAddress(String host, int port, Optional<String> token, Optional<Path> authority) {
    private static final Pattern HOST_AND_PORT = Pattern.compile("(?<host>\\[[0-9A-Fa-f:.]+]|[^\\s:/]+):(?<port>\\d{1,5})");

    /** @throws CycloException (usage) if {@code address} is no host:port */
    static Optional<FeatureServerAddress> of(Optional<String> address, Optional<String> token, Optional<String> authority) {
        return address.map(text -> {
            Matcher parts = HOST_AND_PORT.matcher(text);
            if (!parts.matches() || Integer.parseInt(parts.group("port")) > 65535) {
                throw CycloException.usage("Cannot use FEATURE_SERVER '%s': write host:port of its gRPC, for example feature-server:6567.", text);
            }
            return new FeatureServerAddress(parts.group("host"), Integer.parseInt(parts.group("port")), token, authority.map(Path::of));
        });
    }

    @Override public String toString() {
        return host + ":" + port;
    }
}
