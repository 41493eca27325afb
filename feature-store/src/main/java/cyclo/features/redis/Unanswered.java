package cyclo.features.redis;

import java.io.IOException;

/** No answer came from a server. The message goes on after its name: {@code has not answered within 20 ms}. */
final class Unanswered extends IOException {
    private static final long serialVersionUID = 1L;

    enum Why {
        /** A connection that had worked before: Redis may have been started anew, so another may work. */
        LOST,
        /** A new connection failed. */
        UNREACHABLE,
        /** The time was over. */
        SLOW,
        /** Too many wait. */
        BUSY,
        /** The circuit is open. */
        OPEN,
        /** The login was refused; the cause says how. */
        REFUSED
    }

    private final Why why;

    Unanswered(Why why, String message, Throwable cause) {
        super(message, cause);
        this.why = why;
    }

    Why why() {
        return why;
    }
}
