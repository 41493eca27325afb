package cyclo.models;

import java.util.Set;

/** A call that MLflow did not answer with success, before anyone has decided what that means. */
final class MlflowFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final Set<Integer> OVERLOADED = Set.of(500, 502, 503, 504);

    private final int status;
    private final String code;
    private final boolean sent;

    /** @param status 0 without an answer; @param code MLflow's error_code, or "" ; @param sent false if the server cannot have seen the call */
    MlflowFailure(int status, String code, String message, boolean sent, Throwable cause) {
        super(message, cause);
        this.status = status;
        this.code = code;
        this.sent = sent;
    }

    int status() {
        return status;
    }

    boolean is(String errorCode) {
        return code.equals(errorCode);
    }

    /** Whether the same call may succeed later: no answer, too many requests, or a server in trouble. */
    boolean isPassing() {
        return status == 0 || status == 429 || OVERLOADED.contains(status);
    }

    /** Whether trying again is safe although two such calls would do two things. */
    boolean hadNoEffect() {
        return !sent || status == 429;
    }
}
