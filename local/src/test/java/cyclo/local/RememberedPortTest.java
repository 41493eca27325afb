package cyclo.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RememberedPortTest {
    @TempDir private Path folder;

    @Test void thePortOfLastTimeIsTakenAgain() {
        RememberedPort port = new RememberedPort(folder.resolve("port"));
        int first = port.choose(0, "REDIS_PORT", any -> false);
        assertThat(port.choose(0, "REDIS_PORT", any -> false)).isEqualTo(first);
        assertThat(port.last()).isEqualTo(first);
    }

    @Test void aPortThatAStrangerTookIsLeftToHim() throws IOException {
        RememberedPort port = new RememberedPort(folder.resolve("port"));
        int first = port.choose(0, "REDIS_PORT", any -> false);
        try (ServerSocket stranger = new ServerSocket(first, 1, InetAddress.getLoopbackAddress())) {
            assertThat(port.choose(0, "REDIS_PORT", any -> true)).as("our own, left behind").isEqualTo(stranger.getLocalPort());
            assertThat(port.choose(0, "REDIS_PORT", any -> false)).isNotEqualTo(stranger.getLocalPort());
        }
    }

    @Test void aFixedPortThatIsTakenIsAnError() throws IOException {
        try (ServerSocket stranger = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> new RememberedPort(folder.resolve("port")).choose(stranger.getLocalPort(), "REDIS_PORT", any -> false))
                    .hasMessage("Cannot use port '%d' of REDIS_PORT: another program listens there. "
                            + "Stop it, or give REDIS_PORT another port (or none, for any free one).", stranger.getLocalPort());
        }
    }
}
