package cyclo.features.redis;

import java.io.IOException;

/** A server did not answer, or was not asked because it would not. */
final class NoAnswer extends IOException {
    private static final long serialVersionUID = 1L;
    private final boolean lost;

    /** @param lost whether a connection broke off, which another one may be spared; false if time ran out or nothing was tried */
    NoAnswer(String message, Throwable cause, boolean lost) {
        super(message, cause);
        this.lost = lost;
    }

    boolean lost() {
        return lost;
    }
}
