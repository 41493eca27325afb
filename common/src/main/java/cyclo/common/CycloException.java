package cyclo.common;

/**
 * An expected failure, told to a person: what happened, with which value, and the way out. Its exit code says who can
 * mend it. Anything else that is thrown is a bug of ours.
 */
public final class CycloException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ExitCode exitCode;

    private CycloException(ExitCode exitCode, String message, Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    /** Settings, arguments or a file that a person wrote are wrong. */
    public static CycloException usage(String message, Object... values) {
        return new CycloException(ExitCode.USAGE, message.formatted(values), lastThrowable(values));
    }

    /** Data or a model was refused by a check. */
    public static CycloException refused(String message, Object... values) {
        return new CycloException(ExitCode.REFUSED, message.formatted(values), lastThrowable(values));
    }

    /** Another service did not answer, or not in time. */
    public static CycloException unavailable(String message, Object... values) {
        return new CycloException(ExitCode.UNAVAILABLE, message.formatted(values), lastThrowable(values));
    }

    public ExitCode exitCode() {
        return exitCode;
    }

    /** As in SLF4J: a last value that is a throwable is kept as the cause, whether or not the message prints it. */
    private static Throwable lastThrowable(Object... values) {
        return values.length > 0 && values[values.length - 1] instanceof Throwable cause ? cause : null;
    }
}
